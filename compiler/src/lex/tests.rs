//! Tests of the lexer.

use super::comments::FoundComments;
use super::number::{double_to_text, parse_float, parse_integer};
use super::string::{escape, unescape};
use super::{Dialect, Lexer, Token, TokenKind};

/// All tokens with their texts, and the messages of the faults.
fn lex(text: &str, dialect: Dialect) -> (Vec<(TokenKind, String)>, Vec<String>) {
    let mut lexer = Lexer::new(text.as_bytes(), dialect);
    let mut tokens = Vec::new();
    while lexer.advance() {
        tokens.push(found(&lexer));
    }
    (tokens, messages(lexer))
}

fn found(lexer: &Lexer<'_>) -> (TokenKind, String) {
    let text = String::from_utf8_lossy(lexer.current_text());
    (lexer.current().kind, text.into_owned())
}

fn messages(lexer: Lexer<'_>) -> Vec<String> {
    let faults = lexer.faults.into_list().into_iter();
    faults.map(|fault| fault.message.into_owned()).collect()
}

/// The kinds of the tokens of a text without faults.
fn kinds(text: &str) -> Vec<TokenKind> {
    let (tokens, faults) = lex(text, Dialect::Proto);
    assert_eq!(faults, [""; 0], "{text}");
    tokens.into_iter().map(|(kind, _)| kind).collect()
}

/// The messages of the faults of a text.
fn faults(text: &str) -> Vec<String> {
    lex(text, Dialect::Proto).1
}

#[test]
fn kinds_of_tokens() {
    use TokenKind::{Float, Identifier, Integer, String, Symbol};
    assert_eq!(
        kinds("_a1 = 0x1F; /* b */ // c"),
        [Identifier, Symbol, Integer, Symbol]
    );
    assert_eq!(
        kinds("1 07 1. .5 1e5 1.5E-3 0"),
        [Integer, Integer, Float, Float, Float, Float, Integer]
    );
    assert_eq!(
        kinds("a.b . 5 / \u{7f}"),
        [
            Identifier, Symbol, Identifier, Symbol, Integer, Symbol, Symbol
        ]
    );
    assert_eq!(
        kinds(r#"'a"\'' "\x1\u00e9\U0010fffd\377""#),
        [String, String]
    );
}

#[test]
fn text_format_has_other_comments_and_floats() {
    let (tokens, faults) = lex("a: 1.5f # b\n2F /", Dialect::TextFormat);
    assert_eq!(faults, [""; 0]);
    let texts: Vec<_> = tokens.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["a", ":", "1.5f", "2F", "/"]);
    assert_eq!(tokens[3].0, TokenKind::Float);
}

#[test]
fn faults_of_tokens() {
    for (text, expected) in [
        ("1a", "an identifier follows a number without a space"),
        ("a.5", "a number follows an identifier without a space"),
        ("0x;", "`0x` without hexadecimal digits"),
        (
            "08",
            "a number that begins with `0` is octal: it has the digits 0 to 7 only",
        ),
        ("1e", "the exponent of a number has no digits"),
        (
            "1.5.",
            "a number cannot have a second decimal point, or one in its exponent",
        ),
        ("0x1.", "a hexadecimal or octal number must be an integer"),
        ("'a", "the string does not end"),
        ("'a\0'", "the string does not end"),
        ("'a\n", "the string does not end on its line"),
        (r"'\q'", "the string has an invalid escape"),
        (r"'\x'", "`\\x` without hexadecimal digits"),
        (r"'\u12'", "`\\u` needs four hexadecimal digits"),
        (
            r"'\U00200000'",
            "`\\U` needs eight hexadecimal digits, up to `0010ffff`",
        ),
        ("\u{1}\0", "a control character is not allowed here"),
        ("é", "`é` is not allowed here: it is not ASCII"),
        ("/* /* */", "a block comment has another `/*` in it"),
        ("/*", "the block comment does not end"),
    ] {
        assert_eq!(
            faults(text).first().map(String::as_str),
            Some(expected),
            "{text:?}"
        );
    }
}

#[test]
fn columns_count_bytes_and_tabs() {
    let mut lexer = Lexer::new("\ta /*\té*/ b\n 'x\ty' c".as_bytes(), Dialect::Proto);
    let mut places = Vec::new();
    while lexer.advance() {
        let Token {
            line,
            column,
            end_column,
            ..
        } = lexer.current();
        places.push((line, column, end_column));
    }
    assert_eq!(places, [(0, 8, 9), (0, 21, 22), (1, 1, 10), (1, 11, 12)]);
}

