//! `From` in both directions.

use std::error::Error;
use std::sync::Arc;

use bytes::Bytes;

use crate::metadata::MetadataMap;
use crate::{Code, Request, Response, Status};

impl From<::tonic::Code> for Code {
    fn from(code: ::tonic::Code) -> Self {
        Self::from_i32(code as i32)
    }
}

impl From<Code> for ::tonic::Code {
    fn from(code: Code) -> Self {
        Self::from_i32(code as i32)
    }
}

impl From<::tonic::metadata::MetadataMap> for MetadataMap {
    fn from(metadata: ::tonic::metadata::MetadataMap) -> Self {
        Self::from_headers(metadata.into_headers())
    }
}

impl From<MetadataMap> for ::tonic::metadata::MetadataMap {
    fn from(metadata: MetadataMap) -> Self {
        Self::from_headers(metadata.into_headers())
    }
}

/// If the status has a source, the status of tonic is the source.
impl From<::tonic::Status> for Status {
    fn from(status: ::tonic::Status) -> Self {
        let converted = Self::with_details_and_metadata(
            status.code().into(),
            status.message(),
            Bytes::copy_from_slice(status.details()),
            status.metadata().clone().into(),
        );
        if status.source().is_none() {
            return converted;
        }
        converted.with_source(Arc::new(status))
    }
}

impl From<Status> for ::tonic::Status {
    fn from(status: Status) -> Self {
        let source = status.shared_source();
        let (code, message, details, metadata) = status.into_parts();
        let metadata = metadata.into();
        let mut converted =
            Self::with_details_and_metadata(code.into(), message, details, metadata);
        if let Some(source) = source {
            converted.set_source(source);
        }
        converted
    }
}

impl<T> From<::tonic::Request<T>> for Request<T> {
    fn from(request: ::tonic::Request<T>) -> Self {
        let (metadata, extensions, message) = request.into_parts();
        Self::from_parts(metadata.into(), extensions, message)
    }
}

impl<T> From<Request<T>> for ::tonic::Request<T> {
    fn from(request: Request<T>) -> Self {
        let (metadata, extensions, message) = request.into_parts();
        Self::from_parts(metadata.into(), extensions, message)
    }
}

impl<T> From<::tonic::Response<T>> for Response<T> {
    fn from(response: ::tonic::Response<T>) -> Self {
        let (metadata, message, extensions) = response.into_parts();
        Self::from_parts(metadata.into(), message, extensions)
    }
}

/// tonic has no trailers of a response: they become metadata, unless it has the same keys.
impl<T> From<Response<T>> for ::tonic::Response<T> {
    fn from(mut response: Response<T>) -> Self {
        let mut metadata = std::mem::take(response.trailers_mut());
        let (headers, message, extensions) = response.into_parts();
        metadata.merge(headers);
        Self::from_parts(metadata.into(), message, extensions)
    }
}
