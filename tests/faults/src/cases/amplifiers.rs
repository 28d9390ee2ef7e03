//! Small requests that expand to a lot of memory and time.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, ensure};
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use rpcsmith_runtime::body::Body;
use rpcsmith_runtime::{Channel, Code, Status};
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::attack::{Attack, Round};
use crate::calls::channel_to;

/// A zstd frame that declares a window of 2^`window` bytes and has `blocks` blocks of four bytes, each of which
/// decompresses to 128 KiB.
///
/// Source: RFC 8878, 3.1.1.
pub(super) fn frame(window: u8, blocks: usize) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0, (window - 10) << 3];
    // An RLE block: one byte, repeated.
    frame.extend([0x02, 0x00, 0x10, 0].repeat(blocks));
    // The last block is empty.
    frame.extend([0x01, 0x00, 0x00]);
    frame
}

/// Makes a call with a compressed message and returns its status code.
async fn call(channel: Channel, message: &[u8]) -> Result<Code> {
    let mut body = vec![1];
    body.extend(u32::try_from(message.len())?.to_be_bytes());
    body.extend(message);
    let request = Request::post("/user.v1.UserService/GetUser")
        .header("grpc-encoding", "zstd")
        .body(Body::new(Full::new(Bytes::from(body))))?;
    let response = channel.oneshot(request).await;
    Ok(match response {
        Ok(response) => {
            let status = Status::from_header_map(response.headers());
            status.map_or(Code::Ok, |status| status.code())
        }
        Err(status) => status.code(),
    })
}

/// Requests of a few KiB that decompress to gigabytes, frames that declare windows of gigabytes, and many frames.
pub async fn zstd_bombs() -> Result<String> {
    const GIB: usize = 8 * 1024;
    const MIB: usize = 1024 * 1024;
    let over = Code::ResourceExhausted;
    let attack = |address: SocketAddr| async move {
        let windows = [
            (frame(20, GIB), 20, Some(over)),
            // Windows of more than 8 MiB, which the server rejects.
            (frame(27, GIB), 20, Some(Code::Internal)),
            (frame(31, GIB), 20, Some(Code::Internal)),
            // 4 MiB of blocks: 128 GiB.
            (frame(20, MIB - 100), 4, Some(over)),
            // Each frame declares a window and is empty.
            (frame(27, 0).repeat(MIB / 9), 4, None),
        ];
        let mut calls = JoinSet::new();
        let mut number = 0;
        for (message, times, expected) in windows {
            let message = Bytes::from(message);
            let channel = channel_to(&[address])
                .default_timeout(Duration::from_secs(60))
                .build()?;
            for _ in 0..times {
                let (channel, message) = (channel.clone(), message.clone());
                number += 1;
                calls.spawn(async move { anyhow::Ok((call(channel, &message).await?, expected)) });
            }
        }
        for result in calls.join_all().await {
            let (code, expected) = result?;
            ensure!(expected.is_none_or(|expected| code == expected), "{code:?}");
        }
        let attempted = format!(
            "{number} zstd bombs: 1 GiB in 32 KiB, 128 GiB in 4 MiB, windows of 2 GiB, 100,000 frames"
        );
        Ok(Round::new(attempted, ()))
    };
    Attack::on(&[("FAULT__COMPRESSION", "zstd")])
        .withstand(attack)
        .await
}
