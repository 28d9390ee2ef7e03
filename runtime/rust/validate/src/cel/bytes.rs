//! `bytes`.

/// `a + b`.
pub fn concat(a: &[u8], b: &[u8]) -> Vec<u8> {
    [a, b].concat()
}

/// `contains(bytes)`: whether `bytes` contains `part`.
///
/// In the worst case, the time is proportional to the product of both lengths.
pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    let Some((first, rest)) = part.split_first() else {
        return true;
    };
    let Some(last_start) = bytes.len().checked_sub(part.len()) else {
        return false;
    };
    let mut at = 0;
    while at <= last_start {
        match bytes[at..=last_start].iter().position(|byte| byte == first) {
            Some(found) => {
                let start = at + found;
                if bytes[start + 1..].starts_with(rest) {
                    return true;
                }
                at = start + 1;
            }
            None => return false,
        }
    }
    false
}
