use http::{HeaderMap, HeaderName, HeaderValue};

use super::*;

fn text(text: &str) -> AsciiMetadataValue {
    text.parse().unwrap()
}

fn bytes(bytes: &[u8]) -> BinaryMetadataValue {
    MetadataValue::from_bytes(bytes)
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let name = HeaderName::from_static(name);
        headers.append(name, HeaderValue::from_static(value));
    }
    headers
}

#[test]
fn each_kind_of_key_sees_only_its_values() {
    let mut metadata = MetadataMap::new();
    assert!(metadata.insert("a", text("1")).is_none());
    assert!(metadata.append("a", text("2")));
    metadata.insert_bin("b-bin", bytes(b"\0\xFF"));

    assert_eq!(metadata.get("a").unwrap(), "1");
    assert_eq!(metadata.get("A").unwrap().to_str().unwrap(), "1");
    assert_eq!(metadata.get("b-bin"), None);
    assert_eq!(metadata.get_bin("a"), None);
    assert_eq!(metadata.get("B-BIN"), None);
    assert_eq!(metadata.get_bin("b-bin").unwrap(), b"\0\xFF".as_slice());
    assert_eq!(metadata.get("not a key"), None);
    assert!(metadata.contains_key("b-bin") && metadata.contains_key("a"));
    assert_eq!((metadata.len(), metadata.keys_len()), (3, 2));

    let all: Vec<_> = metadata.get_all("a").into_iter().collect();
    assert_eq!(all, ["1", "2"]);
    assert_eq!(metadata.get_all("a").iter().next_back().unwrap(), "2");
    assert_eq!(metadata.get_all_bin("a").iter().count(), 0);
    assert_eq!(metadata.remove_bin("a"), None);
    assert_eq!(metadata.remove("a").unwrap(), "1");
    assert!(!metadata.contains_key("a"));
}

#[test]
fn iterators_yield_both_kinds() {
    let mut metadata = MetadataMap::from_headers(headers(&[("a", "1"), ("b-bin", "AAE")]));
    for entry in metadata.iter_mut() {
        if let KeyAndMutValueRef::Ascii(_, value) = entry {
            *value = text("3");
        }
    }
    let mut seen: Vec<String> = metadata
        .iter()
        .map(|entry| match entry {
            KeyAndValueRef::Ascii(key, value) => format!("{key}={value:?}"),
            KeyAndValueRef::Binary(key, value) => format!("{key}:{value:?}"),
        })
        .collect();
    seen.sort();
    assert_eq!(seen, ["a=\"3\"", "b-bin:b\"\\0\\x01\""]);
    let binary = |key: &KeyRef<'_>| matches!(key, KeyRef::Binary(_));
    assert_eq!(metadata.keys().filter(binary).count(), 1);
    let ascii = |value: &ValueRef<'_>| matches!(value, ValueRef::Ascii(_));
    assert_eq!(metadata.values().filter(ascii).count(), 1);
}

#[test]
fn entries_insert_append_and_remove() {
    let mut metadata = MetadataMap::new();
    *metadata.entry("a").unwrap().or_insert(text("1")) = text("2");
    assert_eq!(metadata.entry("a").unwrap().or_insert(text("3")), "2");
    let Entry::Occupied(mut entry) = metadata.entry("a").unwrap() else {
        panic!("the key has values");
    };
    entry.append(text("4"));
    assert_eq!(entry.key(), "a");
    assert_eq!(entry.iter().count(), 2);
    let (key, values) = entry.remove_entry_mult();
    assert_eq!((key.as_str(), values.count()), ("a", 2));
    assert!(metadata.is_empty());
    assert!(metadata.entry("a-bin").is_err());
    assert!(metadata.entry("a b").is_err());
    assert!(metadata.entry_bin("a").is_err());
    let Entry::Vacant(entry) = metadata.entry_bin("a-bin").unwrap() else {
        panic!("the key has no values");
    };
    assert_eq!(entry.insert(bytes(&[7])), [7].as_slice());
}

/// Source: `Custom-Metadata` of gRPC over HTTP/2.
#[test]
fn joined_binary_values_are_split() {
    let joined = headers(&[("a-bin", "AQ==, Ag"), ("a-bin", "Aw"), ("b", "1,2")]);
    let metadata = MetadataMap::from_headers(joined);
    let values = metadata.get_all_bin("a-bin");
    let values: Vec<_> = values
        .iter()
        .map(|value| value.to_bytes().unwrap())
        .collect();
    assert_eq!(values, [vec![1], vec![2], vec![3]]);
    assert_eq!(metadata.get("b").unwrap(), "1,2");
    assert_eq!(metadata.len(), 4);

    let mut many = HeaderMap::new();
    let value = HeaderValue::try_from(",".repeat(8000)).unwrap();
    many.insert(HeaderName::from_static("a-bin"), value);
    let metadata = MetadataMap::from_headers(many);
    assert_eq!(metadata.len(), 1);
    assert!(metadata.get_bin("a-bin").unwrap().to_bytes().is_err());
}

#[test]
fn binary_values_are_equal_with_and_without_padding() {
    let padded = headers(&[("a-bin", "AQ=="), ("b-bin", "AQ"), ("c-bin", "!")]);
    let metadata = MetadataMap::from_headers(padded);
    let [a, b, c] = ["a-bin", "b-bin", "c-bin"].map(|key| metadata.get_bin(key).unwrap());
    assert_eq!(a, b);
    assert_ne!(a, c);
    assert!(c.to_bytes().is_err());
    assert_eq!(format!("{c:?}"), "\"!\"");
    assert_eq!(a.as_encoded_bytes(), b"AQ==");
    assert_eq!(bytes(&[1]).as_encoded_bytes(), b"AQ");
    assert!(bytes(&[]).is_empty() && text("").is_empty() && !a.is_empty());
}

