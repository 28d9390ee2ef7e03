//! The operators, functions and macros of each type.

use super::grammar::Grammar;
use super::types::{KEYS, SCALARS, Type};

const ZONES: [&str; 4] = ["", "'UTC'", "'+05:30'", "'-02:00'"];

/// Patterns that each implementation of RE2 accepts.
const PATTERNS: [&str; 5] = ["^[a-z]+$", "foo|bar", "^a.*b$", "[0-9]{2}", "^.?$"];

/// Functions that return a bool, with their operands.
const TESTS: &[(&str, &[Type])] = &[
    ("$.startsWith($)", &[Type::String, Type::String]),
    ("$.endsWith($)", &[Type::String, Type::String]),
    ("$.contains($)", &[Type::String, Type::String]),
    ("$.startsWith($)", &[Type::Bytes, Type::Bytes]),
    ("$.endsWith($)", &[Type::Bytes, Type::Bytes]),
    ("$.contains($)", &[Type::Bytes, Type::Bytes]),
    ("$.isEmail()", &[Type::String]),
    ("$.isHostname()", &[Type::String]),
    ("$.isIp()", &[Type::String]),
    ("$.isIpPrefix(4)", &[Type::String]),
    ("$.isUri()", &[Type::String]),
    ("$.isUriRef()", &[Type::String]),
    ("$.isHostAndPort(true)", &[Type::String]),
    ("$.isNan()", &[Type::Double]),
    ("$.isInf()", &[Type::Double]),
    ("$.isInf(1)", &[Type::Double]),
    ("bool($)", &[Type::Bool]),
];

