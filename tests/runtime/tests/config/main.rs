//! Settings of a `Server` from TOML and from the environment.

mod channels;

use std::time::Duration;

use rpcsmith_runtime::config::{ConfigError, Secret, ServerConfig, Sources};
use rpcsmith_runtime::{Drain, Limits, Server};

fn read(toml: &str, vars: &[(&str, &str)]) -> Result<ServerConfig, ConfigError> {
    let sources = Sources::new("USERS").unwrap().toml(toml);
    sources.vars(vars.iter().copied()).read()
}

const ADDRESS: &str = "address = '127.0.0.1:0'\n";

fn error_of(toml: &str, vars: &[(&str, &str)]) -> String {
    let error = read(&format!("{ADDRESS}{toml}"), vars).unwrap_err();
    error.to_string()
}

#[test]
fn unset_settings_have_defaults() {
    let config = read(ADDRESS, &[]).unwrap();
    assert_eq!(config.limits(), Limits::default());
    assert_eq!(config.drain(), Drain::default());
}

#[test]
fn the_environment_overrides_files() {
    let toml = format!(
        "{ADDRESS}compression = ['gzip']\n[limits]\nmax_connections = 5\nkeepalive_interval = '1s'"
    );
    let config = read(
        &toml,
        &[
            ("USERS__ADDRESS", "127.0.0.1:1"),
            ("USERS__LIMITS__MAX_CONCURRENT_CALLS", "7"),
            ("USERS__LIMITS__MAX_CONNECTION_AGE", "1.5s"),
            ("USERS__LIMITS__KEEPALIVE_INTERVAL", "0s"),
            ("USERS__COMPRESSION", "gzip, zstd"),
            ("USERS__PLAINTEXT", "true"),
            ("USERS_OTHER", "unrelated"),
            ("OTHER__ADDRESS", "unrelated"),
        ],
    );
    let config = config.unwrap();
    assert_eq!(config.address().port(), 1);
    let limits = Limits {
        max_connections: Some(5),
        max_concurrent_calls: Some(7),
        max_connection_age: Some(Duration::from_millis(1500)),
        keepalive_interval: None,
        ..Limits::default()
    };
    assert_eq!(config.limits(), limits);
    let _ = Server::builder().configure(&config).unwrap();
}

#[test]
fn unknown_and_invalid_settings_are_rejected() {
    for (toml, vars, error) in [
        ("adress = 1", &[][..], "unknown field `adress`"),
        ("[limits]\nmax = 1", &[], "unknown field `max`"),
        (
            "[drain]\non_signals = true",
            &[],
            "unknown field `on_signals`",
        ),
        ("", &[("USERS__ADRESS", "1")], "unknown field `adress`"),
        ("", &[("USERS__TLS__SECRET", "1")], "unknown field `secret`"),
        (
            "",
            &[("USERS__ADDRESS__PORT", "1")],
            "`USERS__ADDRESS__PORT`: `address` is not a section",
        ),
        ("", &[("USERS__", "1")], "`USERS__` does not name a setting"),
        (
            "",
            &[("USERS__LIMITS__", "1")],
            "`USERS__LIMITS__` does not name a setting",
        ),
        (
            "max_call_time = 30",
            &[],
            "invalid type: integer `30`, expected a string",
        ),
        (
            "max_call_time = 'soon'",
            &[],
            "expected a time such as `250ms`",
        ),
        (
            "[limits]\nmax_connections = -1",
            &[],
            "invalid value: integer `-1`",
        ),
        (
            "",
            &[("USERS__LIMITS__MAX_CONNECTIONS", "many")],
            "expected usize",
        ),
    ] {
        let actual = error_of(toml, vars);
        assert!(actual.contains(error), "{toml} {vars:?}: {actual}");
    }
    assert!(
        read("", &[])
            .unwrap_err()
            .to_string()
            .contains("missing field `address`")
    );
    for prefix in ["", "users", "A__B", "A-B"] {
        assert!(Sources::new(prefix).is_err(), "{prefix}");
    }
}

/// In a struct of the user with the server's settings in a section, unknown keys are rejected at every level, and the error
/// names the section.
#[test]
fn unknown_keys_are_rejected_at_every_level() {
    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only deserialization uses the fields")]
    struct Config {
        server: ServerConfig,
        database: Option<DatabaseConfig>,
    }
    let sources = Sources::new("USERS").unwrap();
    let sources = sources.toml("[server]\naddress = '127.0.0.1:0'");
    let read = |name: &str| sources.clone().vars([(name, "1")]).read::<Config>();
    for (name, place) in [
        ("USERS__X", ""),
        ("USERS__SERVER__X", "server"),
        ("USERS__SERVER__DRAIN__X", "server.drain"),
        ("USERS__SERVER__LIMITS__X", "server.limits"),
        ("USERS__SERVER__TLS__X", "server.tls"),
        ("USERS__SERVER__JWT__X", "server.jwt"),
        ("USERS__SERVER__WEB__X", "server.web"),
        ("USERS__DATABASE__X", "database"),
    ] {
        let error = read(name).unwrap_err().to_string();
        assert!(error.contains("unknown field `x`"), "{name}: {error}");
        assert!(error.contains(place), "{name}: {error}");
    }
}

