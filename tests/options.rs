//! Options: their documentation, their parsing and checks.

use std::collections::BTreeMap;
use std::fs;

use rpcsmith::diagnostics::Diagnostic;
use rpcsmith::options::{OptionSpec, Options, from_parameter, to_parameter};
use rpcsmith::rust::RustOptions;

/// The options in `docs/options.md` are those of the code.
#[test]
fn the_page_of_options_has_the_table() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/options.md");
    let page = fs::read_to_string(page).unwrap_or_default();
    let after = page.split_once("<!-- options -->").map(|(_, after)| after);
    let table = after.and_then(|after| after.split_once("<!-- /options -->"));
    let table = table.map(|(table, _)| table.trim());
    let expected = Options::markdown();
    assert!(
        table == Some(expected.trim()),
        "docs/options.md should have this between its marks:\n{expected}"
    );
}

/// Each entry of the table accepts the values that it lists, and each value has a different meaning.
#[test]
fn every_option_is_read() {
    for spec in Options::specs().filter(|spec| can_be_set(spec)) {
        let mut meanings = BTreeMap::new();
        for value in samples(spec) {
            let options = Options::from_pairs([(spec.name, value)]);
            let options = options.unwrap_or_else(|faults| panic!("{}", shown(&faults)));
            let same = meanings.insert(meaning(spec, &options), value);
            assert_eq!(same, None, "{} means the same with `{value}`", spec.name);
        }
        let default = match spec.value.choices() {
            [] => None,
            _ => Some(spec.default),
        };
        let defaults = meaning(spec, &Options::default());
        assert_eq!(meanings.get(&defaults).copied(), default, "{}", spec.name);
    }
}

/// The options, as the target that reads this one sees them.
fn meaning(spec: &OptionSpec, options: &Options) -> String {
    match spec.target {
        None => format!("{options:?}"),
        Some("rust") => format!("{:?}", RustOptions::new(options)),
        Some(target) => panic!("unknown target {target}"),
    }
}

/// Builds without the feature `analysis` cannot parse Rust and reject the options that need it.
fn can_be_set(spec: &OptionSpec) -> bool {
    cfg!(feature = "analysis") || spec.value.text() != "DIR"
}

fn samples(spec: &OptionSpec) -> Vec<&'static str> {
    match spec.value.text().as_str() {
        "PATH" => vec![".", ".a.B.c", "B.c"],
        "PATH=ATTRIBUTE" => vec![".a=#[b]", "a=#[b(c = \"=\")]\n#[d]"],
        "PATH=DOMAIN" => vec![".=type.googleapis.com", "a.B=https://example.com/types"],
        "PATH=NAME" => vec![".a.B=C", ".a.B.c=d_e"],
        "PROTO=RUST" => vec![".a.b=::a::b", ".a=crate::r#type"],
        "PACKAGE|SERVICE" => vec!["a", "a.b.C"],
        "FEATURE" => vec!["server", "9-a+b._"],
        "FILE" => vec!["config.json", "config.json\n{}", "{}"],
        "NAME.json|NAME.yaml" => vec!["openapi.json", "{package}/openapi.json"],
        "RUST" => vec!["crate::x", "::a::b"],
        "DIR" => vec![".", "../users"],
        _ => spec.value.choices().to_vec(),
    }
}

#[test]
fn a_flag_alone_is_true() {
    let options = Options::from_pairs(from_parameter(" default_stubs ,, client=false, ")).unwrap();
    let default_stubs = RustOptions::new(&options).default_stubs;
    assert_eq!((default_stubs, options.client), (true, false));
}

#[test]
fn an_empty_parameter_means_the_defaults() {
    let options = Options::from_pairs(from_parameter("")).unwrap();
    assert_eq!(format!("{options:?}"), format!("{:?}", Options::default()));
}

#[test]
fn spaces_around_values_are_ignored() {
    let pairs = [
        (" type_attribute ", " .a = #[b] "),
        ("extern_path", " .a = ::a "),
    ];
    let options = RustOptions::new(&Options::from_pairs(pairs).unwrap());
    let attributes: Vec<_> = options.type_attribute.iter().collect();
    assert_eq!(attributes, [(".a", &"#[b]".to_owned())]);
    assert_eq!(options.extern_path, [(".a".to_owned(), "::a".to_owned())]);
}

#[test]
fn the_leading_dot_of_include_is_optional() {
    let options = Options::from_pairs([("include", ".a.b"), ("include", "c")]).unwrap();
    assert_eq!(options.include, ["a.b", "c"]);
}

