//! Classes of bytes.

const LETTER: u8 = 1;
const DIGIT: u8 = 1 << 1;
const HEX_DIGIT: u8 = 1 << 2;
const SPACE: u8 = 1 << 3;
const URL: u8 = 1 << 4;

const CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    loop {
        let mut class = 0;
        if byte.is_ascii_alphabetic() || byte == b'_' {
            class |= LETTER | URL;
        }
        if byte.is_ascii_digit() {
            class |= DIGIT | URL;
        }
        if byte.is_ascii_hexdigit() {
            class |= HEX_DIGIT;
        }
        if matches!(byte, b' ' | b'\t' | 0x0b | 0x0c | b'\r') {
            class |= SPACE;
        }
        if matches!(
            byte,
            b'-' | b'.'
                | b'~'
                | b'!'
                | b'$'
                | b'&'
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
                | b'%'
                | b'/'
        ) {
            class |= URL;
        }
        classes[byte as usize] = class;
        if byte == u8::MAX {
            return classes;
        }
        byte += 1;
    }
}

fn is(byte: u8, class: u8) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

/// An ASCII letter or an underscore.
pub(super) fn is_letter(byte: u8) -> bool {
    is(byte, LETTER)
}

pub(super) fn is_alphanumeric(byte: u8) -> bool {
    is(byte, LETTER | DIGIT)
}

pub(super) fn is_digit(byte: u8) -> bool {
    is(byte, DIGIT)
}

pub(super) fn is_octal_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'7')
}

pub(super) fn is_hex_digit(byte: u8) -> bool {
    is(byte, HEX_DIGIT)
}

/// ASCII whitespace, vertical tab and form feed included, but no line feed.
pub(super) fn is_space(byte: u8) -> bool {
    is(byte, SPACE)
}

pub(super) fn is_url_char(byte: u8) -> bool {
    is(byte, URL)
}

/// Whether a text is an identifier: a letter or underscore, then letters, digits and underscores.
pub(crate) fn is_identifier(text: &[u8]) -> bool {
    let Some((&first, rest)) = text.split_first() else {
        return false;
    };
    is_letter(first) && rest.iter().all(|&byte| is_alphanumeric(byte))
}
