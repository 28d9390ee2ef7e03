//! The names of subcommands and flags.
//!
//! | what | name | example |
//! |---|---|---|
//! | method | its name in kebab case | `get-user` |
//! | method whose name is not unique, or is a built-in subcommand | its service and its name | `user-service.health` |
//! | if that is not unique either | the full name of its service, and its name | `user.v1.UserService.health` |
//! | any method | also its full name | `user.v1.UserService/GetUser` |
//! | field | its name in kebab case | `--page-size` |
//! | field of a nested message | the names of all fields on its path, with dots between | `--user.display-name` |
//! | field whose flag is already used | its name and `-field`, or `-field-2` and so on | `--target-field` |

use std::collections::{HashMap, HashSet};

use rpcsmith_service::Method;

/// Converts a name of a proto file to kebab case: `GetUser` and `page_size` are `get-user` and `page-size`, `GetHTTPUrl` is
/// `get-http-url`.
pub(super) fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut kebab = String::with_capacity(name.len() + 4);
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if (begins || letter == '_') && !kebab.is_empty() && !kebab.ends_with('-') {
            kebab.push('-');
        }
        if letter != '_' {
            kebab.push(letter.to_ascii_lowercase());
        }
    }
    let kebab = kebab.trim_end_matches('-');
    if kebab.is_empty() {
        name.to_owned()
    } else {
        kebab.to_owned()
    }
}

/// The names of the subcommands of methods, in the order of the methods. They are unique and not in `taken`.
pub(super) fn subcommands(methods: &[Method], taken: &[&str]) -> Vec<String> {
    let forms: [fn(&Method) -> String; 3] = [
        |method| kebab(method.name()),
        |method| {
            let service = method.service().rsplit('.').next().unwrap_or_default();
            format!("{}.{}", kebab(service), kebab(method.name()))
        },
        |method| format!("{}.{}", method.service(), method.name()),
    ];
    let mut names: Vec<Option<String>> = vec![None; methods.len()];
    for form in forms {
        let mut count: HashMap<String, usize> = HashMap::new();
        let formed: Vec<_> = methods.iter().map(form).collect();
        formed
            .iter()
            .for_each(|name| *count.entry(name.clone()).or_default() += 1);
        for (name, formed) in names.iter_mut().zip(formed) {
            if name.is_none() && count[&formed] == 1 && !taken.contains(&&*formed) {
                *name = Some(formed);
            }
        }
    }
    let full = |method: &Method| method.path().trim_start_matches('/').to_owned();
    let named = names.into_iter().zip(methods);
    named
        .map(|(name, method)| name.unwrap_or_else(|| full(method)))
        .collect()
}

/// Names of flags that are already used.
pub(super) struct Taken(HashSet<String>);

impl Taken {
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(str::to_owned).collect())
    }

    /// Returns `name`, with a suffix if it is already used, and marks it as used.
    pub(super) fn claim(&mut self, name: String) -> String {
        let mut free = name.clone();
        let mut number = 1;
        while self.0.contains(&free) {
            free = match number {
                1 => format!("{name}-field"),
                number => format!("{name}-field-{number}"),
            };
            number += 1;
        }
        self.0.insert(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_kebab_case() {
        for (name, expected) in [
            ("GetUser", "get-user"),
            ("get_user", "get-user"),
            ("page_size", "page-size"),
            ("pageSize", "page-size"),
            ("GetHTTPUrl", "get-http-url"),
            ("ListV2Users", "list-v2-users"),
            ("_id", "id"),
            ("id_", "id"),
            ("a__b", "a-b"),
            ("ID", "id"),
            ("_", "_"),
        ] {
            assert_eq!(kebab(name), expected, "{name}");
        }
    }

    #[test]
    fn methods_of_the_same_name_include_their_service() {
        const METHODS: &[Method] = &[
            Method::unary("/a.v1.Users/Get"),
            Method::unary("/a.v1.Orders/Get"),
            Method::unary("/a.v1.Orders/List"),
            Method::unary("/a.v1.Orders/Health"),
            Method::unary("/a.v1.Items/Add"),
            Method::unary("/a.v2.Items/Add"),
        ];
        let names = subcommands(METHODS, &["health"]);
        let expected = [
            "users.get",
            "orders.get",
            "list",
            "orders.health",
            "a.v1.Items.Add",
            "a.v2.Items.Add",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn flags_of_the_same_name_have_a_suffix() {
        let mut taken = Taken::new(["target"]);
        let names = ["target", "id", "id", "id"].map(|name| taken.claim(name.to_owned()));
        assert_eq!(names, ["target-field", "id", "id-field", "id-field-2"]);
    }
}
