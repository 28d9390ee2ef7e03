//! Parses the header of a token.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::JwtAlgorithm;

/// The parameters of a header. It ignores keys in the header and links to keys (`jku`, `jwk`, `x5u`, `x5c`): keys come from
/// the configuration only.
pub(super) struct Header {
    pub(super) algorithm: JwtAlgorithm,
    pub(super) kid: Option<String>,
}

/// Parses the header of a token. The error describes what is wrong.
///
/// Sources: RFC 7515, 4.1, and 4.1.11 for `crit`: a token that requires an unsupported extension must be rejected. This code
/// supports no extension, so it rejects each token with `crit`.
pub(super) fn read(token: &str) -> Result<Header, &'static str> {
    let malformed = "the token is not a JWT";
    let (header, _) = token.split_once('.').ok_or(malformed)?;
    let json = URL_SAFE_NO_PAD.decode(header).map_err(|_| malformed)?;
    let parameters: Map<String, Value> = serde_json::from_slice(&json).map_err(|_| malformed)?;
    if parameters.contains_key("crit") {
        return Err("the token has critical headers");
    }
    let algorithm = parameters.get("alg").and_then(Value::as_str);
    let algorithm = algorithm.and_then(|name| name.parse().ok());
    let kid = match parameters.get("kid") {
        None => None,
        Some(Value::String(kid)) => Some(kid.clone()),
        Some(_) => return Err("`kid` is not a string"),
    };
    Ok(Header {
        algorithm: algorithm.ok_or("`alg` is not a known algorithm")?,
        kid,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kid(json: &str) -> Result<Option<String>, &'static str> {
        read(&format!("{}.e30.", URL_SAFE_NO_PAD.encode(json))).map(|header| header.kid)
    }

    #[test]
    fn parameters_have_their_types() {
        assert_eq!(kid(r#"{"alg":"HS256"}"#), Ok(None));
        let others = r#"{"typ":7,"jwk":{"kty":"?"},"alg":"HS256","kid":"one","b64":false}"#;
        assert_eq!(kid(others), Ok(Some("one".to_owned())));
        for refused in [
            r#"{"alg":"HS256","crit":[]}"#,
            r#"{"alg":"HS256","crit":null}"#,
            r#"{"alg":"HS256","crit":"exp"}"#,
            r#"{"alg":"HS256","crit":{}}"#,
            r#"{"alg":"HS256","crit":["exp"]}"#,
            r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
            r#"{"alg":"HS256","cr\u0069t":["b64"]}"#,
            r#"{"alg":"HS256","kid":null}"#,
            r#"{"alg":"HS256","kid":1}"#,
            r#"{"alg":"HS256","kid":["one"]}"#,
            r#"{"alg":"HS256","alg":"none"}"#,
            r#"{"alg":"none"}"#,
            r#"{"alg":["HS256"]}"#,
            r#"{"kid":"one"}"#,
            r#"["HS256"]"#,
            "",
        ] {
            assert!(kid(refused).is_err(), "{refused}");
        }
    }
}
