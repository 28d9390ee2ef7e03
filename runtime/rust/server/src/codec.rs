//! Decodes the message of a request, within its limit of memory, and counts it for the budget of the server.

use bytes::Bytes;
use prost::Message;
use rpcsmith_wire::codec::{Direction, Requests, decode};
use rpcsmith_wire::{Request, Status};

/// Decodes the message of a request.
pub(crate) fn read_request<M>(request: Request<Bytes>) -> Result<Request<M>, Status>
where
    M: Message + Default,
{
    let (metadata, extensions, bytes) = request.into_parts();
    #[cfg(feature = "serve")]
    if let Some(charge) = crate::budget::charge_of(&extensions) {
        charge.decompressed(bytes.len())?;
    }
    let limit = Requests::limit(bytes.len());
    let message = decode(bytes, limit)?;
    Ok(Request::from_parts(metadata, extensions, message))
}
