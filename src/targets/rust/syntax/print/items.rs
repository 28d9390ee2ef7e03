//! Prints items up to their braces, their members, attributes and `use` lines.

use super::{Printer, blanks, push};
use crate::targets::rust::syntax::shape::{ATTRIBUTE_WIDTH, MAX_WIDTH};
use crate::targets::rust::syntax::{Code, Ty};

/// The number of columns that rustfmt reserves after a derive on one line.
const DERIVE_MARGIN: usize = 4;

impl Printer {
    /// Returns the start of a type with a body, such as `pub struct Name {`.
    pub fn open(self, head: &str, name: &str) -> String {
        // rustfmt ignores the indent here.
        if head.len() + 1 + name.len() + 2 <= MAX_WIDTH {
            [head, " ", name, " {"].concat()
        } else {
            [head, " ", name, "\n{"].concat()
        }
    }

    /// Returns the head of an impl, `impl<generics> trait for ty {`.
    pub fn implementation(self, indent: usize, generics: &str, r#trait: &str, ty: &str) -> String {
        let start = implementing(generics);
        let (pad, deeper) = (blanks(indent), blanks(indent + 4));
        // rustfmt ignores the indent here.
        if start.len() + r#trait.len() + ty.len() + "  for  {".len() <= MAX_WIDTH {
            return [pad, &start, " ", r#trait, " for ", ty, " {"].concat();
        }
        let head = if indent + start.len() + 1 + r#trait.len() <= self.width() {
            [pad, &start, " ", r#trait].concat()
        } else {
            [pad, &start, "\n", deeper, r#trait].concat()
        };
        [&head, "\n", deeper, "for ", ty, "\n", pad, "{"].concat()
    }

    /// Returns the head of an impl, `impl trait for ty {`, whose type can break.
    pub fn implementation_for(self, r#trait: &str, ty: &Ty) -> String {
        let head = self.implementation(0, "", r#trait, &ty.flat());
        if head.lines().all(|line| line.len() <= self.width()) {
            return head;
        }
        let mut text = ["impl ", r#trait, "\n    for "].concat();
        self.ty(&mut text, ty, 4, "    for ".len(), 0);
        text + "\n{"
    }

    /// Returns the head of an impl whose parameters have bounds.
    pub fn bounded_implementation(
        self,
        indent: usize,
        generics: &str,
        r#trait: &str,
        ty: &str,
        bounds: &[String],
    ) -> String {
        let (pad, deeper) = (blanks(indent), blanks(indent + 4));
        let mut text = [pad, &implementing(generics), " ", r#trait].concat();
        // rustfmt ignores the indent here.
        if text.len() - indent + " for ".len() + ty.len() <= MAX_WIDTH {
            push(&mut text, &[" for ", ty])
        } else {
            push(&mut text, &["\n", deeper, "for ", ty])
        }
        push(&mut text, &["\n", pad, "where"]);
        for bound in bounds {
            push(&mut text, &["\n", deeper, bound, ","]);
        }
        push(&mut text, &["\n", pad, "{"]);
        text
    }

    /// Returns the head of a trait, `pub trait name: bounds {`.
    pub fn r#trait(self, indent: usize, name: &str, bounds: &str) -> String {
        let (pad, deeper) = (blanks(indent), blanks(indent + 4));
        let flat = [pad, "pub trait ", name, ": ", bounds, " {"].concat();
        // rustfmt also counts the indent of the bounds here.
        if flat.len() + indent + 4 <= self.width() {
            return flat;
        }
        [
            pad,
            "pub trait ",
            name,
            ":\n",
            deeper,
            bounds,
            "\n",
            pad,
            "{",
        ]
        .concat()
    }

    /// Returns a type alias, `start = ty;`, where `start` is a prefix such as `pub type Name`.
    pub fn alias(self, indent: usize, start: &str, ty: &Ty) -> String {
        let mut text = [blanks(indent), start, " ="].concat();
        if text.len() + 1 + ty.columns() < self.width() {
            text.push(' ');
            ty.push_flat(&mut text);
        } else {
            push(&mut text, &["\n", blanks(indent + 4)]);
            self.ty(&mut text, ty, indent + 4, indent + 4, 1);
        }
        text + ";"
    }

    /// Returns a constant, `pub const NAME: Ty = value;`.
    pub fn constant(self, name: &str, ty: &Ty, value: &impl Code) -> String {
        let mut text = ["pub const ", name, ":"].concat();
        let head = text.len() + 1;
        let after = " =".len();
        if head + ty.opening() + after > self.width() {
            push(&mut text, &["\n", blanks(4)]);
            self.ty(&mut text, ty, 4, 4, after);
        } else {
            text.push(' ');
            self.ty(&mut text, ty, 0, head, after);
        }
        let line = text.rfind('\n').map_or(0, |end| end + 1);
        let start = text.split_off(line) + " =";
        self.assign(&mut text, 0, &*start, value, ";");
        text
    }

    /// Returns a field of a struct, `pub name: Ty,`.
    pub fn field(self, indent: usize, name: &str, ty: &Ty) -> String {
        let columns = ty.columns();
        let head = indent + "pub : ".len() + name.len();
        let mut text = String::with_capacity(head + columns + 16);
        push(&mut text, &[blanks(indent), "pub ", name, ":"]);
        // The type moves to its own line only if it fits there, or if not even its start fits after the name.
        if head + columns >= self.width() && indent + 4 + columns < self.width() {
            push(&mut text, &["\n", blanks(indent + 4)]);
            ty.push_flat(&mut text);
        } else if head + ty.opening() > self.width() {
            push(&mut text, &["\n", blanks(indent + 4)]);
            self.ty(&mut text, ty, indent + 4, indent + 4, 1);
        } else {
            text.push(' ');
            self.ty(&mut text, ty, indent, head, 1);
        }
        text.push(',');
        text
    }

    /// Returns a variant with one value, `Name(Ty),`.
    pub fn variant(self, indent: usize, name: &str, ty: &Ty) -> String {
        let columns = ty.columns();
        let mut text = String::with_capacity(indent + name.len() + columns + 24);
        push(&mut text, &[blanks(indent), name, "("]);
        // The value gains columns on its own line only if the name is longer than the additional indent.
        let fits = indent + name.len() + columns + 3 <= self.width();
        if fits || indent + 4 + columns + 1 > self.width() {
            ty.push_flat(&mut text);
        } else {
            push(&mut text, &["\n", blanks(indent + 4)]);
            ty.push_flat(&mut text);
            push(&mut text, &[",\n", blanks(indent)]);
        }
        text.push_str("),");
        text
    }

    /// Returns `#[name(args…)]`. After it, `after` columns of the line must remain.
    pub fn attribute(self, indent: usize, name: &str, args: &[String], after: usize) -> String {
        let flat = args.join(", ");
        let pad = blanks(indent);
        let columns = indent + "#[()]".len() + name.len() + flat.len();
        if flat.len() <= ATTRIBUTE_WIDTH && columns + after <= self.width() {
            return [pad, "#[", name, "(", &flat, ")]"].concat();
        }
        let newline = ["\n", blanks(indent + 4)].concat();
        let args = args.join(&[",", &newline].concat());
        [pad, "#[", name, "(", &newline, &args, "\n", pad, ")]"].concat()
    }

    /// Returns `#[derive(…)]`.
    pub fn derive(self, traits: &str) -> String {
        if "#[derive()]".len() + traits.len() + DERIVE_MARGIN <= self.width() {
            return ["#[derive(", traits, ")]"].concat();
        }
        if 4 + traits.len() <= self.width() {
            format!("#[derive(\n    {traits},\n)]")
        } else {
            format!("#[derive(\n    {},\n)]", traits.replace(", ", ",\n    "))
        }
    }

    /// Returns `include!("file");`.
    pub fn include(self, file: &str) -> String {
        if "include!(\"\");".len() + file.len() <= self.width() {
            format!("include!(\"{file}\");")
        } else {
            format!("include!(\n    \"{file}\"\n);")
        }
    }

    /// Returns `use path::{symbols…};`, without the indent of its first line.
    pub fn import(self, indent: usize, path: &str, symbols: &[&str]) -> String {
        if let [symbol] = symbols {
            return ["use ", path, "::", symbol, ";"].concat();
        }
        let flat = ["use ", path, "::{", &symbols.join(", "), "};"].concat();
        // rustfmt reserves two columns here, and one on each line if there are several.
        if indent + flat.len() + 2 <= self.width() {
            return flat;
        }
        let mut text = ["use ", path, "::{"].concat();
        let mut column = self.width();
        for (index, symbol) in symbols.iter().enumerate() {
            // rustfmt does not count the comma after the last symbol.
            let free = usize::from(index + 1 < symbols.len());
            if column + 1 + symbol.len() < self.width().saturating_sub(free) {
                push(&mut text, &[" ", symbol, ","]);
                column += 1 + symbol.len() + 1;
            } else {
                push(&mut text, &["\n", blanks(indent + 4), symbol, ","]);
                column = indent + 4 + symbol.len() + 1;
            }
        }
        push(&mut text, &["\n", blanks(indent), "};"]);
        text
    }
}

/// Returns `impl`, with generics if it has any.
fn implementing(generics: &str) -> String {
    match generics {
        "" => "impl".to_owned(),
        generics => ["impl<", generics, ">"].concat(),
    }
}
