//! Requests that violate the protocol.

use http::{Request, StatusCode};
use http_body_util::Full;
use rpcsmith_runtime::Code;
use rpcsmith_runtime::serve::Web;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::lines::Lines;
use crate::raw::{Connection, code_of, framed};
use crate::sample::user::user_service_methods as methods;
use crate::support::{client, get, in_time, serve, user, users};
use crate::web::{call, exchange};

const ORIGIN: &str = "https://app.example.com";

/// Headers, and whether they are valid in a call.
const HEADERS: &[(&str, &str, bool)] = &[
    ("grpc-timeout", "5S", true),
    ("grpc-timeout", "99999999H", true),
    ("grpc-timeout", "", false),
    ("grpc-timeout", "5", false),
    ("grpc-timeout", "S", false),
    ("grpc-timeout", "5s", false),
    ("grpc-timeout", "5 S", false),
    ("grpc-timeout", "-5S", false),
    ("grpc-timeout", "1.5S", false),
    ("grpc-timeout", "123456789n", false),
    ("x-trace-bin", "", true),
    ("x-trace-bin", "AP8=", true),
    ("x-trace-bin", "AP8", true),
    // Several values in one header.
    ("x-trace-bin", "AP8=,AA", true),
    ("x-trace-bin", "!!!", false),
    ("x-trace-bin", "AP8=,!!!", false),
    ("x-trace-bin", "AP8=AP8=", false),
    ("x-trace-bin", "A", false),
    // base64url, which gRPC does not use.
    ("x-trace-bin", "_-8", false),
    ("grpc-trace-bin", "!!!", false),
    ("x-trace", "!!!", true),
];

/// As in grpc-go, malformed headers are answered with HTTP 400 and `INTERNAL`.
#[tokio::test]
async fn headers() {
    let served = serve(users().0).await;
    let mut connection = Connection::new(served.address).await;
    for (name, value, well_formed) in HEADERS {
        for path in [methods::GET_USER.path(), "/user.UserService/Nothing"] {
            let request = Request::post(format!("http://localhost{path}"))
                .header("content-type", "application/grpc")
                .header(*name, *value)
                .body(Full::new(framed(&get("1"))))
                .unwrap();
            let response = in_time(connection.request(request)).await.unwrap();
            let (status, code) = if !well_formed {
                (StatusCode::BAD_REQUEST, Code::Internal)
            } else if path == methods::GET_USER.path() {
                (StatusCode::OK, Code::Ok)
            } else {
                (StatusCode::OK, Code::Unimplemented)
            };
            assert_eq!(response.status(), status, "{name}: {value}, {path}");
            let actual = code_of(response).await;
            assert_eq!(actual, i32::from(code), "{name}: {value}, {path}");
        }
    }
}

#[tokio::test]
async fn headers_of_browsers() {
    let web = Web::new().allow_origin(ORIGIN).unwrap();
    let served = serve(users().0.web(web)).await;
    for (name, value, well_formed) in HEADERS {
        let head = format!("{}{name}: {value}\r\n", call(ORIGIN));
        let (head, body) = exchange(served.address, &head, &framed(&get("1"))).await;
        let rejected = head.starts_with("http/1.1 400") && head.contains("grpc-status: 13\r\n");
        assert_eq!(!rejected, *well_formed, "{name}: {value}: {head}");
        let answered = body.windows(13).any(|window| window == b"grpc-status:0");
        assert_eq!(answered, *well_formed, "{name}: {value}");
    }
}

/// An HTTP/2 frame.
fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap();
    let head = [0, 0, length, kind, flags, 0, 0, 0, stream];
    [&head[..], payload].concat()
}

/// h2 rejects the `:authority` that gRPC's C core sends for a list of addresses before the server sees the call. The
/// documentation describes the log line and the remedy.
#[tokio::test]
async fn an_authority_with_a_comma_is_reset() {
    const HEADERS: u8 = 1;
    const RST_STREAM: u8 = 3;
    const SETTINGS: u8 = 4;
    const END_HEADERS: u8 = 4;
    const PROTOCOL_ERROR: [u8; 4] = [0, 0, 0, 1];

    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let served = serve(users().0).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let authority = b"10.0.0.1:50051,10.0.0.2:50051";
    // POST and http from the static table of HPACK, then `:path` and `:authority` as literals.
    let mut block = vec![0x83, 0x86, 0x04, 1, b'/', 0x01, 29];
    block.extend(authority);
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    bytes.extend(frame(SETTINGS, 0, 0, &[]));
    bytes.extend(frame(HEADERS, END_HEADERS, 1, &block));
    stream.write_all(&bytes).await.unwrap();
    loop {
        let mut head = [0; 9];
        in_time(stream.read_exact(&mut head)).await.unwrap();
        let [_, high, low, kind, ..] = head;
        let mut payload = vec![0; usize::from(u16::from_be_bytes([high, low]))];
        in_time(stream.read_exact(&mut payload)).await.unwrap();
        assert_ne!(kind, HEADERS, "the call is answered");
        if kind == RST_STREAM {
            assert_eq!(payload, PROTOCOL_ERROR);
            break;
        }
    }
    let line = lines.until("malformed authority").await;
    assert!(line.starts_with("DEBUG h2::server"), "{line}");
    assert!(line.contains("10.0.0.1:50051,10.0.0.2:50051"), "{line}");

    let response = client(served.address).await.get_user(get("1")).await;
    assert_eq!(response.unwrap().into_inner().user, Some(user("1")));
}
