//! Functions of strings and bytes.

use rpcsmith_runtime::validate::cel::{Error, bytes, string};

use crate::random::Random;

const OUTSIDE: Error = Error::IndexOutOfRange;

#[test]
fn positions_count_code_points() {
    let text = "ta©o©αT";
    assert_eq!(string::size(text), 7);
    assert_eq!(string::char_at(text, 2), Ok("©"));
    assert_eq!(string::char_at(text, 7), Ok(""));
    assert_eq!(string::char_at(text, 8), Err(OUTSIDE));
    assert_eq!(string::char_at(text, -1), Err(OUTSIDE));
    assert_eq!(string::substring(text, 5), Ok("αT"));
    assert_eq!(string::substring(text, 7), Ok(""));
    assert_eq!(string::substring(text, 40), Err(OUTSIDE));
    assert_eq!(string::substring_to(text, 2, 6), Ok("©o©α"));
    assert_eq!(string::substring_to(text, 7, 7), Ok(""));
    assert_eq!(string::substring_to(text, 1, 50), Err(OUTSIDE));
    assert_eq!(string::substring_to(text, i64::MIN, i64::MAX), Err(OUTSIDE));
    assert_eq!(string::substring_to(text, 4, 3), Err(Error::InvalidRange));
}

#[test]
fn lengths_are_compared_in_code_points() {
    for text in [
        "",
        "a",
        "é",
        "€",
        "🦀",
        "aé€🦀",
        "🦀🦀🦀",
        "abcdefgh",
        "éééé",
    ] {
        let length = text.chars().count();
        for count in (0..40).chain([usize::MAX]) {
            assert_eq!(
                string::is_shorter(text, count),
                length < count,
                "{text} {count}"
            );
            assert_eq!(
                string::is_longer(text, count),
                length > count,
                "{text} {count}"
            );
        }
    }
}

#[test]
fn substrings_are_found_from_both_ends() {
    let text = "ta©o©αT";
    assert_eq!(string::index_of(text, "©"), 2);
    assert_eq!(string::index_of(text, "none"), -1);
    assert_eq!(string::index_of_from(text, "©", 3), Ok(4));
    assert_eq!(string::index_of_from(text, "©α", 5), Ok(-1));
    assert_eq!(string::index_of_from(text, "a", 30), Ok(-1));
    assert_eq!(string::index_of_from(text, "", 30), Ok(7));
    assert_eq!(string::index_of_from(text, "a", -1), Err(OUTSIDE));

    assert_eq!(string::last_index_of(text, "©"), 4);
    assert_eq!(string::last_index_of("", "@@"), -1);
    assert_eq!(string::last_index_of(text, ""), 7);
    assert_eq!(string::last_index_of_to(text, "©", 3), Ok(2));
    assert_eq!(string::last_index_of_to(text, "©α", 4), Ok(4));
    assert_eq!(string::last_index_of_to("bananananana", "nana", 7), Ok(6));
    assert_eq!(string::last_index_of_to(text, "", 3), Ok(3));
    assert_eq!(string::last_index_of_to(text, "a", 30), Ok(-1));
    assert_eq!(string::last_index_of_to(text, "a", -1), Err(OUTSIDE));
}

#[test]
fn texts_are_split_joined_and_replaced() {
    assert_eq!(string::split("hello world", " "), ["hello", "world"]);
    assert_eq!(string::split("né", ""), ["n", "é"]);
    assert_eq!(string::split("", ","), [""]);
    assert!(string::split("", "").is_empty());
    assert_eq!(string::split_n("a b c", " ", 2), ["a", "b c"]);
    assert_eq!(string::split_n("aéb", "", 2), ["a", "éb"]);
    assert_eq!(string::split_n("o©o©o", "©", -1), ["o", "o", "o"]);
    assert!(string::split_n("a b", " ", 0).is_empty());

    assert_eq!(string::join(&["x", "y"]), "xy");
    assert_eq!(string::join_with(&["x", "", "y"], "--"), "x----y");
    assert_eq!(string::join_with::<&str>(&[], "-"), "");

    assert_eq!(string::replace("1 ©αT", "αT", "o©α"), "1 ©o©α");
    assert_eq!(string::replace("éa", "", "-"), "-é-a-");
    assert_eq!(string::replace_n("aaa", "a", "b", 2), "bba");
    assert_eq!(string::replace_n("aaa", "a", "b", -1), "bbb");
    assert_eq!(string::replace_n("aaa", "a", "b", 0), "aaa");
}

