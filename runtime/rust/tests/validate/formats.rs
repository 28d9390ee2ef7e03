//! String formats: addresses, names of hosts, URIs and identifiers.

use std::net::{Ipv4Addr, Ipv6Addr};

use rpcsmith_runtime::validate::formats::*;

#[test]
fn all_cases_of_the_conformance_suite_pass() {
    let mut failures = Vec::new();
    let mut count = 0;
    for line in include_str!("formats.txt").lines() {
        if line.starts_with('#') {
            continue;
        }
        let (call, text) = line.split_once('"').expect("the text is in quotes");
        let text = unescape(text.strip_suffix('"').expect("the text is in quotes"));
        let call: Vec<&str> = call.split_whitespace().collect();
        let actual = match call[1..] {
            ["is_email"] => is_email(&text),
            ["is_hostname"] => is_hostname(&text),
            ["is_host_and_port", required] => is_host_and_port(&text, required == "true"),
            ["is_ip", version] => {
                is_ip_version(&text, version.parse().expect("the version is a number"))
            }
            ["is_ip_prefix", version, strict] => is_ip_prefix(
                &text,
                version.parse().expect("the version is a number"),
                strict == "true",
            ),
            ["is_uri"] => is_uri(&text),
            ["is_uri_ref"] => is_uri_ref(&text),
            _ => panic!("unknown function: {line}"),
        };
        if actual != (call[0] == "valid") {
            failures.push(line);
        }
        count += 1;
    }
    assert!(failures.is_empty(), "{failures:#?}");
    assert!(count > 600, "only {count} cases");
}

/// Replaces the escapes of the table.
fn unescape(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut unescaped = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (character, rest) = match part.strip_prefix("u{").and_then(|p| p.split_once('}')) {
            Some((digits, rest)) => {
                let code = u32::from_str_radix(digits, 16).expect("the digits are hexadecimal");
                (char::from_u32(code).expect("the code is a character"), rest)
            }
            None => (
                '\n',
                part.strip_prefix('n').expect("the escape is a line feed"),
            ),
        };
        unescaped.push(character);
        unescaped.push_str(rest);
    }
    unescaped
}

/// Texts near the boundaries of the grammar: the results equal those of the standard library.
#[test]
fn addresses_equal_those_of_the_standard_library() {
    let parts = [
        "", ":", "::", "1", "ffff", "0", "00001", "1.2.3.4", "g", ":1:2:3", "255", "256",
    ];
    let mut texts = vec![String::new()];
    let mut compared = 0;
    for _ in 0..5 {
        let longer = |text: &String| parts.map(|part| text.clone() + part);
        texts = texts.iter().flat_map(longer).collect();
        texts.sort();
        texts.dedup();
        for text in &texts {
            assert_eq!(
                is_ip_version(text, 6),
                text.parse::<Ipv6Addr>().is_ok(),
                "{text}"
            );
            assert_eq!(
                is_ip_version(text, 4),
                text.parse::<Ipv4Addr>().is_ok(),
                "{text}"
            );
            compared += 1;
        }
    }
    assert!(compared > 10_000, "only {compared} texts");
}

#[test]
fn prefixes_are_checked_in_bits() {
    for bits in 0..=32 {
        let network = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
        let address = Ipv4Addr::from(network);
        assert!(
            is_ip_prefix(&format!("{address}/{bits}"), 4, true),
            "{bits}"
        );
        let shorter = format!("{address}/{}", bits.saturating_sub(1));
        assert_eq!(is_ip_prefix(&shorter, 4, true), bits == 0, "{bits}");
    }
    for bits in 0..=128 {
        let network = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
        let address = Ipv6Addr::from(network);
        assert!(
            is_ip_prefix(&format!("{address}/{bits}"), 6, true),
            "{bits}"
        );
        let shorter = format!("{address}/{}", bits.saturating_sub(1));
        assert_eq!(is_ip_prefix(&shorter, 6, true), bits == 0, "{bits}");
    }
    // Invalid lengths, and zones, which have no prefix.
    for text in [
        "0.0.0.0/33",
        "::/129",
        "::%a/8",
        "::/",
        "/8",
        "::/08",
        "::/+8",
        "1.2.3.4",
    ] {
        assert!(!is_ip_prefix(text, 0, false), "{text}");
    }
}

