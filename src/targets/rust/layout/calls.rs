//! Calls of functions, and what they stand in: statements, sums and arms.

use super::{CALL_WIDTH, CHAIN_WIDTH, Layout, MAX_WIDTH};

/// An argument of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// What cannot be broken.
    Text(String),
    /// `(items…)`.
    Tuple(Vec<String>),
    /// `function::<ty>(value)`.
    Generic {
        function: String,
        ty: String,
        value: String,
    },
}

impl Arg {
    /// What cannot be broken.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn flat(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Tuple(items) => format!("({})", items.join(", ")),
            Self::Generic {
                function,
                ty,
                value,
            } => format!("{function}::<{ty}>({value})"),
        }
    }

    /// On lines of its own, indented by `pad`, with a comma.
    fn line(&self, pad: usize, width: usize) -> String {
        let flat = self.flat();
        let fits = pad + flat.len() < width;
        let (indent, deeper) = (" ".repeat(pad), " ".repeat(pad + 4));
        match self {
            Self::Tuple(items) if !fits || flat.len() > CALL_WIDTH + 2 => {
                format!("\n{indent}({}\n{indent}),", lines(items, pad + 4))
            }
            Self::Generic {
                function,
                ty,
                value,
            } if !fits => match pad + function.len() + ty.len() + "::<>(".len() <= width {
                true => {
                    format!("\n{indent}{function}::<{ty}>(\n{deeper}{value},\n{indent}),")
                }
                false => {
                    format!("\n{indent}{function}::<\n{deeper}{ty},\n{indent}>({value}),")
                }
            },
            _ => format!("\n{indent}{flat},"),
        }
    }
}

fn lines(items: &[String], pad: usize) -> String {
    items
        .iter()
        .map(|item| format!("\n{:pad$}{item},", ""))
        .collect()
}

/// A call of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub function: String,
    pub args: Vec<Arg>,
}

impl Call {
    /// `function(args…)`.
    pub fn new(function: impl Into<String>, args: impl IntoIterator<Item = Arg>) -> Self {
        Self {
            function: function.into(),
            args: args.into_iter().collect(),
        }
    }

    /// On one line, unless its arguments are too long for one; a single one never is.
    fn flat(&self) -> Option<String> {
        let args: Vec<_> = self.args.iter().map(Arg::flat).collect();
        let args = args.join(", ");
        (self.args.len() == 1 || args.len() <= CALL_WIDTH)
            .then(|| format!("{}({args})", self.function))
    }
}

impl Layout {
    /// A call with an argument a line, where the line that it starts on is indented by `pad`.
    fn broken(self, pad: usize, call: &Call) -> String {
        let args = call.args.iter().map(|arg| arg.line(pad + 4, self.width));
        let args: String = args.collect();
        format!("{}({args}\n{:pad$})", call.function, "")
    }

    /// A call on a line indented by `pad`, of which `before` columns are used and `after` must be left.
    fn call(self, pad: usize, before: usize, call: &Call, after: usize) -> String {
        match call.flat() {
            Some(flat) if before + flat.len() + after <= self.width => flat,
            _ => self.broken(pad, call),
        }
    }

    /// A call and `end`, indented by 8.
    pub fn statement(self, call: &Call, end: &str) -> String {
        format!("        {}{end}", self.call(8, 8, call, end.len()))
    }

    /// `let name = call;`, indented by 8.
    pub fn let_call(self, name: &str, call: &Call) -> String {
        let start = format!("        let {name} =");
        match call.flat() {
            Some(flat) if start.len() + flat.len() + 2 > self.width => match 13 + flat.len() {
                next_line if next_line <= self.width => format!("{start}\n            {flat};"),
                _ => format!("{start} {};", self.broken(8, call)),
            },
            _ => format!("{start} {};", self.call(8, 0, call, 0)),
        }
    }

    /// The sum of calls, indented by 8.
    pub fn sum(self, calls: &[Call]) -> String {
        let [first, rest @ ..] = calls else {
            return "        0".to_owned();
        };
        let flat: Option<Vec<_>> = calls.iter().map(Call::flat).collect();
        if let Some(flat) = flat.map(|flat| flat.join(" + "))
            && 8 + flat.len() <= self.width
        {
            return format!("        {flat}");
        }
        let mut text = format!("        {}", self.call(8, 8, first, 0));
        for call in rest {
            // rustfmt leaves no parenthesis alone on a line that begins left of the others.
            if text.ends_with("\n        )") {
                text += &format!(" + {}", self.call(8, 12, call, 0));
            } else {
                text += &format!("\n            + {}", self.call(12, 14, call, 0));
            }
        }
        text
    }

