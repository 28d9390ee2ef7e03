//! Which claims a token has to have.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

/// Checks who issued a token, for whom, and whether it is valid at this time; the error says which claim is wrong.
///
/// Source: RFC 7519, 4.1.
pub(super) fn check(
    claims: &Map<String, Value>,
    issuer: &str,
    audience: &str,
    leeway: Duration,
) -> Result<(), &'static str> {
    if claims.get("iss").and_then(Value::as_str) != Some(issuer) {
        return Err("`iss` is not the issuer");
    }
    let is_audience = match claims.get("aud") {
        Some(Value::String(one)) => one == audience,
        Some(Value::Array(several)) => several.iter().any(|one| one == audience),
        _ => false,
    };
    if !is_audience {
        return Err("`aud` does not have the audience");
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    #[expect(clippy::cast_precision_loss, reason = "a double holds all seconds")]
    let seconds = |time: Duration| time.as_secs() as f64;
    let (now, leeway) = (seconds(now.unwrap_or_default()), seconds(leeway));
    // Numbers of JSON, not integers alone.
    let time = |value: &Value| value.as_f64().ok_or("a time is not a number");
    let expires = claims.get("exp").ok_or("`exp` is missing")?;
    if time(expires)? <= now - leeway {
        return Err("the token has expired");
    }
    match claims.get("nbf") {
        Some(begins) if time(begins)? > now + leeway => Err("the token is not valid yet"),
        _ => Ok(()),
    }
}

/// When a token expires, in seconds since 1970, without the part of a second.
pub(super) fn expires(claims: &Map<String, Value>) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a time before 1970 is 1970, and one after all times is the last"
    )]
    claims.get("exp")?.as_f64().map(|seconds| seconds as u64)
}
