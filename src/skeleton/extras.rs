//! The optional features of a new server: one table.

/// Creates [`Extras`], with a field for each row, and its table. A row has the documentation, which is also the help, the
/// name, the feature of the runtime, and the options of the generated code that the feature needs.
macro_rules! extras {
    ($(#[doc = $help:literal] $name:ident($feature:literal): [$(($option:literal, $value:literal)),*],)*) => {
        /// The optional features of a server that `new` or `init` writes.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Extras {
            $(#[doc = $help] pub $name: bool,)*
        }

        impl Extras {
            /// All optional features.
            pub const ALL: &[Extra] = &[$(Extra {
                name: stringify!($name),
                help: $help.trim_ascii(),
                feature: $feature,
                options: &[$(($option, $value)),*],
                set: |extras| extras.$name = true,
                is_set: |extras| extras.$name,
            },)*];
        }
    };
}

extras! {
    /// TLS and mTLS, set up in the configuration
    tls("tls"): [],
    /// Callers are authenticated by JSON Web Tokens
    jwt("jwt"): [],
    /// Traces, sent to an OpenTelemetry collector
    otel("otel"): [],
    /// gRPC-Web and CORS, for browsers
    web("web"): [],
    /// Prometheus metrics of calls, on a port of their own
    metrics("metrics"): [],
    /// Calls with JSON, for curl and other clients without generated code
    json("json"): [("json", "true")],
    /// Calls by HTTP with JSON, as `google.api.http` describes, and an OpenAPI document of them
    http("http-json"): [("json", "true"), ("http", "true"), ("openapi", "openapi.json")],
}

/// An optional feature of a server.
#[derive(Clone, Copy, Debug)]
pub struct Extra {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it adds.
    pub help: &'static str,
    /// The feature of the runtime that it needs.
    pub feature: &'static str,
    /// The options of the generated code that it needs: names and values.
    pub options: &'static [(&'static str, &'static str)],
    set: fn(&mut Extras),
    is_set: fn(&Extras) -> bool,
}

impl FromIterator<Extra> for Extras {
    fn from_iter<I: IntoIterator<Item = Extra>>(chosen: I) -> Self {
        let mut extras = Self::default();
        for extra in chosen {
            (extra.set)(&mut extras);
        }
        extras
    }
}

impl Extras {
    /// The chosen features, in the order of the table.
    pub fn chosen(self) -> impl Iterator<Item = &'static Extra> {
        Self::ALL.iter().filter(move |extra| (extra.is_set)(&self))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// New rows are built and called by the suites, and documented.
    #[test]
    fn every_row_is_tested_and_documented() {
        let text = |file: &str| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
            fs::read_to_string(path).expect("the file exists")
        };
        let names: Vec<_> = Extras::ALL.iter().map(|extra| extra.name).collect();
        let list = names.join(",");
        for file in [
            "README.md",
            "src/command/arguments/scaffold.rs",
            "tests/skeleton/everything/arguments",
            "tests/skeleton.rs",
            "xtask/src/skeleton/mod.rs",
        ] {
            assert!(text(file).contains(&list), "{file} does not have {list}");
        }
        let (page, features) = (text("docs/skeletons.md"), text("runtime/rust/Cargo.toml"));
        for Extra { name, feature, .. } in Extras::ALL {
            assert!(page.contains(&format!("\n| `{name}` | ")), "{name}");
            assert!(features.contains(&format!("\n{feature} = [")), "{name}");
        }
    }

    #[test]
    fn chosen_features_are_those_of_the_list() {
        let last_and_first = Extras::ALL.iter().rev().step_by(Extras::ALL.len() - 1);
        let extras: Extras = last_and_first.copied().collect();
        assert!(extras.tls && extras.http && !extras.json);
        let names: Vec<_> = extras.chosen().map(|extra| extra.name).collect();
        assert_eq!(names, ["tls", "http"]);
        assert_eq!(Extras::default().chosen().count(), 0);
    }
}
