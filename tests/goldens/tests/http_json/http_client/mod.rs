//! The generated client of HTTP/JSON, over `Channel`.

mod calls;
mod faults;
mod library;
#[path = "../../../../random/mod.rs"]
mod random;
mod values;

use std::net::SocketAddr;

use rpcsmith_runtime::Channel;
use rpcsmith_runtime::channel::Protocol;

/// A channel over HTTP/2, and one over HTTP/1.1.
fn channels(server: SocketAddr) -> [Channel; 2] {
    let target = || format!("http://{server}");
    let http1 = Channel::builder(target()).protocol(Protocol::HttpJson);
    [
        Channel::builder(target()).build().unwrap(),
        http1.http1().build().unwrap(),
    ]
}
