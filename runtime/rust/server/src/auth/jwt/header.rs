//! What a token says of how it is signed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::JwtAlgorithm;

/// The parameters of the header that matter here. What they say of where to find a key (`jku`, `jwk`, `x5u`, `x5c`)
/// does not: the keys are configured.
pub(super) struct Header {
    pub(super) algorithm: JwtAlgorithm,
    pub(super) kid: Option<String>,
}

/// Reads the header of a token; the error says what is wrong with it.
///
/// Sources: RFC 7515, 4.1; `crit` in 4.1.11: a reader that does not understand each parameter that it names has to refuse the
/// token, and an empty list is malformed. No extension is understood here, so each `crit` is refused.
pub(super) fn read(token: &str) -> Result<Header, &'static str> {
    let malformed = "the token is no JWT";
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
        Some(_) => return Err("`kid` is not a text"),
    };
    Ok(Header {
        algorithm: algorithm.ok_or("`alg` is no known algorithm")?,
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