/// Invalid options, and their errors.
const INVALID: [(&str, &str); 26] = [
    (
        "layuot=flat",
        "unknown option `layuot`\n  help: did you mean `layout`?",
    ),
    (
        "target=cobol",
        "option `target`: unknown value `cobol`\n  help: use `rust`",
    ),
    (
        "default-stubs",
        "unknown option `default-stubs`\n  help: did you mean `default_stubs`?",
    ),
    (
        "layout=flatt",
        "option `layout`: unknown value `flatt`\n  help: did you mean `flat`? It takes `package` or `flat`",
    ),
    (
        "descriptor_set=some",
        "option `descriptor_set`: unknown value `some`\n  help: use `services`, `all` or `none`",
    ),
    (
        "messages",
        "option `messages`: the value is missing\n  help: use `prost` or `external`",
    ),
    (
        "server=maybe",
        "option `server`: unknown value `maybe`\n  help: use `true` or `false`",
    ),
    (
        "server=true,client=true,client=false,server",
        "option `client` is given twice, as `true` and as `false`\n  help: give it once",
    ),
    (
        "bytes=a..b",
        "option `bytes`: `a..b` is not a protobuf path\n  help: write `.pkg.Msg.field` for an element and all in \
         it, `Msg.field` for every path that ends so, or `.` for all",
    ),
    (
        "type_attribute=.a",
        "option `type_attribute`: `.a` has no `=`\n  help: write a path, `=` and attributes, for example \
         `.pkg.Msg=#[derive(Eq)]`",
    ),
    (
        "field_attribute=.a=#[derive(Eq)",
        "option `field_attribute`: `#[derive(Eq)` is not an attribute\n  help: attributes start with `#[` and end \
         with `]`, for example `#[derive(Eq)]`",
    ),
    (
        "type_name_domain=type.googleapis.com",
        "option `type_name_domain`: `type.googleapis.com` has no `=`\n  help: write a path, `=` and a domain, for \
         example `.=type.googleapis.com`",
    ),
    (
        "type_name_domain=.=type.googleapis.com/",
        "option `type_name_domain`: `type.googleapis.com/` is not a domain\n  help: write it without the `/` at its \
         end, for example `type.googleapis.com`",
    ),
    (
        "openapi=openapi.xml",
        "option `openapi`: `openapi.xml` is neither JSON nor YAML\n  help: write a path in the output folder, for example \
         `openapi.json`, `openapi.yaml` or `{package}.json`",
    ),
    (
        "openapi=../openapi.json",
        "option `openapi`: `../openapi.json` is not a plain relative path\n  help: write a path in the output folder, for \
         example `openapi.json`, `openapi.yaml` or `{package}.json`",
    ),
    (
        "openapi={file}.json",
        "option `openapi`: `{file}.json` is not a plain relative path\n  help: write a path in the output folder, for \
         example `openapi.json`, `openapi.yaml` or `{package}.json`",
    ),
    (
        "extern_path=.a",
        "option `extern_path`: `.a` has no `=`\n  help: write a protobuf path, `=` and a Rust path, for example \
         `.google.api=::googleapis::api`",
    ),
    (
        "extern_path=a=::a",
        "option `extern_path`: `a` is not a full protobuf path\n  help: write the package or type with a leading \
         dot, for example `.google.api`",
    ),
    (
        "extern_path=.a=crate a",
        "option `extern_path`: `crate a` is not a Rust path\n  help: write names joined by `::`, for example \
         `::my_crate::api` or `crate::api`",
    ),
    (
        "rename=.a.B",
        "option `rename`: `.a.B` has no `=`\n  help: write the full path of an element, `=` and its name in Rust, for \
         example `.pkg.Type=NewName`",
    ),
    (
        "rename=B=C",
        "option `rename`: `B` is not a full protobuf path\n  help: write the element with its package and a leading \
         dot, for example `.pkg.Message.field`",
    ),
    (
        "rename=.a.B=r#C",
        "option `rename`: `r#C` is not an identifier\n  help: write letters, digits and `_`, with no digit first, for \
         example `.pkg.Type=NewName`",
    ),
    (
        "rename=.a.B=__",
        "option `rename`: `__` is not an identifier\n  help: write letters, digits and `_`, with no digit first, for \
         example `.pkg.Type=NewName`",
    ),
    (
        "gate_server=dep:a",
        "option `gate_server`: `dep:a` is not the name of a Cargo feature\n  help: start it with a letter, a \
         digit or `_`; `-`, `+` and `.` may follow",
    ),
    (
        "service_config",
        "option `service_config`: the value is missing\n  help: name a file",
    ),
    (
        "include=.",
        "option `include`: `.` is not the name of a package or service\n  help: write it in full, for example \
         `user.v1` or `user.v1.UserService`",
    ),
];

