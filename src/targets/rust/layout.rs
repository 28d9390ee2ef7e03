//! Layout: text that depends on widths is laid out here just as rustfmt does with its defaults, so that no formatter
//! has to run over generated code.
//!
//! Where not even the widest break makes a line fit, rustfmt leaves an item alone, and so does this.

mod calls;
mod services;
mod words;

use std::borrow::Cow;

pub use calls::{Arg, Call};
pub use words::{Word, blanks, push};

/// rustfmt's `max_width`.
pub const MAX_WIDTH: usize = 100;
/// rustfmt's `attr_fn_like_width`: the arguments of an attribute on one line.
const ATTRIBUTE_WIDTH: usize = 70;
/// rustfmt's `chain_width`: a chain of calls on one line.
pub const CHAIN_WIDTH: usize = 60;
/// rustfmt's `fn_call_width`: the arguments of a call on one line.
pub const CALL_WIDTH: usize = 60;
/// By how much rustfmt lets a line with a generic type go past the width before it breaks the type.
const TYPE_SLACK: usize = 2;
/// How many columns rustfmt leaves free behind a derive on one line.
const DERIVE_MARGIN: usize = 4;
/// rustfmt's `array_width`: the elements of an array on one line.
pub const ARRAY_WIDTH: usize = 60;
/// rustfmt's `short_array_element_width_threshold`: elements that share lines in an array.
pub const SHORT_ELEMENT_WIDTH: usize = 10;

/// A type as a value, until it is printed: what stands before its arguments, the arguments, and what stands after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ty {
    head: Cow<'static, str>,
    args: Vec<Ty>,
    tail: &'static str,
}

impl Ty {
    /// A type without arguments.
    pub fn path(path: impl Into<Cow<'static, str>>) -> Self {
        Self {
            head: path.into(),
            args: Vec::new(),
            tail: "",
        }
    }

    /// `head<args…>`.
    pub fn generic(head: impl Into<Cow<'static, str>>, args: impl IntoIterator<Item = Ty>) -> Self {
        Self {
            head: head.into(),
            args: args.into_iter().collect(),
            tail: "",
        }
    }

    /// `head<args…>tail`, for bounds: `impl Future<…> + Send`.
    pub fn bounded(head: impl Into<Cow<'static, str>>, arg: Ty, tail: &'static str) -> Self {
        Self {
            head: head.into(),
            args: vec![arg],
            tail,
        }
    }

