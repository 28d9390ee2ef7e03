//! Layout: text that depends on widths is laid out here just as rustfmt does with its defaults, so that no formatter
//! has to run over generated code.
//!
//! Where not even the widest break makes a line fit, rustfmt leaves an item alone, and so does this.

mod calls;

use std::fmt::Write;

pub use calls::{Arg, Call};

/// rustfmt's `max_width`.
const MAX_WIDTH: usize = 100;
/// rustfmt's `attr_fn_like_width`: the arguments of an attribute on one line.
const ATTRIBUTE_WIDTH: usize = 70;
/// rustfmt's `chain_width`: a chain of calls on one line.
const CHAIN_WIDTH: usize = 60;
/// rustfmt's `fn_call_width`: the arguments of a call on one line.
const CALL_WIDTH: usize = 60;
/// By how much rustfmt lets a return type go past the width before it breaks the type.
const RETURN_SLACK: usize = 2;
/// rustfmt's `array_width`: the elements of an array on one line.
const ARRAY_WIDTH: usize = 60;
/// rustfmt's `short_array_element_width_threshold`: elements that share lines in an array.
const SHORT_ELEMENT_WIDTH: usize = 10;

/// A type as a value, until it is printed: what stands before its arguments, the arguments, and what stands after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ty {
    head: String,
    args: Vec<Ty>,
    tail: &'static str,
}

impl Ty {
    /// A type without arguments.
    pub fn path(path: impl Into<String>) -> Self {
        Self {
            head: path.into(),
            args: Vec::new(),
            tail: "",
        }
    }

    /// `head<args…>`.
    pub fn generic(head: impl Into<String>, args: impl IntoIterator<Item = Ty>) -> Self {
        Self {
            head: head.into(),
            args: args.into_iter().collect(),
            tail: "",
        }
    }

    /// `head<args…>tail`, for bounds: `impl Future<…> + Send`.
    pub fn bounded(head: impl Into<String>, arg: Ty, tail: &'static str) -> Self {
        Self {
            head: head.into(),
            args: vec![arg],
            tail,
        }
    }

    /// The same with text in front: `Output = …`.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.head.insert_str(0, name);
        self
    }

    /// On one line.
    pub fn flat(&self) -> String {
        let mut text = self.head.clone();
        if !self.args.is_empty() {
            text.push('<');
            for (index, arg) in self.args.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                text.push_str(&arg.flat());
            }
            text.push('>');
        }
        text + self.tail
    }
}

/// The place of an item: how deep its module lies, which takes four columns a level.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    width: usize,
}

impl Layout {
    /// For items of a module `depth` levels below the file.
    pub fn nested(depth: usize) -> Self {
        Self {
            width: MAX_WIDTH.saturating_sub(4 * depth),
        }
    }

    /// A type on a line indented by `indent` of which `before` columns are used and `after` must be left.
    fn ty(self, ty: &Ty, indent: usize, before: usize, after: usize) -> String {
        let flat = ty.flat();
        // rustfmt counts neither what follows the last `>` nor the word `impl`.
        let uncounted = if ty.tail.is_empty() && ty.head.starts_with("impl ") {
            5
        } else {
            ty.tail.len()
        };
        if ty.args.is_empty() || before + flat.len() + after <= self.width + uncounted {
            return flat;
        }
        let mut text = format!("{}<", ty.head);
        for arg in &ty.args {
            let arg = self.ty(arg, indent + 4, indent + 4, 1);
            let _ = write!(text, "\n{:1$}{arg},", "", indent + 4);
        }
        let _ = write!(text, "\n{:indent$}>{}", "", ty.tail);
        text
    }

    /// A field of a struct, `pub name: Ty,`, indented by 4.
    pub fn field(self, name: &str, ty: &Ty) -> String {
        let head = format!("    pub {name}:");
        let flat = ty.flat();
        if head.len() + 1 + flat.len() < self.width {
            return format!("{head} {flat},");
        }
        if 8 + flat.len() < self.width {
            return format!("{head}\n        {flat},");
        }
        format!("{head} {},", self.ty(ty, 4, head.len() + 1, 1))
    }

    /// A variant with one value, `Name(Ty),`, indented by 4.
    pub fn variant(self, name: &str, ty: &Ty) -> String {
        let flat = ty.flat();
        // The value alone on a line gains something only if the name is longer than the indent.
        if 4 + name.len() + flat.len() + 3 <= self.width || 8 + flat.len() + 1 > self.width {
            return format!("    {name}({flat}),");
        }
        format!("    {name}(\n        {flat},\n    ),")
    }