#[test]
fn whitespace_on_request() {
    let mut lexer = Lexer::new(b"a  \n//b\n [-x/y]", Dialect::Proto);
    lexer.set_report_newlines(true);
    let mut tokens = Vec::new();
    while lexer.advance() {
        tokens.push(found(&lexer));
        if tokens.len() == 4 {
            lexer.set_report_whitespace(false);
            lexer.set_report_url_chars(true);
        }
    }
    let texts: Vec<_> = tokens.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["a", "  ", "\n", " ", "[", "-x/y", "]"]);
    assert_eq!(tokens[5].0, TokenKind::UrlChars);
}

/// The comments after the `;` of `a;`.
fn comments_after(text: &str) -> FoundComments {
    let text = format!("a;{text}");
    let mut lexer = Lexer::new(text.as_bytes(), Dialect::Proto);
    lexer.advance_with_comments();
    lexer.advance();
    lexer.advance_with_comments()
}

#[test]
fn places_of_comments() {
    // The text, then the trailing, the detached and the leading comments.
    for (text, trailing, detached, leading) in [
        (" // t\nb", " t\n", &[][..], ""),
        (" // t\n// l\nb", " t\n", &[], " l\n"),
        ("\n// l1\n// l2\nb", "", &[], " l1\n l2\n"),
        ("\n// t\n\n// d\n\n// l\nb", " t\n", &[" d\n"], " l\n"),
        ("\n\n// d\n\nb", "", &[" d\n"], ""),
        ("\n// t\n}", " t\n", &[], ""),
        (" /* t */ // l\nb", " t ", &[], " l\n"),
        (" /* d */ b", "", &[" d "], ""),
        (" /* d\n */ b", "", &[" d\n"], ""),
        ("\n/* l */ b", "", &[], " l "),
        ("\n/* t */\n/* l */\nb", " t ", &[], " l "),
        (
            "\n/* a\n *\n   *  b\n\n * c **/\nb",
            "",
            &[],
            " a\n\n  b\n\n c *",
        ),
        (" // t", " t", &[], ""),
        ("\n/**/\nb", "", &[], ""),
    ] {
        let expected = FoundComments {
            trailing: trailing.into(),
            detached: detached.iter().map(|text| text.as_bytes().into()).collect(),
            leading: leading.into(),
        };
        assert_eq!(comments_after(text), expected, "{text:?}");
    }
}

#[test]
fn byte_order_mark() {
    let mut lexer = Lexer::new(b"\xef\xbb\xbf// l\na", Dialect::Proto);
    assert_eq!(lexer.advance_with_comments().leading, b" l\n");
    assert_eq!(lexer.current_text(), b"a");

    let mut lexer = Lexer::new(b"\xef\xbba", Dialect::Proto);
    lexer.advance_with_comments();
    assert!(messages(lexer)[0].starts_with("the file begins with the byte 0xef"));
}

#[test]
fn integers() {
    for (text, max, expected) in [
        ("0", 9, Some(0)),
        ("017", 15, Some(15)),
        ("0XfF", 255, Some(255)),
        ("256", 255, None),
        ("08", 9, None),
        ("18446744073709551615", u64::MAX, Some(u64::MAX)),
        ("18446744073709551616", u64::MAX, None),
    ] {
        assert_eq!(parse_integer(text.as_bytes(), max), expected, "{text}");
    }
}

#[test]
fn floats() {
    for (text, expected) in [
        ("1.", Some("1")),
        (".5", Some("0.5")),
        ("1e", Some("1")),
        ("1e+", Some("1")),
        ("1.5F", Some("1.5")),
        ("1e39", Some("1e+39")),
        ("1e400", Some("inf")),
        ("1e-400", Some("0")),
        ("18446744073709551616", Some("1.8446744073709552e+19")),
        ("123456789012345", Some("123456789012345")),
        ("1234567890123456", Some("1234567890123456")),
        ("1e15", Some("1e+15")),
        ("0.1", Some("0.1")),
        ("0.0001", Some("0.0001")),
        ("0.00001", Some("1e-05")),
        ("1.00000762939453125", Some("1.0000076293945312")),
        ("0x1", None),
    ] {
        let found = parse_float(text.as_bytes()).map(double_to_text);
        assert_eq!(found.as_deref(), expected, "{text}");
    }
}

#[test]
fn strings() {
    for (token, expected) in [
        (r#""a\n\t\"'\\\?""#, &b"a\n\t\"'\\?"[..]),
        (r"'\1\12\1234\400'", b"\x01\x0aS4\x00"),
        (r"'\x1g\X41'", b"\x01gA"),
        (r"'\u00e9\U0001F600'", "é😀".as_bytes()),
        (r"'\ud83d\ude00'", "😀".as_bytes()),
        (r"'\ud83d!'", b"\xed\xa0\xbd!"),
    ] {
        let mut output = Vec::new();
        unescape(token.as_bytes(), &mut output);
        assert_eq!(output, expected, "{token}");
    }
    assert_eq!(escape(b"a\n\"'\\\0\xff~\x7f"), br#"a\n\"\'\\\000\377~\177"#);
}