#[test]
fn unavailable_features_are_rejected() {
    let error_of = |toml: &str| {
        let config = read(&format!("{ADDRESS}{toml}"), &[]).unwrap();
        let configured = Server::builder().configure(&config);
        configured.err().map(|error| error.to_string())
    };
    for (name, is_available) in [
        ("gzip", cfg!(feature = "gzip")),
        ("zstd", cfg!(feature = "zstd")),
        ("deflate", cfg!(feature = "deflate")),
    ] {
        let expected =
            format!("compression: `{name}` needs the feature `{name}` of rpcsmith-runtime");
        let expected = Some(expected).filter(|_| !is_available);
        assert_eq!(error_of(&format!("compression = '{name}'")), expected);
    }
    let expected = "compression: `brotli` is not `gzip`, `zstd` or `deflate`";
    assert_eq!(
        error_of("compression = 'brotli'").as_deref(),
        Some(expected)
    );
}

#[test]
fn names_of_protocols() {
    for (names, expected) in [
        ("['grpc', 'grpc-web', 'connect']", None),
        ("'connect'", None),
        (
            "['grpc', 'soap']",
            Some("protocols: `soap` is not `grpc`, `grpc-web`, `connect` or `http-json`"),
        ),
    ] {
        let config = read(&format!("{ADDRESS}protocols = {names}"), &[]).unwrap();
        let configured = Server::builder().configure(&config);
        let error = configured.err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), expected, "{names}");
    }
}

#[test]
fn settings_for_browsers() {
    let read = |web: &str| {
        let config = read(&format!("{ADDRESS}[web]\n{web}"), &[]).unwrap();
        let configured = Server::builder().configure(&config);
        configured.map(drop).map_err(|error| error.to_string())
    };
    let headers =
        "allowed_headers = ['x-request-id', 'x-tenant']\nexposed_headers = 'x-region, x-cache'";
    assert_eq!(
        read(&format!("origins = 'https://a.example.com'\n{headers}")),
        Ok(())
    );
    for (web, error) in [
        (
            "origins = '*'",
            "`*` is not an origin such as https://example.com",
        ),
        (
            "origins = []\nallowed_headers = ['x y']",
            "web: allowed_headers: `x y` is not the name of a header",
        ),
        (
            "origins = []\nexposed_headers = '*'",
            "web: exposed_headers: `*` is not the name of a header",
        ),
    ] {
        assert_eq!(read(web), Err(error.to_owned()), "{web}");
    }
}

#[derive(Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct DatabaseConfig {
    url: Secret,
}

fn database(toml: &str, vars: &[(&str, &str)]) -> Result<Secret, ConfigError> {
    let sources = Sources::new("USERS").unwrap().toml(toml);
    let read = sources.vars(vars.iter().copied()).read::<DatabaseConfig>();
    read.map(|config| config.url)
}

#[test]
fn settings_refer_to_secrets() {
    let file = Secret::file("/run/url");
    let env = Secret::env("DATABASE_URL");
    for (toml, vars, secret) in [
        ("url = '/run/url'", &[][..], &file),
        ("url = { file = '/run/url' }", &[], &file),
        ("url = { env = 'DATABASE_URL' }", &[], &env),
        ("", &[("USERS__URL", "/run/url")], &file),
        ("", &[("USERS__URL__ENV", "DATABASE_URL")], &env),
        // A variable replaces the whole reference.
        (
            "url = { env = 'DATABASE_URL' }",
            &[("USERS__URL", "/run/url")],
            &file,
        ),
    ] {
        assert_eq!(database(toml, vars).as_ref(), Ok(secret), "{toml} {vars:?}");
    }
    assert_eq!(env.to_string(), "the variable DATABASE_URL");
}