    /// An arm of a match whose body is a call, indented by 12.
    pub fn arm_of_call(self, pattern: &str, call: &Call) -> String {
        let last_line = pattern.rsplit('\n').next().map_or(0, str::len);
        let start = if pattern.contains('\n') { 0 } else { 12 } + last_line + " => ".len();
        match call.flat() {
            Some(flat) if start + flat.len() < self.width => {
                format!("            {pattern} => {flat},")
            }
            Some(flat) if 16 + flat.len() <= self.width => {
                format!("            {pattern} => {{\n                {flat}\n            }}")
            }
            _ if start + call.function.len() + 1 < self.width => {
                format!("            {pattern} => {},", self.broken(12, call))
            }
            _ => {
                let call = self.broken(16, call);
                format!("            {pattern} => {{\n                {call}\n            }}")
            }
        }
    }

    /// An arm that tells by another match whether `value` is `Some(variant(value))` or anything else, indented by 12.
    pub fn arm_of_match(
        self,
        pattern: &str,
        value: &str,
        variant: &str,
        then: &Call,
        otherwise: &Call,
    ) -> String {
        // The arms within are those of a match that stands four columns further to the left.
        let within = Self {
            width: self.width - 4,
        };
        let mut held = format!("Some({variant}(value))");
        // The body needs room for ` => {`.
        if 12 + held.len() + 5 > within.width {
            held = match 12 + "Some((".len() + variant.len() + 5 < within.width {
                true => format!("Some({variant}(\n                value,\n            ))"),
                false => format!(
                    "Some(\n                {variant}(\n                    value,\n                ),\n            )"
                ),
            };
        }
        let arms = [
            within.arm_of_call(&held, then),
            within.arm_of_call("_", otherwise),
        ]
        .join("\n");
        let arms = arms.replace('\n', "\n    ");
        format!("            {pattern} => match {value} {{\n    {arms}\n            }},")
    }

    /// The numbers of a pattern, ascending, as ranges where three or more follow each other; indented by 12.
    pub fn numbers(self, numbers: &[u32]) -> String {
        let mut parts: Vec<String> = Vec::new();
        for run in numbers.chunk_by(|a, b| a + 1 == *b) {
            match run {
                [first, _, .., last] => parts.push(format!("{first}..={last}")),
                _ => parts.extend(run.iter().map(u32::to_string)),
            }
        }
        let flat = parts.join(" | ");
        // The body needs room for ` => {`.
        let width = self.width - 5;
        if 12 + flat.len() <= width {
            return flat;
        }
        if flat.contains("..=") {
            return parts.join("\n            | ");
        }
        let mut column = 12;
        let mut text = String::new();
        for part in parts {
            if text.is_empty() {
                column += part.len();
            } else if column + 3 + part.len() <= width {
                text += " | ";
                column += 3 + part.len();
            } else {
                text += "\n            | ";
                column = 14 + part.len();
            }
            text += &part;
        }
        text
    }

    /// `self.field = value;`, indented by 8.
    pub fn assignment(self, place: &str, value: &str) -> String {
        if 8 + place.len() + 3 + value.len() < self.width {
            return format!("        {place} = {value};");
        }
        format!("        {place} =\n            {value};")
    }

    /// `self.field.call;`, indented by 8.
    pub fn chained(self, place: &str, call: &str) -> String {
        let flat = format!("{place}.{call}");
        if flat.len() <= CHAIN_WIDTH {
            return format!("        {flat};");
        }
        format!("        {place}\n            .{call};")
    }

    /// A value of a field in an expression, `name: value,`, indented by 12.
    pub fn initializer(self, name: &str, value: &str) -> String {
        if 12 + name.len() + 2 + value.len() < self.width {
            return format!("            {name}: {value},");
        }
        format!("            {name}:\n                {value},")
    }

    /// The head of an impl without generics, up to its brace.
    pub fn head(self, r#trait: &str, ty: &str) -> String {
        let flat = format!("impl {trait} for {ty} {{");
        // rustfmt forgets the indent here.
        if flat.len() <= MAX_WIDTH {
            return flat;
        }
        format!("impl {trait}\n    for {ty}\n{{")
    }

    /// The signature of a function, indented by 4, up to its brace.
    pub fn signature(self, name: &str, parameters: &[String], output: &str) -> String {
        let output = match output {
            "" => String::new(),
            output => format!(" -> {output}"),
        };
        let flat = format!("    pub fn {name}({}){output} {{", parameters.join(", "));
        if flat.len() <= self.width {
            return flat;
        }
        let last = self.brace(4, format!("    ){output} {{"));
        format!("    pub fn {name}({}\n{last}", lines(parameters, 8))
    }

    /// `use path::{symbols…};`
    pub fn import(self, path: &str, symbols: &[&str]) -> String {
        if let [symbol] = symbols {
            return format!("use {path}::{symbol};");
        }
        let flat = format!("use {path}::{{{}}};", symbols.join(", "));
        if flat.len() <= self.width {
            return flat;
        }
        let mut text = format!("use {path}::{{");
        Self::fill(&mut text, symbols, 4, self.width);
        text + "\n};"
    }
}