#[test]
fn a_zone_is_for_addresses_of_version_6_only() {
    for text in [
        "https://[fe80::1%25eth0]",
        "https://[fe80::1%25%c3%a9]",
        "https://[v1.a:b]",
    ] {
        assert!(is_uri(text), "{text}");
    }
    for text in [
        "https://[fe80::1%eth0]",
        "https://[fe80::1%25]",
        "https://[fe80::1%25%c3]",
        "https://[v1.a%25eth0]",
        "https://[v.a]",
        "https://[v1.]",
        "https://[127.0.0.1]",
    ] {
        assert!(!is_uri(text), "{text}");
    }
    // Outside of a URI, a zone is any text without NUL.
    assert!(is_ip("::1%a /%") && !is_ip("::1%") && !is_ip("::1%a\0"));
}

#[test]
fn percent_encoded_names_of_hosts_are_utf8() {
    for host in ["%41", "a%e2%82%ac", "%f0%9f%98%80z", "%c3%a9%c3%a9"] {
        assert!(is_uri(&format!("https://{host}/")), "{host}");
    }
    // Truncated, overlong, a surrogate, too large, interrupted by a character.
    for host in [
        "%c3",
        "%c0%80",
        "%ed%a0%80",
        "%f4%90%80%80",
        "%e2x%82%ac",
        "%a9",
        "%4",
        "%4g",
    ] {
        assert!(!is_uri(&format!("https://{host}/")), "{host}");
    }
    // Other parts of a URI may encode any byte.
    assert!(is_uri("https://%ff@example.com/%ff?%ff#%ff"));
}

#[test]
fn identifiers_have_their_length_and_digits() {
    let uuid = "8400e29b-41d4-a716-4466-554400000000";
    assert!(is_uuid(uuid) && is_uuid(&uuid.to_uppercase()));
    assert!(is_tuuid(&uuid.replace('-', "")) && !is_tuuid(uuid));
    for at in 0..36 {
        for byte in ["g", "-", "é", "", "0"] {
            let mut text = uuid.to_owned();
            text.replace_range(at..=at, byte);
            let expected = match byte {
                "-" => uuid.as_bytes()[at] == b'-',
                "0" => uuid.as_bytes()[at] != b'-',
                _ => false,
            };
            assert_eq!(is_uuid(&text), expected, "{text}");
        }
    }
    assert!(is_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAV") && is_ulid("7zzzzzzzzzzzzzzzzzzzzzzzzz"));
    for text in [
        "81ARZ3NDEKTSV4RRFFQ69G5FAV",
        "01ARZ3NDEKTSV4RRFFQ69G5FA",
        "",
        "é",
    ] {
        assert!(!is_ulid(text), "{text}");
    }
    for letter in ["I", "L", "O", "U", "i", "l", "o", "u", "-", "@", "`", "["] {
        let text = format!("01ARZ3NDEKTSV4RRFFQ69G5FA{letter}");
        assert!(!is_ulid(&text), "{text}");
    }
}

/// Long texts for which a naive parser would take quadratic time.
#[test]
fn parsing_takes_linear_time() {
    let long = 1 << 18;
    for part in [
        "a", ".", "a.", ":", "1", "%", "%c3", "%41", "[", "]", "@", "/", "?", "//", "-",
    ] {
        let text = part.repeat(long / part.len());
        for text in [
            &text,
            &format!("a://{text}"),
            &format!("[{text}]:1"),
            &format!("a@{text}"),
        ] {
            let _ = is_email(text) | is_hostname(text) | is_host_and_port(text, true);
            let _ = is_ip(text) | is_ip_prefix(text, 0, true) | is_uri(text) | is_uri_ref(text);
        }
    }
}
