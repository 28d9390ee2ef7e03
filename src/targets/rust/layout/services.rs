//! What services are made of: traits, impls, methods, and the bodies and constants in them.

use super::words::{blanks, push};
use super::{ARRAY_WIDTH, CALL_WIDTH, CHAIN_WIDTH, Layout, MAX_WIDTH, SHORT_ELEMENT_WIDTH, Ty};

impl Layout {
    /// An arm whose body is a call, `pattern => value.function(arguments…),`, indented by 16.
    pub fn call_arm(
        self,
        pattern: &str,
        value: &str,
        function: &str,
        arguments: &[&str],
    ) -> String {
        let flat = arguments.join(", ");
        let body = [value, ".", function, "(", &flat, ")"].concat();
        let too_wide = 20 + body.len() > self.width;
        let link = 20 + ".(),".len() + function.len() + flat.len();
        // rustfmt breaks the arguments rather than the chain if that makes five lines or more.
        let breaks = link > self.width || too_wide && arguments.len() > 2;
        if flat.len() > CALL_WIDTH || breaks {
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
        if too_wide {
            return format!(
                "                {pattern} => {value}\n                    .{function}({flat}),"
            );
        }
        let [mut text] = Self::lines(1);
        self.arm(&mut text, 16, pattern, &*body);
        text.pop();
        text
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

    /// The head of an impl of a trait with bounds of its parameters, up to its brace, indented by 4.
    pub fn bounded_implementation(
        self,
        generics: &str,
        r#trait: &str,
        ty: &str,
        bounds: &[String],
    ) -> String {
        let mut text = format!("    impl<{generics}> {trait}", r#trait = r#trait);
        // rustfmt forgets the indent here.
        let flat = text.len() + " for ".len() + ty.len() <= self.width + 4;
        push(
            &mut text,
            &[if flat { " for " } else { "\n        for " }, ty],
        );
        text.push_str("\n    where");
        for bound in bounds {
            push(&mut text, &["\n        ", bound, ","]);
        }
        text + "\n    {"
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
        self.method_at(8, head, parameter, output, end)
    }

    /// As [`method`](Self::method), indented by `indent`.
    pub fn method_at(
        self,
        indent: usize,
        head: &str,
        parameter: (&str, &Ty),
        output: &Ty,
        end: &str,
    ) -> String {
        let (name, ty) = parameter;
        let mut text = String::with_capacity(2 * MAX_WIDTH);
        let (pad, deeper) = (blanks(indent), blanks(indent + 4));
        push(&mut text, &[pad, head, "(&self, ", name, ": "]);
        ty.push_flat(&mut text);
        text.push_str(") -> ");
        output.push_flat(&mut text);
        text.push_str(end);
        if text.len() <= self.width {
            return text;
        }
        text.clear();
        push(&mut text, &[pad, head, "(\n", deeper, "&self,\n", deeper]);
        push(&mut text, &[name, ": "]);
        self.ty(&mut text, ty, indent + 4, indent + 4 + name.len() + 2, 1);
        push(&mut text, &[",\n", &self.returning(indent, output, end)]);
        text
    }

    /// A declaration with a value, `start = value;`, where `start` begins with its indent of 4.
    pub fn declaration(self, start: &str, value: &str) -> String {
        let indent = start.len() - start.trim_start().len() + 4;
        let fits_flat = start.len() + 3 + value.len() < self.width;
        // rustfmt leaves a value where it is that would not fit on a line of its own either.
        if fits_flat || indent + value.len() >= self.width {
            return format!("{start} = {value};");
        }
        format!("{start} =\n{}{value};", " ".repeat(indent))
    }

    /// As [`declaration`](Self::declaration), with a type whose arguments may each take a line.
    pub fn alias(self, start: &str, ty: &Ty) -> String {
        let flat = ty.flat();
        if start.len() + 3 + flat.len() < self.width {
            return format!("{start} = {flat};");
        }
        let mut text = format!("{start} =\n        ");
        self.ty(&mut text, ty, 8, 8, 1);
        text + ";"
    }

    /// A function with its parameters, indented by 8, up to its body.
    pub fn function(self, head: &str, parameters: &[&str], output: &str) -> String {
        let flat = format!("        {head}({}) -> {output} {{", parameters.join(", "));
        if flat.len() <= self.width {
            return flat;
        }
        let mut text = format!("        {head}(");
        for parameter in parameters {
            push(&mut text, &["\n", blanks(12), parameter, ","]);
        }
        push(&mut text, &["\n        ) -> ", output, " {"]);
        text
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
        if value.len() + function.len() + flat.len() + ".().await".len() <= CHAIN_WIDTH {
            let parts = [blanks(12), value, ".", function, "(", &flat, ").await"];
            return parts.concat();
        }
        let link = 16 + ".()".len() + function.len() + flat.len();
        let arguments = match flat.len() <= CALL_WIDTH && link <= self.width {
            true => flat,
            false => {
                let mut lines = String::new();
                for argument in arguments {
                    push(&mut lines, &["\n", blanks(20), argument, ","]);
                }
                lines + "\n" + blanks(16)
            }
        };
        let (start, link) = (blanks(12), "\n                .");
        [
            start, value, link, function, "(", &arguments, ")", link, "await",
        ]
        .concat()
    }

    /// A constant, `pub const NAME: Ty = head.calls…;`, indented by 4.
    pub fn constant(self, name: &str, ty: &str, call: (&str, &str), calls: &[&str]) -> String {
        let (function, argument) = call;
        let start = ["    pub const ", name, ": ", ty, " ="].concat();
        let head = [function, "(", argument, ")"].concat();
        let flat = head.clone() + &calls.concat();
        let short = calls.len() < 2 || flat.len() <= CHAIN_WIDTH;
        if short && start.len() + 1 + flat.len() < self.width {
            return [&*start, " ", &flat, ";"].concat();
        }
        if short && 8 + flat.len() < self.width {
            return [&*start, "\n        ", &flat, ";"].concat();
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
