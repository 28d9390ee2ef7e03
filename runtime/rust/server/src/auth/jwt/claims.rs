//! Checks the claims of a token.

use std::collections::HashSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

/// Checks the issuer, the audience and the time of a token. The error names the invalid claim.
///
/// Source: RFC 7519, 4.1.
pub(super) fn check(
    claims: &Map<String, Value>,
    issuer: &str,
    audience: &str,
    leeway: Duration,
) -> Result<(), &'static str> {
    types(claims)?;
    if claims.get("iss").and_then(Value::as_str) != Some(issuer) {
        return Err("`iss` is not the issuer");
    }
    let is_audience = match claims.get("aud") {
        Some(Value::String(one)) => one == audience,
        Some(Value::Array(several)) => several.iter().any(|one| one == audience),
        _ => false,
    };
    if !is_audience {
        return Err("`aud` does not contain the audience");
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    #[expect(
        clippy::cast_precision_loss,
        reason = "a double represents seconds exactly"
    )]
    let seconds = |time: Duration| time.as_secs() as f64;
    let (now, leeway) = (seconds(now.unwrap_or_default()), seconds(leeway));
    // JSON numbers, which may have fractions.
    let time = |name| claims.get(name).and_then(Value::as_f64);
    if time("exp").ok_or("`exp` is missing")? <= now - leeway {
        return Err("the token has expired");
    }
    match time("nbf") {
        Some(begins) if begins > now + leeway => Err("the token is not valid yet"),
        _ => Ok(()),
    }
}

/// Checks the types of the registered claims, also of those that are not used: a claim with a wrong type is an error, not a
/// missing claim.
fn types(claims: &Map<String, Value>) -> Result<(), &'static str> {
    let is_string_or_list = |value: &Value| match value {
        Value::Array(items) => items.iter().all(Value::is_string),
        value => value.is_string(),
    };
    let all = |names: &[&str], fits: &dyn Fn(&Value) -> bool| {
        names.iter().filter_map(|name| claims.get(*name)).all(fits)
    };
    if !all(&["iss", "sub", "jti"], &Value::is_string) {
        return Err("`iss`, `sub` or `jti` is not a string");
    }
    if !all(&["exp", "nbf", "iat"], &Value::is_number) {
        return Err("`exp`, `nbf` or `iat` is not a number");
    }
    if !all(&["aud"], &is_string_or_list) {
        return Err("`aud` is neither a string nor a list of strings");
    }
    if all(&SCOPES, &is_string_or_list) {
        Ok(())
    } else {
        Err("`scope`, `scp` or `scopes` is neither a string nor a list of strings")
    }
}

/// The subject of a token; empty if it has none.
pub(super) fn subject(claims: &Map<String, Value>) -> &str {
    claims
        .get("sub")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The claims that can contain scopes.
const SCOPES: [&str; 3] = ["scope", "scp", "scopes"];

pub(super) fn scopes(claims: &Map<String, Value>) -> HashSet<&str> {
    let mut scopes = HashSet::new();
    for name in SCOPES {
        match claims.get(name) {
            Some(Value::String(text)) => scopes.extend(text.split_whitespace()),
            Some(Value::Array(items)) => scopes.extend(items.iter().filter_map(Value::as_str)),
            _ => {}
        }
    }
    scopes
}

/// The expiry of a token, in whole seconds since 1970.
pub(super) fn expires(claims: &Map<String, Value>) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a time out of range becomes the first or the last one"
    )]
    claims.get("exp")?.as_f64().map(|seconds| seconds as u64)
}
