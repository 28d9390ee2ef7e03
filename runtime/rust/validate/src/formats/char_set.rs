//! Sets of ASCII characters, in a table with one bit for each set.

/// A set of characters.
#[derive(Clone, Copy)]
pub(super) struct CharSet(u16);

impl CharSet {
    /// `DIGIT` of RFC 5234.
    pub(super) const DIGIT: Self = Self(1);
    /// `HEXDIG` of RFC 5234, in either case.
    pub(super) const HEX: Self = Self(1 << 1);
    /// The characters of a label of a host name, RFC 1123.
    pub(super) const LABEL: Self = Self(1 << 2);
    /// `atext` of RFC 5322, and the dot.
    pub(super) const MAILBOX: Self = Self(1 << 3);
    /// The characters of a `scheme` of RFC 3986, after the first letter.
    pub(super) const SCHEME: Self = Self(1 << 4);
    /// `unreserved` of RFC 3986.
    pub(super) const UNRESERVED: Self = Self(1 << 5);
    /// `unreserved` and `sub-delims` of RFC 3986.
    pub(super) const REG_NAME: Self = Self(1 << 6);
    /// The same, and `:`.
    pub(super) const USERINFO: Self = Self(1 << 7);
    /// The same, and `@` and `/`: the characters of a path.
    pub(super) const PATH: Self = Self(1 << 8);
    /// The same, and `?`: the characters of a query and a fragment.
    pub(super) const QUERY: Self = Self(1 << 9);
    /// The characters of a ULID: Crockford's Base32, in either case.
    pub(super) const ULID: Self = Self(1 << 10);

    /// Whether a byte is in the set.
    pub(super) const fn has(self, byte: u8) -> bool {
        TABLE[byte as usize] & self.0 != 0
    }

    /// Whether all bytes are in the set.
    pub(super) fn has_all(self, bytes: &[u8]) -> bool {
        bytes.iter().all(|&byte| self.has(byte))
    }
}

/// The value of a hexadecimal digit.
pub(super) const fn hex(digit: u8) -> u8 {
    // Letters, in either case, have bit 6 set; the low bits of `a` are 1, and its value is 10.
    (digit & 0xf) + 9 * (digit >> 6 & 1)
}

static TABLE: [u16; 256] = table();

const fn table() -> [u16; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte as usize] = classes(byte);
        byte += 1;
    }
    table
}

const fn classes(byte: u8) -> u16 {
    let digit = byte.is_ascii_digit();
    let alphanumeric = byte.is_ascii_alphanumeric();
    let unreserved = alphanumeric || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let sub_delim = matches!(
        byte,
        b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'='
    );
    let reg_name = unreserved || sub_delim;
    let path = reg_name || matches!(byte, b':' | b'@' | b'/');
    let atext = alphanumeric
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'/' | b'=' | b'?'
        )
        || matches!(byte, b'^' | b'_' | b'`' | b'{' | b'|' | b'}' | b'~');
    let ulid = alphanumeric && !matches!(byte.to_ascii_uppercase(), b'I' | b'L' | b'O' | b'U');

    (digit as u16 * CharSet::DIGIT.0)
        | (byte.is_ascii_hexdigit() as u16 * CharSet::HEX.0)
        | ((alphanumeric || byte == b'-') as u16 * CharSet::LABEL.0)
        | ((atext || byte == b'.') as u16 * CharSet::MAILBOX.0)
        | ((alphanumeric || matches!(byte, b'+' | b'-' | b'.')) as u16 * CharSet::SCHEME.0)
        | (unreserved as u16 * CharSet::UNRESERVED.0)
        | (reg_name as u16 * CharSet::REG_NAME.0)
        | ((reg_name || byte == b':') as u16 * CharSet::USERINFO.0)
        | (path as u16 * CharSet::PATH.0)
        | ((path || byte == b'?') as u16 * CharSet::QUERY.0)
        | (ulid as u16 * CharSet::ULID.0)
}