#[test]
fn case_order_spaces_and_quotes() {
    assert_eq!(string::lower_ascii("TacoCÆt Xii"), "tacocÆt xii");
    assert_eq!(string::upper_ascii("tacoCαt"), "TACOCαT");
    assert_eq!(string::reverse("Ta©oCαt"), "tαCo©aT");
    assert_eq!(
        string::trim("\u{85}\u{A0}\u{1680}\u{B} text\u{2000}\u{2028}\u{3000}"),
        "text"
    );
    assert_eq!(
        string::trim("\u{180E}text\u{200B}\u{FEFF}"),
        "\u{180E}text\u{200B}\u{FEFF}"
    );
    assert_eq!(
        string::quote("\x07\x08\x0C\n\r\t\x0B\\\"'é"),
        r#""\a\b\f\n\r\t\v\\\"'é""#
    );
}

#[test]
fn doubles_are_formatted_with_the_fewest_digits() {
    let numbers = [
        (123.456, "123.456"),
        (-4.5e-3, "-0.0045"),
        (100_000.5, "100000.5"),
        (999_999.0, "999999"),
        (1e6, "1e+06"),
        (123_456_789.0, "1.23456789e+08"),
        (1e-4, "0.0001"),
        (1e-5, "1e-05"),
        (f64::MAX, "1.7976931348623157e+308"),
        (5e-324, "5e-324"),
        (0.0, "0"),
        (-0.0, "-0"),
        (f64::NAN, "NaN"),
        (f64::INFINITY, "+Inf"),
        (f64::NEG_INFINITY, "-Inf"),
    ];
    for (number, text) in numbers {
        assert_eq!(string::from_double(number), text);
    }
}

#[test]
fn only_utf_8_bytes_become_text() {
    assert_eq!(string::from_bytes("né".as_bytes()), Ok("né"));
    assert_eq!(string::from_bytes(b"n\xE9"), Err(Error::InvalidUtf8));
}

#[test]
fn bytes_contain_equal_windows() {
    let mut random = Random::new(2);
    for _ in 0..20_000 {
        let (bytes, part) = (random.bytes(12), random.bytes(4));
        let expected = part.is_empty() || bytes.windows(part.len()).any(|window| window == part);
        assert_eq!(
            bytes::contains(&bytes, &part),
            expected,
            "{bytes:?} {part:?}"
        );
    }
}

#[test]
fn positions_agree_with_a_list_of_characters() {
    let mut random = Random::new(3);
    let few = ['a', 'b', 'é', '日', '😀'];
    for _ in 0..20_000 {
        let (text, part) = (random.text_of(&few, 8), random.text_of(&few, 3));
        let at = random.below(14) as i64 - 2;
        let characters: Vec<char> = text.chars().collect();
        let pattern: Vec<char> = part.chars().collect();
        let size = characters.len() as i64;
        let found = |from: i64, to: i64| {
            (from..=to)
                .filter(|&start| characters[start as usize..].starts_with(&pattern))
                .collect::<Vec<_>>()
        };

        let all = found(0, size);
        assert_eq!(
            string::index_of(&text, &part),
            all.first().copied().unwrap_or(-1)
        );
        assert_eq!(
            string::last_index_of(&text, &part),
            all.last().copied().unwrap_or(-1)
        );
        if at < 0 {
            assert_eq!(string::index_of_from(&text, &part, at), Err(OUTSIDE));
            assert_eq!(string::last_index_of_to(&text, &part, at), Err(OUTSIDE));
        } else if !part.is_empty() {
            let first = found(at, size).first().copied().unwrap_or(-1);
            assert_eq!(
                string::index_of_from(&text, &part, at),
                Ok(first),
                "{text} {part} {at}"
            );
            let last = if at < size {
                found(0, at).last().copied()
            } else {
                None
            };
            assert_eq!(
                string::last_index_of_to(&text, &part, at),
                Ok(last.unwrap_or(-1)),
                "{text} {part} {at}"
            );
        }
        let rest = usize::try_from(at).ok().and_then(|at| characters.get(at..));
        assert_eq!(
            string::substring(&text, at).ok().map(str::to_owned),
            rest.map(|rest| rest.iter().collect())
        );
        let joined = string::join_with(&string::split(&text, &part), &part);
        assert_eq!(joined, text);
    }
}
