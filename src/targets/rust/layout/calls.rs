//! Calls of functions, and what they stand in: statements, sums and arms. Each is written with the end of its line.

use super::words::{Word, blanks, push, push_number};
use super::{CALL_WIDTH, CHAIN_WIDTH, Layout, TYPE_SLACK};

/// An argument of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg<'a> {
    /// What cannot be broken.
    Text(Word<'a>),
    Number(u32),
    /// `&self.name`, or with another borrow of `self`.
    Field {
        this: &'static str,
        name: &'a str,
    },
    /// `ty::default()`.
    Default(&'a str),
    /// `(first, second)`.
    Tuple([String; 2]),
    /// `function::<ty>(value)`.
    Generic {
        function: Word<'a>,
        ty: &'a str,
        value: Word<'a>,
    },
}

impl<'a> Arg<'a> {
    /// What cannot be broken.
    pub fn text(text: impl Into<Word<'a>>) -> Self {
        Self::Text(text.into())
    }

    /// `&self.name`, or with another borrow of `self`.
    pub fn field(this: &'static str, name: &'a str) -> Self {
        Self::Field { this, name }
    }

    /// How many columns it takes on one line.
    fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Number(number) => number.checked_ilog10().unwrap_or(0) as usize + 1,
            Self::Field { this, name } => this.len() + 1 + name.len(),
            Self::Default(ty) => ty.len() + "::default()".len(),
            Self::Tuple([first, second]) => first.len() + second.len() + "(, )".len(),
            Self::Generic {
                function,
                ty,
                value,
            } => function.len() + ty.len() + value.len() + "::<>()".len(),
        }
    }

    fn push_flat(&self, out: &mut String) {
        match self {
            Self::Text(text) => text.push_to(out),
            Self::Number(number) => push_number(out, *number),
            Self::Field { this, name } => push(out, &[this, ".", name]),
            Self::Default(ty) => push(out, &[ty, "::default()"]),
            Self::Tuple([first, second]) => push(out, &["(", first, ", ", second, ")"]),
            Self::Generic {
                function,
                ty,
                value,
            } => {
                function.push_to(out);
                push(out, &["::<", ty, ">("]);
                value.push_to(out);
                out.push(')');
            }
        }
    }

    /// On lines of its own, indented by `pad`, with a comma.
    fn push_lines(&self, out: &mut String, pad: usize, width: usize) {
        let fits = pad + self.len() < width;
        let (indent, deeper) = (blanks(pad), blanks(pad + 4));
        push(out, &["\n", indent]);
        match self {
            Self::Field { this, name } if !fits && pad + 4 + name.len() + 2 <= width => {
                push(out, &[this, "\n", deeper, ".", name]);
            }
            Self::Default(ty) if !fits && pad + ty.len() + "::default(".len() <= width => {
                push(out, &[ty, "::default(\n", indent, ")"]);
            }
            Self::Tuple([first, second]) if !fits || self.len() > CALL_WIDTH + 2 => {
                push(out, &["(\n", deeper, first, ",\n", deeper, second]);
                push(out, &[",\n", indent, ")"]);
            }
            Self::Generic {
                function,
                ty,
                value,
            } if !fits => {
                function.push_to(out);
                match pad + function.len() + ty.len() + "::<>(".len() <= width + TYPE_SLACK {
                    true => {
                        push(out, &["::<", ty, ">(\n", deeper]);
                        value.push_to(out);
                        push(out, &[",\n", indent, ")"]);
                    }
                    false => {
                        push(out, &["::<\n", deeper, ty, ",\n", indent, ">("]);
                        value.push_to(out);
                        out.push(')');
                    }
                }
            }
            _ => self.push_flat(out),
        }
        out.push(',');
    }
}

/// A call of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call<'a> {
    function: Word<'a>,
    args: Vec<Arg<'a>>,
}

impl<'a> Call<'a> {
    /// `function(args…)`.
    pub fn new(function: impl Into<Word<'a>>, args: impl Into<Vec<Arg<'a>>>) -> Self {
        Self {
            function: function.into(),
            args: args.into(),
        }
    }

    /// How many columns it takes on one line, unless its arguments are too long for one; a single one never is.
    fn len(&self) -> Option<usize> {
        let args: usize = self.args.iter().map(Arg::len).sum();
        let args = args + ", ".len() * self.args.len().saturating_sub(1);
        (self.args.len() == 1 || args <= CALL_WIDTH).then(|| self.function.len() + args + 2)
    }

    fn push_flat(&self, out: &mut String) {
        self.function.push_to(out);
        out.push('(');
        for (index, arg) in self.args.iter().enumerate() {
            out.push_str(if index > 0 { ", " } else { "" });
            arg.push_flat(out);
        }
        out.push(')');
    }
}

impl Layout {
    /// A call with an argument a line, where the line that it starts on is indented by `pad`.
    fn broken(self, out: &mut String, pad: usize, call: &Call<'_>) {
        call.function.push_to(out);
        out.push('(');
        for arg in &call.args {
            arg.push_lines(out, pad + 4, self.width);
        }
        push(out, &["\n", blanks(pad), ")"]);
    }