    /// `#[name(args…)]`, indented by `indent`.
    pub fn attribute(self, indent: usize, name: &str, args: &[String]) -> String {
        let flat = args.join(", ");
        if flat.len() <= ATTRIBUTE_WIDTH && indent + name.len() + flat.len() + 5 <= self.width {
            return format!("{:indent$}#[{name}({flat})]", "");
        }
        let mut text = format!("{:indent$}#[{name}(", "");
        for (index, arg) in args.iter().enumerate() {
            let comma = if index + 1 < args.len() { "," } else { "" };
            let _ = write!(text, "\n{:1$}{arg}{comma}", "", indent + 4);
        }
        let _ = write!(text, "\n{:indent$})]", "");
        text
    }

    /// An arm of a match, `pattern => body,`, indented by `indent`.
    pub fn arm(self, indent: usize, pattern: &str, body: &str) -> String {
        let (pad, deep) = (" ".repeat(indent), " ".repeat(indent + 4));
        if indent + pattern.len() + 4 + body.len() < self.width {
            return format!("{pad}{pattern} => {body},");
        }
        format!("{pad}{pattern} => {{\n{deep}{body}\n{pad}}}")
    }

    /// An arm whose body is a call, `pattern => value.function(arguments…),`, indented by 16.
    pub fn call_arm(
        self,
        pattern: &str,
        value: &str,
        function: &str,
        arguments: &[&str],
    ) -> String {
        let flat = arguments.join(", ");
        let body = format!("{value}.{function}({flat})");
        if flat.len() > CALL_WIDTH {
            let start = format!("                {pattern} => {value}");
            let (line, pad) = match start.len() + function.len() + 2 < self.width {
                true => ("", "                "),
                false => ("\n                    ", "                    "),
            };
            let lines: String = arguments
                .iter()
                .map(|argument| format!("\n{pad}    {argument},"))
                .collect();
            return format!("{start}{line}.{function}({lines}\n{pad}),");
        }
        if 20 + body.len() > self.width {
            return format!(
                "                {pattern} => {value}\n                    .{function}({flat}),"
            );
        }
        self.arm(16, pattern, &body)
    }

    /// The head of an impl of a trait, up to its brace, indented by 4.
    pub fn implementation(self, generics: &str, r#trait: &str, ty: &str) -> String {
        let generics = match generics {
            "" => String::new(),
            generics => format!("<{generics}>"),
        };
        let flat = format!("    impl{generics} {trait} for {ty} {{", r#trait = r#trait);
        // rustfmt forgets the indent here.
        if flat.len() <= self.width + 4 {
            return flat;
        }
        format!(
            "    impl{generics} {trait}\n        for {ty}\n    {{",
            r#trait = r#trait
        )
    }

    /// The head of a trait, up to its brace, indented by 4.
    pub fn r#trait(self, name: &str, bounds: &str) -> String {
        let flat = format!("    pub trait {name}: {bounds} {{");
        // rustfmt counts the indent of the bounds here as well.
        if flat.len() + 8 <= self.width {
            return flat;
        }
        format!("    pub trait {name}:\n        {bounds}\n    {{")
    }

    /// A function of a trait or an impl, indented by 8, with `&self` and one more parameter; `end` is `;` or ` {`.
    pub fn method(self, head: &str, parameter: (&str, &Ty), output: &Ty, end: &str) -> String {
        let (name, ty) = parameter;
        let flat = format!(
            "        {head}(&self, {name}: {}) -> {}{end}",
            ty.flat(),
            output.flat()
        );
        if flat.len() <= self.width {
            return flat;
        }
        let parameter = self.ty(ty, 12, 12 + name.len() + 2, 1);
        let slack = if output.tail.is_empty() {
            RETURN_SLACK
        } else {
            0
        };
        let output = self.ty(output, 8, 13 - slack, 0);
        let last = format!("        ) -> {output}{end}");
        let last = self.brace(8, last);
        format!("        {head}(\n            &self,\n            {name}: {parameter},\n{last}")
    }

    /// The last line of a signature of several, `) -> Ty {`, indented by `indent`: its brace has a line of its own where
    /// rustfmt, which counts the indent twice here, finds the line too long; and no blank before it where even the type
    /// is.
    fn brace(self, indent: usize, line: String) -> String {
        let nested = MAX_WIDTH - self.width;
        let Some(before) = line.strip_suffix(" {") else {
            return line;
        };
        if before.contains('\n') || line.len() + indent + nested <= self.width {
            return line;
        }
        match before.contains('<') || line.len() <= self.width + 4 {
            true => format!("{before}\n{:indent$}{{", ""),
            false => format!("{before}{{"),
        }
    }

    /// A declaration with a value, `start = value;`, where `start` begins with its indent.
    pub fn declaration(self, start: &str, value: &str) -> String {
        if start.len() + 3 + value.len() < self.width {
            return format!("{start} = {value};");
        }
        let indent = start.len() - start.trim_start().len() + 4;
        format!("{start} =\n{:indent$}{value};", "")
    }

