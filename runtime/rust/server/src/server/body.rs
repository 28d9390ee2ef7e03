//! Converts request bodies to one type.

use std::any::Any;

use bytes::Buf;
use http_body::Body as HttpBody;
use http_body_util::BodyExt;
use rpcsmith_wire::body::Body;

/// Erases the type of a body. Its data is copied only if it is not [`bytes::Bytes`].
pub(super) fn erase<B>(body: B) -> Body
where
    B: HttpBody + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut body = Some(body);
    let erased = (&mut body as &mut dyn Any).downcast_mut::<Option<Body>>();
    if let Some(erased) = erased.and_then(Option::take) {
        return erased;
    }
    body.map_or_else(Body::empty, |body| {
        Body::new(
            body.map_frame(|frame| frame.map_data(|mut data| data.copy_to_bytes(data.remaining()))),
        )
    })
}