impl Grammar<'_> {
    /// One of several texts, in which `$` is an expression of the given type.
    fn filled(&mut self, templates: &[(&str, &[Type])], depth: usize) -> Option<String> {
        let (template, types) = templates[self.random.below(templates.len())];
        let mut parts = template.split('$');
        let mut text = parts.next()?.to_owned();
        for (ty, part) in types.iter().zip(parts) {
            text += &self.expr(ty, depth)?;
            text += part;
        }
        Some(text)
    }

    pub fn boolean(&mut self, depth: usize) -> Option<String> {
        use Type::{Bool, Bytes, String as Text};
        match self.random.below(20) {
            0..=3 => {
                let ty = self.one_of(&SCALARS);
                self.comparison(&ty, depth)
            }
            4..=6 => self.filled(
                &[
                    ("($ && $)", &[Bool, Bool]),
                    ("($ || $)", &[Bool, Bool]),
                    ("!$", &[Bool]),
                ],
                depth,
            ),
            7 => {
                let ty = self.one_of(&SCALARS);
                self.filled(&[("($ in $)", &[ty.clone(), Type::list(ty)])], depth)
            }
            8 => {
                let (key, value) = (self.one_of(&KEYS), self.one_of(&SCALARS));
                let map = Type::Map(Box::new(key.clone()), Box::new(value));
                self.filled(&[("($ in $)", &[key, map])], depth)
            }
            9 | 10 => self.filled(TESTS, depth),
            11 => {
                let (text, pattern) = (self.expr(&Text, depth)?, self.one_of(&PATTERNS));
                Some(format!("{text}.matches('{pattern}')"))
            }
            12 => self.presence(),
            13..=16 => {
                let name = self.one_of(&["all", "exists", "exists_one"]);
                self.macro_over(name, &Bool, depth)
            }
            17 => {
                let item = self.one_of(&[Bool, Type::Int, Type::Uint, Text, Bytes]);
                self.filled(&[("$.unique()", &[Type::list(item)])], depth)
            }
            18 => self.equality(depth),
            _ => self.null(),
        }
    }

    fn comparison(&mut self, ty: &Type, depth: usize) -> Option<String> {
        let operator = if ty.is_ordered() {
            self.one_of(&["==", "!=", "<", "<=", ">", ">="])
        } else {
            self.one_of(&["==", "!="])
        };
        let (left, right) = (self.expr(ty, depth)?, self.expr(ty, depth)?);
        Some(format!("({left} {operator} {right})"))
    }

    /// A comparison of messages, lists or maps.
    fn equality(&mut self, depth: usize) -> Option<String> {
        let scalar = self.one_of(&SCALARS);
        let ty = match self.random.below(4) {
            0 => Type::list(Type::list(scalar)),
            1 => Type::list(scalar),
            2 => Type::Map(Box::new(self.one_of(&KEYS)), Box::new(scalar)),
            _ => {
                let name = self
                    .schema
                    .messages
                    .keys()
                    .filter(|name| name.ends_with(".Node"))
                    .min()?;
                Type::Message(name.clone())
            }
        };
        self.comparison(&ty, depth)
    }

    /// A comparison of a value that may be null with null.
    fn null(&mut self) -> Option<String> {
        let scalar = self.one_of(&SCALARS);
        let path = self.path(&Type::Wrapper(Box::new(scalar)))?;
        let operator = self.one_of(&["==", "!="]);
        Some(format!("({path} {operator} null)"))
    }

    fn presence(&mut self) -> Option<String> {
        let wanted = self.one_of(&SCALARS);
        let path = self.path(&wanted)?;
        let is_field = path.contains('.') && !path.ends_with(']');
        is_field.then(|| format!("has({path})"))
    }

    pub fn int(&mut self, depth: usize) -> Option<String> {
        use Type::{Double, Duration, Int, String as Text, Timestamp, Uint};
        if self.random.one_in(8) {
            let zone = self.one_of(&ZONES);
            let getter = self.one_of(&[
                "FullYear",
                "Month",
                "Date",
                "DayOfMonth",
                "DayOfWeek",
                "DayOfYear",
                "Hours",
                "Minutes",
                "Seconds",
                "Milliseconds",
            ]);
            let time = self.expr(&Timestamp, depth)?;
            return Some(format!("{time}.get{getter}({zone})"));
        }
        let list = Type::list(self.one_of(&SCALARS));
        let map = Type::Map(
            Box::new(self.one_of(&KEYS)),
            Box::new(self.one_of(&SCALARS)),
        );
        self.filled(
            &[
                ("($ + $)", &[Int, Int]),
                ("($ - $)", &[Int, Int]),
                ("($ * $)", &[Int, Int]),
                ("($ / $)", &[Int, Int]),
                ("($ % $)", &[Int, Int]),
                ("(-$)", &[Int]),
                ("size($)", &[Text]),
                ("$.size()", &[Type::Bytes]),
                ("$.size()", std::slice::from_ref(&list)),
                ("size($)", std::slice::from_ref(&map)),
                ("int($)", &[Uint]),
                ("int($)", &[Double]),
                ("int($)", &[Text]),
                ("int($)", &[Timestamp]),
                ("$.indexOf($)", &[Text, Text]),
                ("$.lastIndexOf($)", &[Text, Text]),
                ("$.getSeconds()", &[Duration]),
                ("$.getMinutes()", &[Duration]),
                ("$.getHours()", &[Duration]),
                ("$[$]", &[Type::list(Int), Int]),
                ("$[$]", &[Type::Map(Box::new(Text), Box::new(Int)), Text]),
            ],
            depth,
        )
    }

    pub fn uint(&mut self, depth: usize) -> Option<String> {
        use Type::{Double, Int, String as Text, Uint};
        self.filled(
            &[
                ("($ + $)", &[Uint, Uint]),
                ("($ - $)", &[Uint, Uint]),
                ("($ * $)", &[Uint, Uint]),
                ("($ / $)", &[Uint, Uint]),
                ("($ % $)", &[Uint, Uint]),
                ("uint($)", &[Int]),
                ("uint($)", &[Double]),
                ("uint($)", &[Text]),
                ("uint(size($))", &[Text]),
                ("$[$]", &[Type::list(Uint), Int]),
                (
                    "$[$]",
                    &[Type::Map(Box::new(Type::Bool), Box::new(Uint)), Type::Bool],
                ),
            ],
            depth,
        )
    }

    pub fn double(&mut self, depth: usize) -> Option<String> {
        use Type::{Double, Int, Uint};
        self.filled(
            &[
                ("($ + $)", &[Double, Double]),
                ("($ - $)", &[Double, Double]),
                ("($ * $)", &[Double, Double]),
                ("($ / $)", &[Double, Double]),
                ("(-$)", &[Double]),
                ("double($)", &[Int]),
                ("double($)", &[Uint]),
                ("$[$]", &[Type::list(Double), Int]),
                ("$[$]", &[Type::Map(Box::new(Uint), Box::new(Double)), Uint]),
            ],
            depth,
        )
    }

    pub fn string(&mut self, depth: usize) -> Option<String> {
        use Type::{Bool, Bytes, Int, String as Text, Uint};
        self.filled(
            &[
                ("($ + $)", &[Text, Text]),
                ("string($)", &[Int]),
                ("string($)", &[Uint]),
                ("string($)", &[Bool]),
                ("string($)", &[Bytes]),
                // Only whole seconds: the text of fractions differs.
                ("string(timestamp($))", &[Int]),
                ("string(duration(string(size($)) + 's'))", &[Bytes]),
                ("$.charAt($)", &[Text, Int]),
                ("$.lowerAscii()", &[Text]),
                ("$.upperAscii()", &[Text]),
                ("$.trim()", &[Text]),
                ("$.replace($, $)", &[Text, Text, Text]),
                ("$.substring($)", &[Text, Int]),
                ("$.join($)", &[Type::list(Text), Text]),
                ("'%s is %d'.format([$, $])", &[Text, Int]),
                ("'%s'.format([$])", &[Type::list(Int)]),
                ("$[$]", &[Type::list(Text), Int]),
                ("$[$]", &[Type::Map(Box::new(Int), Box::new(Text)), Int]),
            ],
            depth,
        )
    }

    pub fn bytes(&mut self, depth: usize) -> Option<String> {
        use Type::{Bytes, Int, String as Text};
        self.filled(
            &[
                ("($ + $)", &[Bytes, Bytes]),
                ("bytes($)", &[Text]),
                ("$[$]", &[Type::list(Bytes), Int]),
                ("$[$]", &[Type::Map(Box::new(Int), Box::new(Bytes)), Int]),
            ],
            depth,
        )
    }

    pub fn time(&mut self, ty: &Type, depth: usize) -> Option<String> {
        use Type::{Duration, Int, Timestamp};
        let templates: &[(&str, &[Type])] = match ty {
            Duration => &[
                ("($ + $)", &[Duration, Duration]),
                ("($ - $)", &[Duration, Duration]),
                ("($ - $)", &[Timestamp, Timestamp]),
                ("duration($)", &[Duration]),
                ("duration(string(size($)) + 's')", &[Type::Bytes]),
            ],
            _ => &[
                ("($ + $)", &[Timestamp, Duration]),
                ("($ + $)", &[Duration, Timestamp]),
                ("($ - $)", &[Timestamp, Duration]),
                ("timestamp($)", &[Int]),
                ("timestamp($)", &[Timestamp]),
            ],
        };
        self.filled(templates, depth)
    }

    pub fn list(&mut self, item: &Type, depth: usize) -> Option<String> {
        let list = Type::list(item.clone());
        match (self.random.below(5), item) {
            (0 | 1, _) => self.literal_list(item, depth),
            (2, _) => {
                let range = self.expr(&list, depth)?;
                self.macro_of(&range, item.clone(), "filter", &Type::Bool, depth)
            }
            (3, Type::String) => {
                self.filled(&[("$.split($)", &[Type::String, Type::String])], depth)
            }
            _ => self.macro_over("map", item, depth),
        }
    }

    pub fn map(&mut self, key: &Type, value: &Type, depth: usize) -> Option<String> {
        self.literal_map(key, value, depth)
    }
}
