//! The parameters of a query.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::Status;

/// The most parameters of a request.
const MAX_PARAMETERS: usize = 1000;

/// The names and the values of the parameters. A parameter without `=` has an empty value.
///
/// # Errors
/// `INVALID_ARGUMENT` for text that is not UTF-8 or not percent-encoded, and `RESOURCE_EXHAUSTED` for too many parameters.
pub fn parameters(
    query: &str,
) -> impl Iterator<Item = Result<(Cow<'_, str>, Cow<'_, str>), Status>> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts.enumerate().map(|(index, part)| {
        if index == MAX_PARAMETERS {
            return Err(Status::resource_exhausted(format!(
                "the query has more than {MAX_PARAMETERS} parameters"
            )));
        }
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let decoded = decode(name).zip(decode(value));
        decoded.ok_or_else(|| {
            Status::invalid_argument("the query is not UTF-8 with a percent-encoding")
        })
    })
}

/// Decodes a name or a value.
fn decode(text: &str) -> Option<Cow<'_, str>> {
    let is_encoded = text.split('%').skip(1).all(|after| {
        let digits = after.as_bytes().first_chunk::<2>();
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if !is_encoded {
        return None;
    }
    if text.contains('+') {
        let spaces = text.replace('+', " ");
        let decoded = percent_decode_str(&spaces).decode_utf8().ok()?;
        return Some(Cow::Owned(decoded.into_owned()));
    }
    percent_decode_str(text).decode_utf8().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    fn read(query: &str) -> Result<Vec<(String, String)>, Code> {
        let read = parameters(query).map(|parameter| {
            let (name, value) = parameter.map_err(|status| status.code())?;
            Ok((name.into_owned(), value.into_owned()))
        });
        read.collect()
    }

    #[test]
    fn names_and_values_are_decoded() {
        let of = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter();
            Ok(pairs
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect())
        };
        for (query, expected) in [
            ("", of(&[])),
            ("&&", of(&[])),
            ("a=1&b=2", of(&[("a", "1"), ("b", "2")])),
            ("a&b=", of(&[("a", ""), ("b", "")])),
            ("a=b=c", of(&[("a", "b=c")])),
            ("a+b=c+d%2B%C3%A9", of(&[("a b", "c d+é")])),
            ("m%5Bk%5D=%26", of(&[("m[k]", "&")])),
            ("a=%", Err(Code::InvalidArgument)),
            ("a=%4", Err(Code::InvalidArgument)),
            ("%zz=1", Err(Code::InvalidArgument)),
            ("a=%ff", Err(Code::InvalidArgument)),
        ] {
            assert_eq!(read(query), expected, "{query}");
        }
    }

    #[test]
    fn parameters_are_limited() {
        let query = |count| "a=1&".repeat(count);
        assert!(read(&query(MAX_PARAMETERS)).is_ok());
        let more = read(&query(MAX_PARAMETERS + 1));
        assert_eq!(more, Err(Code::ResourceExhausted));
    }
}
