//! Settings of a `Channel` from TOML and from the environment.

use rpcsmith_runtime::config::{ChannelConfig, ConfigError, Sources};

#[test]
fn channels() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let config = file("config.json", r#"{"loadBalancingPolicy": "round_robin"}"#);
    let token = file("token", "s3cret");
    let sources = Sources::new("USERS")
        .unwrap()
        .toml("target = 'http://localhost:1'\ndefault_timeout = '5s'");
    let vars = [("USERS__SERVICE_CONFIG", &config), ("USERS__TOKEN", &token)];
    let read: ChannelConfig = sources.clone().vars(vars).read().unwrap();
    read.builder().unwrap().build().unwrap();

    let vars = [("USERS__MAX_CONNECTIONS", "0")];
    let read: ChannelConfig = sources.clone().vars(vars).read().unwrap();
    let error = read.builder().unwrap().build().unwrap_err();
    assert!(
        error.to_string().contains("max_connections is zero"),
        "{error}"
    );

    let broken = file("broken.json", "{}}");
    for (key, value) in [
        ("USERS__SERVICE_CONFIG", broken.as_str()),
        ("USERS__SERVICE_CONFIG", "missing.json"),
        ("USERS__TOKEN", "missing"),
        ("USERS__TLS__KEY", "client.key"),
    ] {
        let read: ChannelConfig = sources.clone().vars([(key, value)]).read().unwrap();
        assert!(read.builder().is_err(), "{key} {value}");
    }
}

/// Settings that limit the work of a channel in an outage.
#[test]
fn budgets_of_a_channel() {
    let read = |toml: &str| -> Result<ChannelConfig, ConfigError> {
        let toml = format!("target = 'dns:///users:1'\n{toml}");
        Sources::new("USERS")
            .unwrap()
            .toml(&toml)
            .vars::<String, String>([])
            .read()
    };
    let built = |toml: &str| read(toml).unwrap().builder().unwrap().build();
    for valid in [
        "max_addresses = 10",
        "[retry_throttling]\nmax_tokens = 1000\ntoken_ratio = 1",
        "[retry_throttling]\nmax_tokens = 1\ntoken_ratio = 0.001",
    ] {
        assert!(built(valid).is_ok(), "{valid}");
    }
    for (invalid, reason) in [
        ("max_addresses = 0", "max_addresses is zero"),
        (
            "[retry_throttling]\nmax_tokens = 0\ntoken_ratio = 1",
            "1 to 1000 tokens",
        ),
        (
            "[retry_throttling]\nmax_tokens = 9\ntoken_ratio = nan",
            "1 to 1000 tokens",
        ),
        (
            "[retry_throttling]\nmax_tokens = 9\ntoken_ratio = -1",
            "1 to 1000 tokens",
        ),
        (
            "[retry_throttling]\nmax_tokens = 9\ntoken_ratio = 1e300",
            "1 to 1000 tokens",
        ),
    ] {
        let error = built(invalid).unwrap_err().to_string();
        assert!(error.contains(reason), "{invalid}: {error}");
    }
    let error = read("[retry_throttling]\nmax_tokens = 9")
        .unwrap_err()
        .to_string();
    assert!(error.contains("token_ratio"), "{error}");
}

#[test]
fn protocols_of_a_channel() {
    let error_of = |toml: &str| {
        let toml = format!("target = 'http://localhost:1'\n{toml}");
        let sources = Sources::new("USERS").unwrap().toml(&toml);
        let read: ChannelConfig = sources.vars::<String, String>([]).read().unwrap();
        let built = read.builder().map(|builder| builder.build());
        match built {
            Ok(Ok(_)) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(error) => Some(error.to_string()),
        }
    };
    for (toml, expected) in [
        ("protocol = 'connect'\nhttp1 = true\nuse_get = true", None),
        ("protocol = 'grpc-web'", None),
        ("http1 = true", Some("gRPC needs HTTP/2")),
        ("protocol = 'http-json'\nhttp1 = true", None),
        (
            "protocol = 'soap'",
            Some("protocol: `soap` is not `grpc`, `grpc-web`, `connect` or `http-json`"),
        ),
    ] {
        assert_eq!(error_of(toml).as_deref(), expected, "{toml}");
    }
}