/// Each invalid option is an error with a remedy.
#[test]
fn errors_have_remedies() {
    let reads_rust = (
        "implementation",
        "option `implementation`: `` is not a directory\n  help: name the directory of the crate, for example `.`",
    );
    let reads_no_rust = (
        "implementation=.",
        "option `implementation`: this build of rpcsmith cannot read implementations\n  help: turn on the feature `analysis` of \
         the crate `rpcsmith`",
    );
    let directory = if cfg!(feature = "analysis") {
        reads_rust
    } else {
        reads_no_rust
    };
    for (parameter, expected) in INVALID.into_iter().chain([directory]) {
        let faults = Options::from_pairs(from_parameter(parameter)).unwrap_err();
        assert_eq!(shown(&faults), format!("error: {expected}"), "{parameter}");
    }
}

#[test]
fn all_errors_are_reported_at_once() {
    let faults = Options::from_pairs(from_parameter("sevrer,layout=flat,server=1,layout=package"));
    assert_eq!(
        shown(&faults.unwrap_err()),
        "error: option `layout` is given twice, as `flat` and as `package`\n  help: give it once\n\
         error: option `server`: unknown value `1`\n  help: use `true` or `false`\n\
         error: unknown option `sevrer`\n  help: did you mean `server`?"
    );
}

#[test]
fn an_unknown_option_without_a_similar_name_lists_all() {
    let faults = Options::from_pairs([("nonsense", "1")]).unwrap_err();
    assert_eq!(
        shown(&faults),
        "error: unknown option `nonsense`\n  help: the options are `target`, `include`, `validate`, `validation_errors`, \
         `server`, `client`, `fakes`, `http`, `disable_comments`, `service_config`, `openapi`, `openapi_base`, `implementation`, \
         `implementation_check`, `dump_model`, `layout`, `messages`, `messages_impl`, `type_names`, `type_name_domain`, `json`, `text`, \
         `default_stubs`, \
         `extern_path`, `extern_json`, `rename`, `bytes`, `btree_map`, `boxed`, `enums`, `unknown_fields`, `extensions`, `views`, \
         `type_attribute`, `field_attribute`, `message_attribute`, `enum_attribute`, `server_attribute`, `client_attribute`, `compile_well_known_types`, `descriptor_set`, \
         `gate_server`, `gate_client`, `gate_json` and `runtime`"
    );
}

#[test]
fn at_most_a_hundred_errors_are_reported() {
    let nonsense = std::iter::repeat_n(("nonsense", "1"), 1_000_000);
    let faults = Options::from_pairs(nonsense.chain([("layout", "flat")])).unwrap_err();
    let texts: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        texts,
        [
            "there are more faults in the options",
            "unknown option `nonsense`"
        ]
    );
}

fn shown(faults: &[Diagnostic]) -> String {
    faults
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

/// All pairs of values of up to four special characters survive a round trip.
#[test]
fn the_parameter_can_contain_any_value() {
    let values = texts(4);
    for first in &values {
        for second in &values {
            let pairs =
                [("a", first), ("b", second)].map(|(name, value)| (name.to_owned(), value.clone()));
            let parameter = to_parameter(pairs.iter().map(|(name, value)| (name, value)));
            assert_eq!(from_parameter(&parameter), pairs, "{parameter}");
        }
    }
}

/// Any parameter parses to the same options as its canonical form.
#[test]
fn any_parameter_has_a_canonical_form() {
    for parameter in texts(7) {
        let pairs = from_parameter(&parameter);
        let named = pairs
            .iter()
            .all(|(name, _)| !name.is_empty() && !name.contains(','));
        if named {
            let canonical = to_parameter(pairs.iter().map(|(name, value)| (name, value)));
            assert_eq!(
                from_parameter(&canonical),
                pairs,
                "{parameter} as {canonical}"
            );
        }
    }
}

fn texts(length: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut from = 0;
    for _ in 0..length {
        let longest = from..texts.len();
        from = texts.len();
        for index in longest {
            let longer = ['\\', ',', '=', 'x'].map(|c| format!("{}{c}", texts[index]));
            texts.extend(longer);
        }
    }
    texts
}

#[test]
fn backslashes_without_a_comma_are_literal() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        from_parameter(r"a=\n\\,b=\,\\\,c,d=\"),
        [pair("a", r"\n\"), pair("b", r",\,c"), pair("d", r"\")]
    );
}