    /// A function with one parameter, indented by 8, up to its body.
    pub fn function(self, head: &str, parameter: &str, output: &str) -> String {
        let flat = format!("        {head}({parameter}) -> {output} {{");
        if flat.len() <= self.width {
            return flat;
        }
        format!("        {head}(\n            {parameter},\n        ) -> {output} {{")
    }

    /// `let name = function(argument);`, indented by 12.
    pub fn binding(self, name: &str, function: &str, argument: &str) -> String {
        let start = format!("            let {name} =");
        let flat = format!("{function}({argument});");
        if start.len() + 1 + flat.len() <= self.width {
            return format!("{start} {flat}");
        }
        if 16 + flat.len() <= self.width {
            return format!("{start}\n                {flat}");
        }
        format!(
            "{start}\n                {function}(\n                    {argument},\n                );"
        )
    }

    /// `value.function(arguments…).await`, indented by 12.
    pub fn awaited(self, value: &str, function: &str, arguments: &[&str]) -> String {
        let flat = arguments.join(", ");
        let chain = format!("{value}.{function}({flat}).await");
        if chain.len() <= CHAIN_WIDTH {
            return format!("            {chain}");
        }
        let arguments = match flat.len() <= CALL_WIDTH {
            true => flat,
            false => {
                let lines: String = arguments
                    .iter()
                    .map(|argument| format!("\n                    {argument},"))
                    .collect();
                lines + "\n                "
            }
        };
        format!(
            "            {value}\n                .{function}({arguments})\n                .await"
        )
    }

    /// A constant, `pub const NAME: Ty = head.calls…;`, indented by 4.
    pub fn constant(self, name: &str, ty: &str, call: (&str, &str), calls: &[&str]) -> String {
        let (function, argument) = call;
        let start = format!("    pub const {name}: {ty} =");
        let head = format!("{function}({argument})");
        let flat = format!("{head}{}", calls.concat());
        let short = calls.len() < 2 || flat.len() <= CHAIN_WIDTH;
        if short && start.len() + 1 + flat.len() < self.width {
            return format!("{start} {flat};");
        }
        if short && 8 + flat.len() < self.width {
            return format!("{start}\n        {flat};");
        }
        let below = |pad: &str| {
            calls
                .iter()
                .map(|call| format!("\n{pad}{call}"))
                .collect::<String>()
        };
        if !calls.is_empty() && start.len() + 1 + head.len() < self.width {
            return format!("{start} {head}{};", below("        "));
        }
        if !calls.is_empty() && 8 + head.len() < self.width {
            return format!("{start}\n        {head}{};", below("            "));
        }
        let fits = start.len() + 1 + function.len() < self.width;
        let (line, pad) = if fits {
            (" ", "    ")
        } else {
            ("\n        ", "        ")
        };
        format!(
            "{start}{line}{function}(\n{pad}    {argument},\n{pad}){};",
            below(pad)
        )
    }

    /// The symbols that a `use` takes from a path, `path::{…}`; the line begins with `use `.
    pub fn list(self, path: &str, symbols: &[&str]) -> String {
        let flat = symbols.join(", ");
        if "use ".len() + path.len() + flat.len() + "::{};".len() <= self.width {
            return format!("{path}::{{{flat}}}");
        }
        let mut text = format!("{path}::{{");
        Self::fill(&mut text, symbols, 8, self.width + 4);
        text + "\n    }"
    }

    /// Writes elements with commas, as many as fit on each line of an indent.
    fn fill(text: &mut String, elements: &[&str], indent: usize, width: usize) {
        let mut column = width;
        for element in elements {
            let same_line = column + 1 + element.len() < width;
            let _ = match same_line {
                true => write!(text, " {element},"),
                false => write!(text, "\n{:indent$}{element},", ""),
            };
            column = if same_line { column + 1 } else { indent } + element.len() + 1;
        }
    }

    /// A constant array of constants, `pub const NAME: Ty = &[…];`, indented by 4.
    pub fn array(self, name: &str, ty: &str, elements: &[&str]) -> String {
        let start = format!("    pub const {name}: {ty} = &[");
        let flat = elements.join(", ");
        if flat.len() <= ARRAY_WIDTH && start.len() + flat.len() + 2 <= self.width {
            return format!("{start}{flat}];");
        }
        let short = elements
            .iter()
            .all(|element| element.len() <= SHORT_ELEMENT_WIDTH);
        let mut text = start;
        Self::fill(&mut text, elements, 8, if short { self.width } else { 0 });
        text + "\n    ];"
    }
}