    /// A call on a line indented by `pad`, of which `before` columns are used and `after` must be left.
    fn call(self, out: &mut String, pad: usize, before: usize, call: &Call<'_>, after: usize) {
        match call.len() {
            Some(len) if before + len + after <= self.width => call.push_flat(out),
            _ => self.broken(out, pad, call),
        }
    }

    /// A call and `end`, indented by 8.
    pub fn statement(self, out: &mut String, call: &Call<'_>, end: &str) {
        out.push_str(blanks(8));
        self.call(out, 8, 8, call, end.len());
        push(out, &[end, "\n"]);
    }

    /// `let name = call;`, indented by 8.
    pub fn let_call(self, out: &mut String, name: &str, call: &Call<'_>) {
        push(out, &[blanks(8), "let ", name, " ="]);
        let start = 8 + "let  =".len() + name.len();
        match call.len() {
            Some(len) if start + len + 2 <= self.width => {
                out.push(' ');
                call.push_flat(out);
            }
            Some(len) if 13 + len <= self.width => {
                push(out, &["\n", blanks(12)]);
                call.push_flat(out);
            }
            _ => {
                out.push(' ');
                self.broken(out, 8, call);
            }
        }
        out.push_str(";\n");
    }

    /// The sum of calls, indented by 8.
    pub fn sum(self, out: &mut String, calls: &[Call<'_>]) {
        let Some((first, rest)) = calls.split_first() else {
            return out.push_str("        0\n");
        };
        let flat = calls.iter().map(|call| Some(call.len()? + " + ".len()));
        let fits = flat
            .sum::<Option<usize>>()
            .is_some_and(|len| 8 + len - " + ".len() <= self.width);
        out.push_str(blanks(8));
        self.call(out, 8, 8, first, 0);
        for call in rest {
            // rustfmt leaves no parenthesis alone on a line that begins left of the others.
            if fits || out.ends_with("\n        )") {
                out.push_str(" + ");
                self.call(out, 8, 12, call, 0);
            } else {
                push(out, &["\n", blanks(12), "+ "]);
                self.call(out, 12, 14, call, 0);
            }
        }
        out.push('\n');
    }

    /// An arm of a match whose body is a call, indented by 12.
    pub fn arm_of_call<'w>(self, out: &mut String, pattern: impl Into<Word<'w>>, call: &Call<'_>) {
        self.indented_arm(out, 12, pattern.into(), call);
    }

    fn indented_arm(self, out: &mut String, pad: usize, pattern: Word<'_>, call: &Call<'_>) {
        let start = pattern.end(pad) + " => ".len();
        let fits = |before: usize| call.len().is_some_and(|len| before + len <= self.width);
        out.push_str(blanks(pad));
        pattern.push_to(out);
        out.push_str(" => ");
        if fits(start + 1) {
            call.push_flat(out);
            out.push_str(",\n");
        } else if !fits(pad + 4) && start + call.function.len() + 1 < self.width {
            self.broken(out, pad, call);
            out.push_str(",\n");
        } else {
            push(out, &["{\n", blanks(pad + 4)]);
            self.call(out, pad + 4, pad + 4, call, 0);
            push(out, &["\n", blanks(pad), "}\n"]);
        }
    }

    /// An arm that tells by another match whether `value` is `Some(variant(value))` or anything else, indented by 12.
    pub fn arm_of_match(
        self,
        out: &mut String,
        pattern: &str,
        value: &str,
        variant: &str,
        then: &Call<'_>,
        otherwise: &Call<'_>,
    ) {
        let mut held = format!("Some({variant}(value))");
        // The body needs room for ` => {`.
        if 16 + held.len() + 5 > self.width {
            let (pad, deep, deeper) = (blanks(16), blanks(20), blanks(24));
            held = match 16 + "Some((".len() + variant.len() + 5 < self.width {
                true => format!("Some({variant}(\n{deep}value,\n{pad}))"),
                false => {
                    format!("Some(\n{deep}{variant}(\n{deeper}value,\n{deep}),\n{pad})")
                }
            };
        }
        push(out, &[blanks(12), pattern, " => match ", value, " {\n"]);
        self.indented_arm(out, 16, held.as_str().into(), then);
        self.indented_arm(out, 16, "_".into(), otherwise);
        push(out, &[blanks(12), "},\n"]);
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
        let width = self.width.saturating_sub(5);
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
        let equals = match 8 + place.len() + 3 + value.len() < self.width {
            true => " = ",
            false => " =\n            ",
        };
        [blanks(8), place, equals, value, ";\n"].concat()
    }

    /// `self.field.call;`, indented by 8.
    pub fn chained(self, place: &str, call: &str) -> String {
        if place.len() + 1 + call.len() <= CHAIN_WIDTH {
            return format!("        {place}.{call};\n");
        }
        format!("        {place}\n            .{call};\n")
    }

    /// A value of a field in an expression, `name: value,`, indented by 12.
    pub fn initializer(self, out: &mut String, name: &str, value: &str) {
        let separator = match 12 + name.len() + 2 + value.len() < self.width {
            true => ": ",
            false => ":\n                ",
        };
        push(out, &[blanks(12), name, separator, value, ",\n"]);
    }
}
