//! Tests of the parser's errors: their places, messages and hints.

use crate::cel::parse;

/// An expression, the part of it that the error points at, the message, and the hint.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
);

#[test]
fn errors_have_places_and_hints() {
    for (text, place, message, hint) in [TOKENS, NUMBERS, GRAMMAR, MACROS].concat() {
        let error = parse(text).expect_err(text);
        assert_eq!(error.message, message, "{text}");
        assert_eq!(&text[error.span.clone()], place, "{text}");
        assert_eq!(error.hint.as_deref(), hint, "{text}");
    }
}

const EQUALITY: Option<&str> = Some("equality is written `==`");
const BACKSLASH: Option<&str> =
    Some(r"a backslash is written `\\`, or `\` in a raw string: `r'\'`");
const UINT: Option<&str> =
    Some("numbers up to 18446744073709551615 can be uint, with a `u` at the end");
const TOO_LARGE: &str = "this number does not fit into a signed 64-bit int";
const AND: Option<&str> = Some("a logical and is written `&&`");
const NOT: Option<&str> = Some("a negation is written `!`, as in `!(x in list)`");
const OPTIONAL: Option<&str> = Some("to test whether a field is set, use `has(…)`");
const RESERVED: Option<&str> = Some("it can be the name of a field only after a dot");
const SELECTION: Option<&str> = Some("such as `has(this.name)`");
const ALL: Option<&str> = Some("such as `.all(item, item > 0)`");
const NOT_A_SELECTION: &str = "`has` takes the selection of a field";

const TOKENS: &[Case] = &[
    ("a = b", "=", "unexpected '='", EQUALITY),
    ("a === b", "=", "unexpected '='", EQUALITY),
    (
        "a & b",
        "&",
        "unexpected '&'",
        Some("a logical and is written `&&`"),
    ),
    (
        "a | b",
        "|",
        "unexpected '|'",
        Some("a logical or is written `||`"),
    ),
    (
        "a;",
        ";",
        "unexpected ';'",
        Some("remove the `;`: a rule is one expression"),
    ),
    ("a § b", "§", "unexpected '§'", None),
    (
        "“a”",
        "“",
        "unexpected '“'",
        Some("put strings between straight quotes, `'` or `\"`"),
    ),
    ("1 + 2abc", "2abc", "`2abc` is not a number", None),
    ("0x", "0x", "`0x` is not a number", None),
    ("0xg", "0xg", "`0xg` is not a number", None),
    ("1.5u", "1.5u", "`1.5u` is not a number", None),
    (
        "1e400",
        "1e400",
        "this number is too large for a double",
        None,
    ),
    (
        "a == 'b",
        "'",
        "this string is not closed",
        Some("it ends with `'` on the same line; between three quotes it may have several"),
    ),
    (
        "r'''b'",
        "r'''",
        "this string is not closed",
        Some("it ends with `'''`"),
    ),
    (r"'a\d'", r"\d", r"unknown escape `\d`", BACKSLASH),
    (r"'\ß'", r"\ß", r"unknown escape `\ß`", BACKSLASH),
    (
        r"'\x4'",
        r"\x",
        "this escape takes 2 hexadecimal digits",
        None,
    ),
    (
        r"'\x+4'",
        r"\x",
        "this escape takes 2 hexadecimal digits",
        None,
    ),
    (r"'\19'", r"\1", "this escape takes 3 octal digits", None),
    (
        r"'\ud800'",
        r"\ud800",
        r"`\ud800` is not a Unicode character",
        None,
    ),
    (
        r"'\U00110000'",
        r"\U00110000",
        r"`\U00110000` is not a Unicode character",
        None,
    ),
    (
        r"b'\u0041'",
        r"\u",
        "bytes have no escapes for code points",
        Some(r"write a byte as `\x` and two hexadecimal digits"),
    ),
    ("'\\", "\\", "nothing follows this backslash", None),
    ("a.`b", "`", "this backquote is not closed", None),
    ("a.``", "`", "there is no name between the backquotes", None),
    (
        "a.`b+c`",
        "`",
        "unexpected '+' in a name between backquotes",
        None,
    ),
];

const NUMBERS: &[Case] = &[
    (
        "9223372036854775808",
        "9223372036854775808",
        TOO_LARGE,
        UINT,
    ),
    (
        "1 > -9223372036854775809",
        "-9223372036854775809",
        TOO_LARGE,
        UINT,
    ),
    (
        "18446744073709551616u",
        "18446744073709551616u",
        "this number does not fit into 64 bits",
        None,
    ),
];

