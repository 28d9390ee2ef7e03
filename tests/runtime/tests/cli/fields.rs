//! Flags and JSON for the fields of requests, and the output of responses.

use crate::host::{echoed, rejected};

#[test]
fn scalars() {
    for (flag, expected) in [
        ("--a-double=1.5", r#"{"aDouble":1.5}"#),
        ("--a-double=-inf", r#"{"aDouble":"-Infinity"}"#),
        ("--a-float=nan", r#"{"aFloat":"NaN"}"#),
        ("--an-int32=-2147483648", r#"{"anInt32":-2147483648}"#),
        (
            "--an-int64=-9223372036854775808",
            r#"{"anInt64":"-9223372036854775808"}"#,
        ),
        ("--a-uint32=4294967295", r#"{"aUint32":4294967295}"#),
        (
            "--a-uint64=18446744073709551615",
            r#"{"aUint64":"18446744073709551615"}"#,
        ),
        ("--a-sint32=-7", r#"{"aSint32":-7}"#),
        ("--a-sint64=-7", r#"{"aSint64":"-7"}"#),
        ("--a-fixed32=7", r#"{"aFixed32":7}"#),
        ("--a-fixed64=7", r#"{"aFixed64":"7"}"#),
        ("--a-sfixed32=-7", r#"{"aSfixed32":-7}"#),
        ("--a-sfixed64=-7", r#"{"aSfixed64":"-7"}"#),
        ("--is-true", r#"{"isTrue":true}"#),
        ("--is-true=true", r#"{"isTrue":true}"#),
        ("--is-true=false", "{}"),
        (
            "--user-name=Ada \u{201c}A\u{201d}",
            "{\"userName\":\"Ada \u{201c}A\u{201d}\"}",
        ),
        ("--data=AAECAw==", r#"{"data":"AAECAw=="}"#),
        ("--data=AAECAw", r#"{"data":"AAECAw=="}"#),
        ("--data=-_8", r#"{"data":"+/8="}"#),
        ("--color=COLOR_RED", r#"{"color":"COLOR_RED"}"#),
        ("--color=2", r#"{"color":"COLOR_BLUE"}"#),
        ("--color=-7", r#"{"color":-7}"#),
        (r#"--json={"color":77}"#, r#"{"color":77}"#),
        ("--maybe=", r#"{"maybe":""}"#),
        ("--text=", r#"{"text":""}"#),
    ] {
        assert_eq!(echoed(&[flag]), expected, "{flag}");
    }
    assert_eq!(
        echoed(&["--an-int32", "-1", "--is-true", "--a-double", "-1.5"]),
        r#"{"aDouble":-1.5,"anInt32":-1,"isTrue":true}"#
    );
}

#[test]
fn bytes_of_a_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, [0, 255, b'\n']).unwrap();
    let flag = format!("--data=@{}", file.path().display());
    assert_eq!(echoed(&[&flag]), r#"{"data":"AP8K"}"#);
}

#[test]
fn lists_and_maps() {
    for (flags, expected) in [
        (
            &["--numbers=1", "--numbers", "-2"][..],
            r#"{"numbers":[1,-2]}"#,
        ),
        (
            &["--names=a", "--names=", "--names=a=b"],
            r#"{"names":["a","","a=b"]}"#,
        ),
        (
            &[
                "--colors=COLOR_BLUE",
                "--colors=COLOR_RED",
                "--colors",
                "1",
                "--colors",
                "-1",
            ],
            r#"{"colors":["COLOR_BLUE","COLOR_RED","COLOR_RED",-1]}"#,
        ),
        (
            &["--truths=true", "--truths", "false"],
            r#"{"truths":[true,false]}"#,
        ),
        (
            &["--inners={}", r#"--inners={"title":"x"}"#],
            r#"{"inners":[{},{"title":"x"}]}"#,
        ),
        (
            &[
                "--counts=b=2",
                "--counts=a=-1",
                "--counts==0",
                "--counts=b=3",
            ],
            r#"{"counts":{"":0,"a":-1,"b":3}}"#,
        ),
        (
            &[r#"--by-id=10={"title":"x"}"#, "--by-id=-9={}"],
            r#"{"byId":{"-9":{},"10":{"title":"x"}}}"#,
        ),
        (
            &["--by-truth=true=a=b", "--by-truth=false="],
            r#"{"byTruth":{"false":"","true":"a=b"}}"#,
        ),
        (
            &["--times=2026-01-31T12:00:00Z"],
            r#"{"times":["2026-01-31T12:00:00Z"]}"#,
        ),
    ] {
        assert_eq!(echoed(flags), expected, "{flags:?}");
    }
}

#[test]
fn nested_messages() {
    for (flags, expected) in [
        (&["--inner={}"][..], r#"{"inner":{}}"#),
        (
            &["--inner.title=x", "--inner.deeper.depth=3"],
            r#"{"inner":{"title":"x","deeper":{"depth":3}}}"#,
        ),
        (
            &["--inner.deeper.notes=a", "--inner.deeper.notes=b"],
            r#"{"inner":{"deeper":{"notes":["a","b"]}}}"#,
        ),
        // The flag of a message applies before those of its fields, in any order of the arguments.
        (
            &["--inner.title=y", r#"--inner={"title":"x","deeper":{}}"#],
            r#"{"inner":{"title":"y","deeper":{}}}"#,
        ),
        (
            &[r#"--again={"again":{"userName":"x"}}"#],
            r#"{"again":{"again":{"userName":"x"}}}"#,
        ),
    ] {
        assert_eq!(echoed(flags), expected, "{flags:?}");
    }
}

#[test]
fn well_known_types() {
    for (flag, expected) in [
        (
            "--at=2026-01-31T12:00:00.5+01:00",
            r#"{"at":"2026-01-31T11:00:00.500Z"}"#,
        ),
        ("--wait=1.5s", r#"{"wait":"1.500s"}"#),
        ("--nick=Ada", r#"{"nick":"Ada"}"#),
        ("--nick=", r#"{"nick":""}"#),
        ("--size=-5", r#"{"size":"-5"}"#),
        ("--sure=false", r#"{"sure":false}"#),
        ("--blob=AAE", r#"{"blob":"AAE="}"#),
        ("--ratio=nan", r#"{"ratio":"NaN"}"#),
        (
            r#"--tags={"b":[null,true],"a":"x"}"#,
            r#"{"tags":{"a":"x","b":[null,true]}}"#,
        ),
        (r#"--any-value="x""#, r#"{"anyValue":"x"}"#),
        ("--any-value=null", r#"{"anyValue":null}"#),
        (r#"--list=["x"]"#, r#"{"list":["x"]}"#),
        (
            "--mask=userName,inner.title",
            r#"{"mask":"userName,inner.title"}"#,
        ),
        ("--empty={}", r#"{"empty":{}}"#),
        (
            r#"--any={"@type":"type.googleapis.com/fields.v1.Inner","title":"x"}"#,
            r#"{"any":{"@type":"type.googleapis.com/fields.v1.Inner","title":"x"}}"#,
        ),
        (
            r#"--any={"@type":"type.googleapis.com/google.protobuf.Duration","value":"3s"}"#,
            r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"3s"}}"#,
        ),
    ] {
        assert_eq!(echoed(&[flag]), expected, "{flag}");
    }
}

#[test]
fn flags_override_json() {
    let json = r#"--json={"userName":"x","a_double":2,"numbers":[1,2],"counts":{"a":1},"text":"t","inner":{"title":"i"}}"#;
    let flags = [
        "--user-name=y",
        "--numbers=3",
        "--counts=b=2",
        "--number=4",
        "--inner.deeper.depth=1",
    ];
    let expected = r#"{"aDouble":2.0,"userName":"y","numbers":[3],"counts":{"b":2},"inner":{"title":"i","deeper":{"depth":1}},"number":"4"}"#;
    assert_eq!(echoed(&[&[json][..], &flags].concat()), expected);
    // A flag with the default value overrides the JSON too.
    assert_eq!(
        echoed(&[r#"--json={"userName":"x"}"#, "--user-name="]),
        "{}"
    );
}

#[test]
fn flags_with_reserved_names_have_a_suffix() {
    assert_eq!(
        echoed(&["--target-field=a", "--json-field=b"]),
        r#"{"target":"a","json":"b"}"#
    );
}

#[test]
fn responses_are_printed_as_json() {
    assert_eq!(
        echoed(&["--user-name=x", "--proto-names", "--an-int32=1"]),
        r#"{"an_int32":1,"userName":"x"}"#
    );
    assert_eq!(
        echoed(&["--inner.title=x", "--pretty"]),
        "{\n  \"inner\": {\n    \"title\": \"x\"\n  }\n}"
    );
    let defaults = echoed(&["--inner={}", "--defaults"]);
    assert!(
        defaults.contains(r#""anInt64":"0""#) && defaults.contains(r#""counts":{}"#),
        "{defaults}"
    );
    assert!(defaults.contains(r#""inner":{"title":""}"#), "{defaults}");
    assert!(
        !defaults.contains("maybe") && !defaults.contains("\"text\""),
        "unset fields with presence are printed: {defaults}"
    );
}

#[test]
fn invalid_flags_are_rejected() {
    for (flags, expected) in [
        (
            &["--an-int32=x"][..],
            "error: invalid value 'x' for '--an-int32 <INT32>': expected a 32-bit integer",
        ),
        (&["--a-uint32=-1"], "expected an unsigned 32-bit integer"),
        (
            &["--color=COLOR_RE"],
            "[possible values: COLOR_UNSPECIFIED, COLOR_RED, COLOR_BLUE]",
        ),
        (&["--color=2147483648"], "[possible values: COLOR_"),
        (&["--color=1.0"], "[possible values: COLOR_"),
        (&["--color="], "[possible values: COLOR_"),
        (&["--color=COLOR_RE"], "a similar value exists: 'COLOR_RED'"),
        (&["--counts=a"], "expected `KEY=VALUE`"),
        (&["--counts=a=x"], "expected a 32-bit integer"),
        (&["--data=!"], "expected base64"),
        (&["--data=@/no/such/file"], "/no/such/file: No such file"),
        (
            &["--at=yesterday"],
            "'--at <TIME>': expected a timestamp such as \"1972-01-01T10:00:20.021Z\", from the year 0001 to 9999",
        ),
        (&["--wait=3"], "invalid value '3' for '--wait <DURATION>'"),
        (
            &[r#"--inner={"titel":"x"}"#],
            "fields.v1.Inner has no field `titel`; did you mean `title`?",
        ),
        (
            &["--user-nam=x"],
            "a similar argument exists: '--user-name'",
        ),
        (
            &["--text=a", "--number=1"],
            "error: --text and --number cannot be used together",
        ),
        (
            &["--text=a", "--message.title=x"],
            "error: --text and --message.title cannot be used together",
        ),
        (
            &["--again.user-name=x"],
            "unexpected argument '--again.user-name'",
        ),
    ] {
        let error = rejected(flags);
        assert!(error.contains(expected), "{flags:?}: {error}");
    }
}
