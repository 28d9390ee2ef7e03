//! Examples in the help of options.

use super::PROTOS;
use crate::support::{CRATE, Sandbox};

/// An option, an invalid value, a part of its help, and a valid value from the help.
const VALUES: [(&str, &str, &str, &str); 23] = [
    ("layout", "flatt", "did you mean `flat`?", "flat"),
    ("layout", "zzzzzz", "use `package` or `flat`", "package"),
    ("server", "maybe", "use `true` or `false`", "true"),
    (
        "type_attribute",
        "x",
        "`.pkg.Msg=#[derive(Eq)]`",
        ".pkg.Msg=#[derive(Eq)]",
    ),
    (
        "type_attribute",
        ".a=x",
        "`#[derive(Eq)]`",
        ".a=#[derive(Eq)]",
    ),
    (
        "field_attribute",
        "x",
        "`.pkg.Msg=#[derive(Eq)]`",
        ".pkg.Msg=#[derive(Eq)]",
    ),
    (
        "type_name_domain",
        "x",
        "`.=type.googleapis.com`",
        ".=type.googleapis.com",
    ),
    (
        "type_name_domain",
        ".=x/",
        "`type.googleapis.com`",
        ".=type.googleapis.com",
    ),
    (
        "rename",
        "x",
        "`.pkg.Type=NewName`",
        ".user.v1.User=NewName",
    ),
    (
        "rename",
        "User=A",
        "with its package and a leading dot",
        ".user.v1.User=A",
    ),
    (
        "rename",
        ".user.v1.User=1",
        "with no digit first",
        ".user.v1.User=A_1",
    ),
    (
        "extern_path",
        "x",
        "`.google.api=::googleapis::api`",
        ".google.api=::googleapis::api",
    ),
    (
        "extern_path",
        "google.api=::x",
        "`.google.api`",
        ".google.api=::x",
    ),
    (
        "extern_path",
        ".a=a b",
        "`::my_crate::api` or `crate::api`",
        ".a=::my_crate::api",
    ),
    ("include", "user..v1", "`user.v1`", "user.v1"),
    (
        "runtime",
        "a b",
        "`::my_crate::api` or `crate::api`",
        "crate::api",
    ),
    (
        "gate_server",
        "a b",
        "`-`, `+` and `.` may follow",
        "_a-b+c.1",
    ),
    ("service_config", "", "name a file", "config.json"),
    (
        "openapi",
        "openapi.xml",
        "for example `openapi.json`, `openapi.yaml` or `{package}.json`",
        "{package}.json",
    ),
    ("implementation", "", "for example `.`", "."),
    ("bytes", "a..b", "write `.pkg.Msg.field`", ".pkg.Msg.field"),
    ("enums", "closed", "use `i32` or `open`", "open"),
    (
        "enums",
        ".pkg.Status=closed",
        "for example `enums=open` or `enums=.pkg.Status=open`",
        ".pkg.Status=open",
    ),
];

#[test]
fn examples_in_the_help_of_options_are_valid() {
    let sandbox = Sandbox::new(PROTOS);
    sandbox.write("config.json", "{}");
    for (name, file) in CRATE {
        sandbox.write(name, file);
    }
    for (name, wrong, help, right) in VALUES {
        let with = |value: &str| {
            let option = format!("{name}={value}");
            let arguments = [
                "generate",
                "-Iproto",
                "--out=gen",
                "user.proto",
                "-o",
                &option,
            ];
            sandbox.rpcsmith_with(&arguments, &[])
        };
        let refused = with(wrong);
        assert_eq!(refused.code, Some(2), "{name}={wrong}: {}", refused.stderr);
        assert!(refused.stderr.contains(help), "{name}: {}", refused.stderr);
        let taken = with(right);
        assert_eq!(taken.code, Some(0), "{name}={right}: {}", taken.stderr);
    }
}