#[test]
fn keys_and_values_are_checked() {
    assert!(AsciiMetadataKey::from_bytes(b"a-bin").is_err());
    assert!(BinaryMetadataKey::from_bytes(b"a").is_err());
    assert_eq!("A-Bin".parse::<BinaryMetadataKey>().unwrap(), "a-bin");
    assert!("a b".parse::<AsciiMetadataKey>().is_err());
    assert!("a\n".parse::<AsciiMetadataValue>().is_err());
    assert!(AsciiMetadataValue::try_from(b"a\n").is_err());
    assert!(BinaryMetadataValue::try_from(b"a\n").is_ok());
    assert_eq!(AsciiMetadataValue::from(-7_i64), "-7");
    let latin = AsciiMetadataValue::try_from(b"\xFF").unwrap();
    assert!(latin.to_str().is_err());
    let mut secret = text("secret");
    secret.set_sensitive(true);
    assert_eq!(format!("{secret:?}"), "Sensitive");
}

#[test]
#[should_panic = "binary keys end in `-bin`"]
fn a_literal_of_the_other_kind_is_a_mistake_of_the_program() {
    MetadataMap::new().insert("a-bin", text("1"));
}

#[test]
fn another_map_replaces_the_keys_that_both_have() {
    let mut metadata = MetadataMap::from_headers(headers(&[("a", "1"), ("b", "2")]));
    metadata.merge(MetadataMap::from_headers(headers(&[
        ("a", "3"),
        ("a", "4"),
    ])));
    let all: Vec<_> = metadata.get_all("a").iter().collect();
    assert_eq!(all, ["3", "4"]);
    assert_eq!(metadata.len(), 3);
}

#[test]
fn values_of_an_entry_can_be_changed() {
    let mut metadata = MetadataMap::new();
    metadata.insert("a", text("1"));
    metadata.append("a", text("2"));
    let Ok(Entry::Occupied(mut entry)) = metadata.entry("a") else {
        panic!("the key has values");
    };
    for value in &mut entry {
        value.set_sensitive(true);
    }
    assert!((&entry).into_iter().all(MetadataValue::is_sensitive));
    *entry.iter_mut().next_back().unwrap() = text("3");
    let all: Vec<_> = entry.into_iter().map(|value| value.clone()).collect();
    assert_eq!(all, ["1", "3"]);
}

/// A map of `http` that has no room for another name.
fn full() -> http::HeaderMap {
    let mut headers = http::HeaderMap::new();
    let names = (0..).map(|name: usize| format!("a{name}-bin"));
    for name in names {
        let name: http::HeaderName = name.parse().unwrap();
        if headers.try_insert(name, "AA".parse().unwrap()).is_err() {
            return headers;
        }
    }
    unreachable!("the names never end")
}

#[test]
fn maps_that_are_full_do_not_panic() {
    let mut headers = full();
    *headers.get_mut("a7-bin").unwrap() = "AA,AQ".parse().unwrap();
    let mut metadata = MetadataMap::from_headers(headers.clone());
    assert!(metadata.contains_key("a7-bin"));
    let count = metadata.keys_len();
    let mut more = MetadataMap::new();
    more.insert("new", "x".parse().unwrap());
    metadata.merge(more);
    metadata.merge(MetadataMap::from_headers(full()));
    assert_eq!(metadata.keys_len(), count);

    headers.remove("a7-bin");
    headers.insert("grpc-status", "5".parse().unwrap());
    let status = crate::Status::from_header_map(&headers).unwrap();
    assert_eq!(status.code(), crate::Code::NotFound);
    let status = crate::Status::with_metadata(status.code(), "", metadata);
    let response = status.into_http::<crate::body::Body>();
    assert_eq!(response.headers()["grpc-status"], "13");
    let trailers = crate::body::Trailers::ok(full()).into_map().unwrap();
    assert_eq!(trailers["grpc-status"], "13");
}

#[test]
fn metadata_of_another_call_does_not_describe_this_one() {
    const OF_CALL: [&str; 8] = [
        "content-encoding",
        "content-length",
        "expect",
        "grpc-accept-encoding",
        "grpc-encoding",
        "grpc-previous-rpc-attempts",
        "grpc-status-details-bin",
        "te",
    ];
    let mut metadata = MetadataMap::new();
    for name in OF_CALL {
        let name = http::HeaderName::from_static(name);
        metadata.as_mut().insert(name, "1".parse().unwrap());
    }
    metadata.insert("x-tenant", "blue".parse().unwrap());
    let names = |headers: http::HeaderMap| -> Vec<String> {
        headers
            .keys()
            .map(|name| name.as_str().to_owned())
            .collect()
    };
    let request = crate::Request::from_parts(metadata.clone(), http::Extensions::new(), ());
    let request = request.into_http(http::Uri::default());
    assert_eq!(names(request.headers().clone()), ["x-tenant"]);
    let response = crate::Response::from_parts(metadata.clone(), (), http::Extensions::new());
    let (response, _) = response.into_http();
    assert_eq!(names(response.headers().clone()), ["x-tenant"]);
    // A server names the accepted compressions with the status `UNIMPLEMENTED`.
    let status = crate::Status::with_metadata(crate::Code::NotFound, "", metadata);
    let mut sent = names(status.to_header_map().unwrap());
    sent.sort_unstable();
    assert_eq!(sent, ["grpc-accept-encoding", "grpc-status", "x-tenant"]);
}
