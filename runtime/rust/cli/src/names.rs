//! What subcommands and flags are called.
//!
//! | what | name | example |
//! |---|---|---|
//! | method | its own in kebab case | `get-user` |
//! | several methods of one such name, or one that this program has itself | with the service in front | `user-service.health` |
//! | still the same | with the full name of the service in front | `user.v1.UserService.health` |
//! | any method | its full name, too | `user.v1.UserService/GetUser` |
//! | field | its own in kebab case | `--page-size` |
//! | field of a message within | the names on the way with dots between | `--user.display-name` |
//! | field whose name is taken | with `-field` behind, then with a number, too | `--target-field` |

use std::collections::{HashMap, HashSet};

use rpcsmith_service::Method;

/// A name of a proto file in kebab case: `GetUser` and `page_size` are `get-user` and `page-size`, `GetHTTPUrl` is
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

/// The names of the subcommands of methods, in their order; none is one of `taken`, and no two are the same.
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

/// Names of flags that are taken.
pub(super) struct Taken(HashSet<String>);

impl Taken {
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(str::to_owned).collect())
    }

    /// A name for a flag that would be called `name`.
    pub(super) fn name(&mut self, name: String) -> String {
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
    fn methods_that_meet_have_their_service_in_front() {
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
    fn flags_that_meet_have_a_suffix() {
        let mut taken = Taken::new(["target"]);
        let names = ["target", "id", "id", "id"].map(|name| taken.name(name.to_owned()));
        assert_eq!(names, ["target-field", "id", "id-field", "id-field-2"]);
    }
}