    /// The same with text in front: `Output = …`.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.head.to_mut().insert_str(0, name);
        self
    }

    /// On one line.
    pub fn flat(&self) -> String {
        let mut text = String::with_capacity(self.len());
        self.push_flat(&mut text);
        text
    }

    /// How many columns it takes on one line.
    fn len(&self) -> usize {
        let args = self.args.iter().map(|arg| arg.len() + ", ".len());
        self.head.len() + args.sum::<usize>() + self.tail.len()
    }

    fn push_flat(&self, out: &mut String) {
        out.push_str(&self.head);
        for (index, arg) in self.args.iter().enumerate() {
            out.push_str(if index > 0 { ", " } else { "<" });
            arg.push_flat(out);
        }
        out.push_str(if self.args.is_empty() { "" } else { ">" });
        out.push_str(self.tail);
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

    /// Texts with room for so many usual lines each.
    pub fn lines<const N: usize>(count: usize) -> [String; N] {
        const USUAL: usize = 72;
        [(); N].map(|()| String::with_capacity(count * USUAL))
    }

    /// How many columns the items may take; no more than [`MAX_WIDTH`].
    pub fn width(self) -> usize {
        self.width
    }

    /// A type on a line indented by `indent` of which `before` columns are used and `after` must be left.
    fn ty(self, out: &mut String, ty: &Ty, indent: usize, before: usize, after: usize) {
        // rustfmt counts neither what follows the last `>` nor the word `impl`.
        let uncounted = if ty.tail.is_empty() && ty.head.starts_with("impl ") {
            5
        } else {
            ty.tail.len()
        };
        if ty.args.is_empty() || before + ty.len() + after <= self.width + uncounted {
            return ty.push_flat(out);
        }
        push(out, &[&ty.head, "<"]);
        for arg in &ty.args {
            push(out, &["\n", blanks(indent + 4)]);
            self.ty(out, arg, indent + 4, indent + 4, 1);
            out.push(',');
        }
        push(out, &["\n", blanks(indent), ">", ty.tail]);
    }

    /// A field of a struct, `pub name: Ty,`, indented by 4.
    pub fn field(self, name: &str, ty: &Ty) -> String {
        let (head, len) = ("    pub : ".len() + name.len(), ty.len());
        let mut text = String::with_capacity(head + len + 16);
        push(&mut text, &["    pub ", name, ":"]);
        // A line of its own helps only where the type then fits.
        if head + len >= self.width && 8 + len < self.width {
            text.push_str("\n        ");
            ty.push_flat(&mut text);
        } else {
            text.push(' ');
            self.ty(&mut text, ty, 4, head, 1);
        }
        text.push(',');
        text
    }

    /// A variant with one value, `Name(Ty),`, indented by 4.
    pub fn variant(self, name: &str, ty: &Ty) -> String {
        let len = ty.len();
        // The value alone on a line gains something only if the name is longer than the indent.
        let (open, close) = match 4 + name.len() + len + 3 <= self.width || 8 + len + 1 > self.width
        {
            true => ("(", "),"),
            false => ("(\n        ", ",\n    ),"),
        };
        let mut text = String::with_capacity(name.len() + len + 24);
        push(&mut text, &["    ", name, open]);
        ty.push_flat(&mut text);
        text.push_str(close);
        text
    }

    /// `#[name(args…)]` of a member, indented by 4, on a line of which `after` columns must be left.
    pub fn attribute(self, name: &str, args: &[String], after: usize) -> String {
        let flat = args.join(", ");
        let len = 4 + "#[()]".len() + name.len() + flat.len();
        if flat.len() <= ATTRIBUTE_WIDTH && len + after <= self.width {
            return format!("    #[{name}({flat})]");
        }
        let args = args.join(",\n        ");
        format!("    #[{name}(\n        {args}\n    )]")
    }

    /// An arm of a match, `pattern => body,`, indented by `indent`.
    pub fn arm<'w>(
        self,
        out: &mut String,
        indent: usize,
        pattern: impl Into<Word<'w>>,
        body: impl Into<Word<'w>>,
    ) {
        let (pattern, body): (Word<'_>, Word<'_>) = (pattern.into(), body.into());
        let pad = blanks(indent);
        out.push_str(pad);
        pattern.push_to(out);
        out.push_str(" => ");
        if indent + pattern.len() + 4 + body.len() < self.width {
            body.push_to(out);
            out.push_str(",\n");
        } else {
            push(out, &["{\n", pad, "    "]);
            body.push_to(out);
            push(out, &["\n", pad, "}\n"]);
        }
    }

    /// Writes elements with commas, as many as fit on each line of an indent.
    fn fill(text: &mut String, elements: &[&str], indent: usize, width: usize) {
        let mut column = width;
        for element in elements {
            let same_line = column + 1 + element.len() < width;
            match same_line {
                true => push(text, &[" ", element, ","]),
                false => push(text, &["\n", blanks(indent), element, ","]),
            }
            column = if same_line { column + 1 } else { indent } + element.len() + 1;
        }
    }

    /// The head of an impl without generics, up to its brace.
    pub fn head(self, r#trait: &str, ty: &str) -> String {
        // rustfmt forgets the indent here.
        if "impl  for  {".len() + r#trait.len() + ty.len() <= MAX_WIDTH {
            return ["impl ", r#trait, " for ", ty, " {"].concat();
        }
        match "impl ".len() + r#trait.len() <= self.width {
            true => format!("impl {trait}\n    for {ty}\n{{"),
            false => format!("impl\n    {trait}\n    for {ty}\n{{"),
        }
    }

    /// The signature of a function, indented by 4, up to its brace.
    pub fn signature(self, head: &str, parameters: &[&str], output: Option<&Ty>) -> String {
        let mut flat = String::with_capacity(MAX_WIDTH);
        push(&mut flat, &["    ", head, "("]);
        for (index, parameter) in parameters.iter().enumerate() {
            push(&mut flat, &[if index > 0 { ", " } else { "" }, parameter]);
        }
        flat.push(')');
        if let Some(output) = output {
            flat.push_str(" -> ");
            output.push_flat(&mut flat);
        }
        flat.push_str(" {");
        if flat.len() <= self.width {
            return flat;
        }
        let mut text = ["    ", head, "("].concat();
        for parameter in parameters {
            push(&mut text, &["\n", blanks(8), parameter, ","]);
        }
        text.push('\n');
        match output {
            Some(output) => text.push_str(&self.returning(4, output, " {")),
            None => text.push_str("    ) {"),
        }
        text
    }

    /// The last line of a signature of several, `) -> Ty` and `end`, indented by `indent`; or the last lines.
    pub fn returning(self, indent: usize, output: &Ty, end: &str) -> String {
        let slack = if output.tail.is_empty() {
            TYPE_SLACK
        } else {
            0
        };
        let mut last = String::with_capacity(MAX_WIDTH);
        push(&mut last, &[blanks(indent), ") -> "]);
        let before = last.len() - slack;
        self.ty(&mut last, output, indent, before, 0);
        match end {
            " {" => self.brace(&mut last, indent),
            end => last.push_str(end),
        }
        last
    }

    /// The brace after a return type: on a line of its own where rustfmt, which counts the indent twice here, finds the
    /// line too long; and without a blank before it where even the type is.
    fn brace(self, out: &mut String, indent: usize) {
        let len = out.len() + " {".len();
        let nested = MAX_WIDTH - self.width;
        let overflows = |line: &str| line.len() > self.width;
        if out.contains('\n') {
            out.push_str(if out.lines().any(overflows) {
                "{"
            } else {
                " {"
            });
        } else if len + indent + nested <= self.width {
            out.push_str(" {");
        } else if out.contains('<') || len <= self.width + 4 {
            push(out, &["\n", blanks(indent), "{"]);
        } else {
            out.push('{');
        }
    }

    /// The start of a type with a body, such as `pub struct Name {`.
    pub fn open(self, head: &str, name: &str) -> String {
        // rustfmt forgets the indent here.
        match head.len() + 1 + name.len() + 2 <= MAX_WIDTH {
            true => [head, " ", name, " {"].concat(),
            false => [head, " ", name, "\n{"].concat(),
        }
    }

    /// `#[derive(…)]`
    pub fn derive(self, traits: &str) -> String {
        if "#[derive()]".len() + traits.len() + DERIVE_MARGIN <= self.width {
            return ["#[derive(", traits, ")]"].concat();
        }
        match 4 + traits.len() <= self.width {
            true => format!("#[derive(\n    {traits},\n)]"),
            false => format!("#[derive(\n    {},\n)]", traits.replace(", ", ",\n    ")),
        }
    }

    /// A variant with a number, `Name = 1,`, indented by 4.
    pub fn numbered_variant(self, name: &str, number: i32) -> String {
        let number = number.to_string();
        let equals = match "     = ,".len() + name.len() + number.len() <= self.width {
            true => " = ",
            false => " =\n        ",
        };
        [blanks(4), name, equals, &*number, ","].concat()
    }

    /// `include!("file");`
    pub fn include(self, file: &str) -> String {
        match "include!(\"\");".len() + file.len() <= self.width {
            true => format!("include!(\"{file}\");"),
            false => format!("include!(\n    \"{file}\"\n);"),
        }
    }

    /// `use path::{symbols…};`
    pub fn import(self, path: &str, symbols: &[&str]) -> String {
        if let [symbol] = symbols {
            return format!("use {path}::{symbol};");
        }
        let flat = format!("use {path}::{{{}}};", symbols.join(", "));
        // rustfmt leaves two columns free here, and one on each line of several.
        if flat.len() + 2 <= self.width {
            return flat;
        }
        let mut text = format!("use {path}::{{");
        Self::fill(&mut text, symbols, 4, self.width.saturating_sub(1));
        text + "\n};"
    }
}
