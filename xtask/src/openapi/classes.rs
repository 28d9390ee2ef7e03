//! The rules that no schema can say, and the formats that are narrower than a rule.

/// The starts of the ids of rules that are text in descriptions.
const TEXT: [(&str, &str); 27] = [
    ("int64.", "ranges of 64-bit integers"),
    ("uint64.", "ranges of 64-bit integers"),
    ("sint64.", "ranges of 64-bit integers"),
    ("fixed64.", "ranges of 64-bit integers"),
    ("sfixed64.", "ranges of 64-bit integers"),
    ("string.min_bytes", "bytes of strings"),
    ("string.max_bytes", "bytes of strings"),
    ("string.len_bytes", "bytes of strings"),
    ("string.ip_prefix", "formats without a name"),
    ("string.ipv4_prefix", "formats without a name"),
    ("string.ipv6_prefix", "formats without a name"),
    ("string.ip_with_prefixlen", "formats without a name"),
    ("string.ipv4_with_prefixlen", "formats without a name"),
    ("string.ipv6_with_prefixlen", "formats without a name"),
    ("string.host_and_port", "formats without a name"),
    ("string.hostname", "labels of hosts"),
    ("string.address", "labels of hosts"),
    ("string.pattern", "patterns with Unicode classes"),
    ("bytes.", "bytes"),
    ("timestamp.", "times"),
    ("duration.", "times"),
    ("field_mask.", "paths of fields"),
    ("repeated.unique", "unique floating point numbers"),
    ("map.", "keys of maps"),
    ("float.", "keys and NaN"),
    ("double.", "keys and NaN"),
    ("int32.", "keys of maps"),
];

/// Why a rule is text, if it can be. Rules that users write are always text as well.
pub fn text(rule: &str, is_standard: bool) -> Option<&'static str> {
    if !is_standard {
        return Some("CEL");
    }
    let mut starts = TEXT.iter();
    starts.find_map(|(start, class)| rule.starts_with(start).then_some(*class))
}

/// The formats of JSON Schema that are narrower than the rule of protovalidate.
pub const NARROW: [&str; 4] = ["email", "ipv6", "uri", "uri-reference"];

/// The rules whose formats Ajv checks loosely: its pattern of `uri-reference` accepts a first segment with a colon.
pub const LOOSE: [&str; 1] = ["string.uri_ref"];
