//! Uploads and downloads of `google.api.HttpBody`.