/// Errors go to logs, and a setting may contain the secret itself by mistake.
#[test]
fn errors_do_not_contain_secrets() {
    const URL: &str = "postgres://me:pa55word@localhost/users";
    let pem = format!("{}\npa55word\n", "-----BEGIN PRIVATE KEY-----");
    for vars in [
        &[("USERS__URL", URL)][..],
        &[("USERS__URL", &pem)],
        &[("USERS__URL__FILE", "/run/url"), ("USERS__URL__ENV", "X")],
        &[("USERS__URL__VALUE", "pa55word")],
        &[("USERS__URL", "['pa55word']")],
    ] {
        let error = database("", vars).unwrap_err().to_string();
        assert!(!error.contains("pa55word"), "{error}");
    }
    let error = database("", &[("USERS__URL", URL)]).unwrap_err();
    let remedy = "write { file = \"PATH\" } or { env = \"NAME\" }";
    assert!(error.to_string().contains(remedy), "{error}");
}

#[test]
fn secrets_are_read_from_variables() {
    // Cargo sets this variable for tests.
    let secret = Secret::env("CARGO_PKG_NAME").read().unwrap();
    assert_eq!(secret.expose(), env!("CARGO_PKG_NAME"));
    let error = Secret::env("USERS_NO_SUCH_URL").read().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the variable USERS_NO_SUCH_URL: it is not set"
    );
}

#[test]
fn secrets_are_read_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, "s3cret\n").unwrap();
    let secret = Secret::file(&path).read().unwrap();
    assert_eq!(secret.expose(), "s3cret");
    assert!(!format!("{secret:?}").contains("s3cret"));
    std::fs::write(&path, "\n").unwrap();
    assert!(Secret::file(&path).read().is_err());
    assert!(Secret::file(folder.path().join("none")).read().is_err());
}

/// Settings for unknown methods are rejected when the server starts.
#[tokio::test]
async fn call_times_of_methods() {
    let toml = format!("{ADDRESS}[max_method_times]\n'/user.UserService/ListUsers' = '5m'");
    let config = read(&toml, &[]).unwrap();
    let server = Server::builder().configure(&config).unwrap();
    let error = server.bind(config.address()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no service has the method /user.UserService/ListUsers"
    );
    let error = error_of("[max_method_times]\n'/user.UserService/ListUsers' = 5", &[]);
    assert!(error.contains("expected a string"), "{error}");
}

#[test]
fn settings_for_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let pem = file("rsa.pem", include_str!("../serve/keys/rsa.pem"));
    let secret = file("secret", "a secret that has thirty-two bytes or more\n");
    // The key of RFC 8037, appendix A.2.
    let key = r#"{"kty": "OKP", "crv": "Ed25519", "kid": "1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let jwks = file("keys.json", &format!(r#"{{"keys": [{key}]}}"#));
    let jwt = |rest: &str| {
        let issuer = "issuer = 'https://issuer.example.com'\naudience = 'users'";
        let toml = format!("{ADDRESS}[jwt]\n{issuer}\n{rest}");
        read(&toml, &[]).and_then(|config| config.jwt().map(drop))
    };
    for valid in [
        format!("jwks_file = '{jwks}'"),
        format!("jwks_file = '{jwks}'\nalgorithms = 'RS256, EdDSA'\nleeway = '5s'"),
        format!("key_file = '{pem}'\nalgorithms = ['RS256', 'PS256']"),
        format!("key_file = '{secret}'\nalgorithms = ['HS256']"),
    ] {
        assert_eq!(jwt(&valid), Ok(()), "{valid}");
    }
    for (invalid, error) in [
        (String::new(), "jwt: set either `jwks_file` or `key_file`".to_owned()),
        (format!("jwks_file = '{jwks}'\nkey_file = '{pem}'"), "jwt: set either `jwks_file` or `key_file`".to_owned()),
        (format!("key_file = '{pem}'"), "jwt: `key_file` needs `algorithms`".to_owned()),
        (format!("key_file = '{secret}'\nalgorithms = ['HS512']"), format!("jwt: {secret}: the secret has fewer than 64 bytes")),
        (format!("key_file = '{pem}'\nalgorithms = ['ES256']"), format!("jwt: {pem}: the key cannot be used: InvalidKeyFormat")),
        (format!("jwks_file = '{jwks}'\nalgorithms = ['RS256']"), format!("jwt: {jwks}: there is no usable key")),
        (format!("jwks_file = '{jwks}'\nalgorithms = ['none']"), "jwt: `none` is not one of the algorithms HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA".to_owned()),
    ] {
        assert_eq!(jwt(&invalid).unwrap_err().to_string(), error, "{invalid}");
    }
    // A secret itself cannot be a setting.
    assert!(
        jwt("key = 'secret'")
            .unwrap_err()
            .to_string()
            .contains("unknown field `key`")
    );
    let without = read(ADDRESS, &[]).unwrap().jwt().unwrap_err();
    assert_eq!(without.to_string(), "there is no section `jwt`");
}