const GRAMMAR: &[Case] = &[
    ("", "", "expected an expression, found the end", None),
    ("a +", "", "expected an expression, found the end", None),
    ("(a", "", "expected `)`, found the end", None),
    ("f(a b)", "b", "expected `,` or `)`, found `b`", None),
    ("f(a,)", ")", "expected an argument, found `)`", None),
    (
        "a)",
        ")",
        "expected an operator or the end, found `)`",
        None,
    ),
    (
        "a b",
        "b",
        "expected an operator or the end, found `b`",
        None,
    ),
    (
        "a and b",
        "and",
        "expected an operator or the end, found `and`",
        AND,
    ),
    (
        "a not in b",
        "not",
        "expected an operator or the end, found `not`",
        NOT,
    ),
    (
        "not a",
        "a",
        "expected an operator or the end, found `a`",
        NOT,
    ),
    (
        "a <> b",
        ">",
        "expected an expression, found `>`",
        Some("`!=`, `<=` and `>=` are the operators of two characters"),
    ),
    (
        "!-a",
        "-",
        "expected an expression, found `-`",
        Some("a minus cannot follow `!`; use parentheses"),
    ),
    (
        "a.0",
        ".0",
        "expected an operator or the end, found `.0`",
        Some("an element is selected with brackets, as in `list[0]`"),
    ),
    (
        "rb'a'",
        "'a'",
        "expected an operator or the end, found a string",
        Some("raw bytes are written `br'…'`"),
    ),
    ("a ? b", "", "expected `:`, found the end", None),
    ("a ? b ? c : d : e", "?", "expected `:`, found `?`", None),
    ("{1 2}", "2", "expected `:`, found `2`", None),
    ("{1: 2", "", "expected `,` or `}`, found the end", None),
    ("[1 2]", "2", "expected `,` or `]`, found `2`", None),
    (
        "A{1: 2}",
        "1",
        "expected the name of a field, found `1`",
        None,
    ),
    (
        "(A){}",
        "{",
        "expected an operator or the end, found `{`",
        None,
    ),
    (
        "a.'b'",
        "'b'",
        "expected the name of a field, found a string",
        None,
    ),
    (
        "a.in",
        "in",
        "expected the name of a field, found `in`",
        Some("a field of that name is written `` `in` ``"),
    ),
    (
        "`a`",
        "`a`",
        "expected an expression, found `` `a` ``",
        Some("backquotes are for names of fields, after a dot"),
    ),
    (
        "1 + package",
        "package",
        "`package` is a reserved word",
        RESERVED,
    ),
    ("while(1)", "while", "`while` is a reserved word", RESERVED),
    (
        "a.?b",
        "?",
        "optional values (`.?`) are not supported",
        OPTIONAL,
    ),
    (
        "a[?0]",
        "?",
        "optional values (`[?`) are not supported",
        OPTIONAL,
    ),
    (
        "[1, ?a]",
        "?",
        "optional values (`[?`) are not supported",
        OPTIONAL,
    ),
    (
        "{?1: a}",
        "?",
        "optional values (`{?`) are not supported",
        OPTIONAL,
    ),
    (
        "A{?b: a}",
        "?",
        "optional values (`{?`) are not supported",
        OPTIONAL,
    ),
];

const MACROS: &[Case] = &[
    ("has(a)", "has(a)", NOT_A_SELECTION, SELECTION),
    (
        "1 == has(a.b, c)",
        "has(a.b, c)",
        NOT_A_SELECTION,
        SELECTION,
    ),
    ("has()", "has()", NOT_A_SELECTION, SELECTION),
    ("has(a[0])", "has(a[0])", NOT_A_SELECTION, SELECTION),
    (
        "a.all(x)",
        "all",
        "the macro `all` takes a variable and an expression",
        ALL,
    ),
    (
        "a.all(x.y, true)",
        "x.y",
        "expected the name of the macro's variable",
        None,
    ),
    (
        "a.all(.x, true)",
        ".x",
        "expected the name of the macro's variable",
        None,
    ),
    (
        "a.all(i, x, true)",
        "all",
        "the macro `all` with two variables is not supported",
        None,
    ),
    (
        "a.existsOne(x, x)",
        "existsOne",
        "the macro `existsOne` is not supported",
        Some("use `exists_one(variable, condition)`"),
    ),
    (
        "a.transformList(i, x, x)",
        "transformList",
        "the macro `transformList` is not supported",
        None,
    ),
    (
        "cel.bind(x, 1, x)",
        "bind",
        "the macro `cel.bind` is not supported",
        None,
    ),
];
