//! Remedies for rules.

use crate::support::Sandbox;

/// Rules that do not fit the type of their field.
#[test]
fn remedies_of_rules_work() {
    let with_rules = |field: &str, rules: &str| {
        format!(
            "syntax = \"proto3\";\nimport \"buf/validate/validate.proto\";\nmessage M {{}}\n\
             message A {{ {field} a = 1 [(buf.validate.field).{rules}]; }}\n"
        )
    };
    let cases = [
        (
            "int32",
            "string.min_len = 1",
            "its rules are `int32`",
            "int32.gt = 1",
        ),
        (
            "M",
            "string.min_len = 1",
            "such a field has no rules but `cel` and `required`",
            "required = true",
        ),
    ];
    for (field, faulty, help, mended) in cases {
        let sandbox = Sandbox::new(&[("a.proto", &with_rules(field, faulty))]);
        let refused = sandbox.rpcsmith("generate --out gen a.proto");
        assert!(refused.stderr.contains(help), "{}", refused.stderr);
        sandbox.write("a.proto", &with_rules(field, mended));
        let taken = sandbox.rpcsmith("generate --out gen a.proto");
        assert_eq!((taken.code, &*taken.stderr), (Some(0), ""));
    }
}

/// Rules whose time is a product of lengths.
#[test]
fn the_help_for_limits_works() {
    let cases = [
        ("repeated string", "repeated.max_items"),
        ("map<string, string>", "map.max_pairs"),
    ];
    for (field, limit) in cases {
        let with = |rules: &str| {
            format!(
                "syntax = \"proto3\";\nimport \"buf/validate/validate.proto\";\nmessage A {{\n\
                 option (buf.validate.message).cel = {{id: \"a\", message: \"m\", expression: \
                 \"this.all.all(a, this.all.exists(b, a != b))\"}};\n{field} all = 1{rules};\n}}\n"
            )
        };
        let sandbox = Sandbox::new(&[("a.proto", &with(""))]);
        let warned = sandbox.rpcsmith("generate --out gen a.proto");
        let help = format!("set `{limit}` on it");
        assert!(warned.stderr.contains(&help), "{}", warned.stderr);
        sandbox.write(
            "a.proto",
            &with(&format!(" [(buf.validate.field).{limit} = 10]")),
        );
        let taken = sandbox.rpcsmith("generate --out gen a.proto");
        assert_eq!((taken.code, &*taken.stderr), (Some(0), ""));
    }
}
