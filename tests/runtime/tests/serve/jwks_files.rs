//! Permissions of JWKS files.

#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use rpcsmith_runtime::auth::Jwt;
use serde_json::json;

use crate::lines::Lines;

/// A secret that other users can read lets them sign tokens; public keys need no protection.
#[test]
fn a_world_readable_secret_is_a_warning() {
    let secret = json!({"keys": [{"kty": "oct", "alg": "HS256", "k": "c".repeat(43)}]});
    let public = json!({"keys": [
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    ]});
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    for (keys, mode, warnings) in [
        (&secret, 0o600, 0),
        (&secret, 0o440, 0),
        (&secret, 0o644, 1),
        (&public, 0o644, 0),
    ] {
        fs::write(&path, keys.to_string()).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let lines = Lines::default();
        let _guard = tracing::subscriber::set_default(lines.clone());
        Jwt::jwks_file("issuer", "users", &path).unwrap();
        let remedy = format!("run `chmod 600 {}`", path.display());
        assert_eq!(lines.with(&remedy).len(), warnings, "{keys} with {mode:o}");
    }
}
