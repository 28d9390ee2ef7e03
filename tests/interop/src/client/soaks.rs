//! Many large calls, over one connection or each over its own.

use super::calls::{LARGE_RESPONSE, large};
use super::{Server, equal};
use crate::Failure;
use crate::proto::Payload;

/// How many calls a soak makes.
const CALLS: usize = 50;

pub(super) async fn rpc_soak(server: Server) -> Result<(), Failure> {
    let client = server.client()?;
    for _ in 0..CALLS {
        let response = client.unary_call(large()).await?;
        equal(
            response.into_inner().payload,
            Some(Payload::zeros(LARGE_RESPONSE)),
        )?;
    }
    Ok(())
}

pub(super) async fn channel_soak(server: Server) -> Result<(), Failure> {
    for _ in 0..CALLS {
        let response = server.client()?.unary_call(large()).await?;
        equal(
            response.into_inner().payload,
            Some(Payload::zeros(LARGE_RESPONSE)),
        )?;
    }
    Ok(())
}
