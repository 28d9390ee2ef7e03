//! Finds the bytes of strings that are special: quotes, backslashes and control characters.

/// How many bytes are checked at once.
const WIDTH: usize = 16;

/// Returns the index of the first special byte, or the number of bytes if no byte is special.
#[inline(always)]
pub(super) fn position(bytes: &[u8]) -> usize {
    // Most strings are short.
    let Some((word, rest)) = bytes.split_first_chunk() else {
        return position_in_few(bytes, 0);
    };
    let found = special(u64::from_le_bytes(*word));
    if found != 0 {
        return first_in(found);
    }
    let Some((word, rest)) = rest.split_first_chunk() else {
        return position_in_few(rest, 8);
    };
    match special(u64::from_le_bytes(*word)) {
        0 => position_in_many(rest, 16),
        found => 8 + first_in(found),
    }
}

/// As [`position`], after a number of other bytes. It ends with a call, so that it saves no registers.
#[inline(never)]
fn position_in_many(bytes: &[u8], before: usize) -> usize {
    let Some((chunk, rest)) = bytes.split_first_chunk() else {
        return position_in_few(bytes, before);
    };
    match first_in_chunk(chunk) {
        WIDTH.. => position_in_long(rest, before + WIDTH),
        first => before + first,
    }
}

#[inline(never)]
fn position_in_long(bytes: &[u8], mut before: usize) -> usize {
    let mut rest = bytes;
    while let Some((chunk, after)) = rest.split_first_chunk() {
        if !is_plain(chunk) {
            return before + first_in_chunk(chunk);
        }
        before += WIDTH;
        rest = after;
    }
    position_in_few(rest, before)
}

/// Returns the index of the first special byte of a chunk, or its length if no byte is special.
#[inline]
fn first_in_chunk(chunk: &[u8; WIDTH]) -> usize {
    let word = u128::from_le_bytes(*chunk);
    match special(word as u64) {
        0 => 8 + first_in(special((word >> 64) as u64)),
        found => first_in(found),
    }
}

#[inline(never)]
fn position_in_few(bytes: &[u8], before: usize) -> usize {
    let position = bytes.iter().position(|byte| is_special(*byte));
    before + position.unwrap_or(bytes.len())
}

/// Returns the index of the first special byte of a word, from its result of [`special`], or 8 if no byte is special.
#[inline]
fn first_in(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

/// Copies bytes to a place of the same length. Whether none of them is special; if not, the place can
/// have any bytes.
#[inline]
pub(super) fn copy_plain(bytes: &[u8], place: &mut [u8]) -> bool {
    let (chunks, rest) = bytes.as_chunks::<WIDTH>();
    if chunks.is_empty() {
        return copy_short(bytes, place);
    }
    let (places, _) = place.as_chunks_mut::<WIDTH>();
    for (chunk, place) in chunks.iter().zip(places) {
        *place = *chunk;
        if !is_plain(chunk) {
            return false;
        }
    }
    if rest.is_empty() {
        return true;
    }
    // The last bytes, with some before them.
    match (bytes.last_chunk::<WIDTH>(), place.last_chunk_mut()) {
        (Some(last), Some(place)) => {
            *place = *last;
            is_plain(last)
        }
        _ => false,
    }
}

/// As [`copy_plain`], for fewer bytes than are checked at once.
#[inline]
fn copy_short(bytes: &[u8], place: &mut [u8]) -> bool {
    // The first and the last bytes overlap.
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        if let Some(place) = place.first_chunk_mut() {
            *place = *first;
        }
        if let Some(place) = place.last_chunk_mut() {
            *place = *last;
        }
        return (special(u64::from_le_bytes(*first)) | special(u64::from_le_bytes(*last))) == 0;
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        if let Some(place) = place.first_chunk_mut() {
            *place = *first;
        }
        if let Some(place) = place.last_chunk_mut() {
            *place = *last;
        }
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return special(u64::from(first) | u64::from(last) << 32) == 0;
    }
    let mut plain = true;
    for (byte, place) in bytes.iter().zip(place) {
        *place = *byte;
        plain &= !is_special(*byte);
    }
    plain
}

#[inline]
fn is_special(byte: u8) -> bool {
    // This bit makes a quote the number after the control characters, and changes no other byte to one of them.
    ((byte ^ 2) <= b' ') | (byte == b'\\')
}

/// Whether there is no special byte. Compilers check all bytes at once, because there is no branch for each.
#[inline]
fn is_plain(chunk: &[u8; WIDTH]) -> bool {
    !chunk
        .iter()
        .fold(false, |found, byte| found | is_special(*byte))
}

/// A word whose lowest bit is in its first special byte, if it has one. Other bits have no meaning, because a subtraction can
/// borrow from the next byte.
#[inline]
fn special(word: u64) -> u64 {
    /// One in each byte.
    const ONES: u64 = 0x0101_0101_0101_0101;

    let low = (word ^ (ONES * 2)).wrapping_sub(ONES * 0x21);
    let backslash = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
    // A byte outside ASCII has the highest bit before the subtraction, too.
    (low | backslash) & !word & (ONES * 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_found_in_each_place() {
        for byte in 0..=u8::MAX {
            for other in [b' ', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xff] {
                for len in 1..40 {
                    let mut bytes = vec![other; len];
                    let mut place = [0; 40];
                    for at in 0..len {
                        bytes[at] = byte;
                        let expected = matches!(byte, 0..0x20 | b'"' | b'\\').then_some(at);
                        assert_eq!(position(&bytes), expected.unwrap_or(len), "{bytes:?}");
                        assert_eq!(copy_plain(&bytes, &mut place[..len]), expected.is_none());
                        assert!(expected.is_some() || place.starts_with(&bytes));
                        bytes[at] = other;
                    }
                }
            }
        }
    }

    #[test]
    fn special_bytes_are_found_in_long_strings() {
        for len in 40..150 {
            for byte in [0x1f, b'"', b'\\'] {
                for at in 0..=len {
                    let mut bytes = vec![0xc3; len];
                    if let Some(place) = bytes.get_mut(at) {
                        *place = byte;
                    }
                    assert_eq!(position(&bytes), at, "{bytes:?}");
                }
            }
        }
    }
}
