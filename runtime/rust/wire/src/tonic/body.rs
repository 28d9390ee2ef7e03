//! Bodies whose errors are statuses of the other side.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};

use crate::body::Body;
use crate::{Code, Status};

/// The body of tonic with what one of ours has. Its errors keep their codes.
pub(super) fn to_tonic(body: Body) -> ::tonic::body::Body {
    ::tonic::body::Body::new(ToTonicBody {
        body,
        convert: ::tonic::Status::from,
    })
}

/// The body of tonic with the requests of a call to a service of tonic.
///
/// tonic reports a stream of requests that fails with `CANCELLED` as complete, so a handler would use half of an upload. Here
/// it fails with `ABORTED`.
#[doc(hidden)]
pub fn requests_to_tonic(body: Body) -> ::tonic::body::Body {
    ::tonic::body::Body::new(ToTonicBody {
        body,
        convert: |status| not_cancelled(status).into(),
    })
}

struct ToTonicBody {
    body: Body,
    convert: fn(Status) -> ::tonic::Status,
}

impl HttpBody for ToTonicBody {
    type Data = Bytes;
    type Error = ::tonic::Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ::tonic::Status>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        frame.map_err(self.convert)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn not_cancelled(status: Status) -> Status {
    if status.code() != Code::Cancelled {
        return status;
    }
    let (_, message, details, metadata) = status.into_parts();
    Status::with_details_and_metadata(Code::Aborted, message, details, metadata)
}
