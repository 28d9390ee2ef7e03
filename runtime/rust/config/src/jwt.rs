//! Settings of JWT authentication.

use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;

use super::values::{List, Time};
use super::{ConfigError, Secret};
use rpcsmith_server::auth::{Jwt, JwtAlgorithm, JwtError, JwtKey};

/// `[jwt]` of a [`ServerConfig`](super::ServerConfig).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JwtConfig {
    issuer: String,
    audience: String,
    jwks_file: Option<PathBuf>,
    key_file: Option<Secret>,
    #[serde(default)]
    algorithms: List,
    leeway: Option<Time>,
}

impl JwtConfig {
    pub(super) fn read(&self) -> Result<Jwt, ConfigError> {
        let algorithms: Result<Vec<JwtAlgorithm>, _> =
            self.algorithms.0.iter().map(|name| name.parse()).collect();
        let algorithms = algorithms.map_err(|error| invalid(&error))?;
        let jwt = match (&self.jwks_file, &self.key_file) {
            (Some(path), None) => self.jwks(path, algorithms)?,
            (None, Some(file)) => self.key(file, algorithms)?,
            _ => return Err(invalid(&"set either `jwks_file` or `key_file`")),
        };
        Ok(match self.leeway {
            Some(Time(leeway)) => jwt.leeway(leeway),
            None => jwt,
        })
    }

    fn jwks(&self, path: &PathBuf, algorithms: Vec<JwtAlgorithm>) -> Result<Jwt, ConfigError> {
        let jwt = Jwt::jwks_file(&self.issuer, &self.audience, path);
        let jwt = if algorithms.is_empty() {
            jwt
        } else {
            jwt.and_then(|jwt| jwt.algorithms(algorithms))
        };
        jwt.map_err(|error| invalid(&error))
    }

    fn key(&self, file: &Secret, algorithms: Vec<JwtAlgorithm>) -> Result<Jwt, ConfigError> {
        if algorithms.is_empty() {
            return Err(invalid(&"`key_file` needs `algorithms`"));
        }
        let key = file.read()?;
        let unusable = |error: JwtError| invalid(&format_args!("{file}: {error}"));
        let keys: Result<Vec<_>, _> = algorithms
            .into_iter()
            .map(|algorithm| JwtKey::new(algorithm, key.expose().as_bytes()))
            .collect();
        let keys = keys.map_err(unusable)?;
        Ok(Jwt::new(&self.issuer, &self.audience, keys))
    }
}

fn invalid(reason: &dyn fmt::Display) -> ConfigError {
    ConfigError(format!("jwt: {reason}"))
}
