//! The timeout of a call: `connect-timeout-ms`, `grpc-timeout`, or a header of the server's choice.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::Status;
use crate::connect::timeout_of as connect_timeout;
use crate::grpc::timeout::{self, GRPC_TIMEOUT};

/// Replaces all timeouts by that of gRPC: the shortest one.
///
/// # Errors
/// `INVALID_ARGUMENT` for a malformed timeout.
pub fn to_grpc(headers: &mut HeaderMap, own: Option<&HeaderName>) -> Result<(), Status> {
    let of_grpc = headers.remove(GRPC_TIMEOUT);
    let of_grpc = of_grpc.map(|value| timeout::of_value(&value)).transpose();
    let of_grpc = of_grpc.map_err(|status| Status::invalid_argument(status.message()))?;
    let of_connect = connect_timeout(headers)?;
    let own = match own {
        Some(name) => headers.remove(name).map(|value| read(name, &value)),
        None => None,
    };
    let all = [of_grpc, of_connect, own.transpose()?];
    if let Some(shortest) = all.into_iter().flatten().min() {
        headers.insert(GRPC_TIMEOUT, timeout::write(shortest));
    }
    Ok(())
}

/// Reads a header of the server's choice: a time with a unit, or a number of seconds. In a header whose name ends with `-ms`, a
/// number of milliseconds.
fn read(name: &HeaderName, value: &HeaderValue) -> Result<Duration, Status> {
    let unit = if name.as_str().ends_with("-ms") {
        "ms"
    } else {
        "s"
    };
    let time = value.to_str().ok().and_then(|text| {
        let text = text.trim();
        timeout::parse(text).or_else(|| timeout::parse(&format!("{text}{unit}")))
    });
    time.ok_or_else(|| {
        Status::invalid_argument(format!(
            "malformed {name}: it must be a number, or a time such as 250ms or 1.5s"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: HeaderName = HeaderName::from_static("x-server-timeout");
    const OWN_MS: HeaderName = HeaderName::from_static("x-timeout-ms");

    fn timeout_of(sent: &[(&'static str, &'static str)], own: &HeaderName) -> Option<u64> {
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        to_grpc(&mut headers, Some(own)).ok()?;
        assert!(headers.len() <= 1);
        let read = timeout::read(&headers).unwrap();
        read.map(|time| u64::try_from(time.as_millis()).unwrap())
    }

    #[test]
    fn the_shortest_timeout_counts() {
        for (sent, expected) in [
            (&[][..], None),
            (&[("grpc-timeout", "2S")], Some(2000)),
            (&[("connect-timeout-ms", "1500")], Some(1500)),
            (&[("x-server-timeout", "1")], Some(1000)),
            (&[("x-server-timeout", "0.5")], Some(500)),
            (&[("x-server-timeout", " 250ms ")], Some(250)),
            (
                &[("grpc-timeout", "2S"), ("connect-timeout-ms", "1500")],
                Some(1500),
            ),
            (
                &[("grpc-timeout", "1S"), ("x-server-timeout", "3")],
                Some(1000),
            ),
        ] {
            assert_eq!(timeout_of(sent, &OWN), expected, "{sent:?}");
        }
        assert_eq!(timeout_of(&[("x-timeout-ms", "250")], &OWN_MS), Some(250));
        assert_eq!(timeout_of(&[("x-timeout-ms", "2s")], &OWN_MS), Some(2000));
    }

    #[test]
    fn malformed_timeouts_are_refused() {
        for (name, value) in [
            ("grpc-timeout", "1"),
            ("connect-timeout-ms", "1s"),
            ("x-server-timeout", ""),
            ("x-server-timeout", "-1"),
            ("x-server-timeout", "1d"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            let refused = to_grpc(&mut headers, Some(&OWN)).unwrap_err();
            assert_eq!(refused.code(), crate::Code::InvalidArgument, "{name}");
        }
    }
}
