use std::collections::HashMap;
use std::time::Duration;

use prost::Message as _;
use prost_types::Any;

use super::*;
use crate::metadata::MetadataMap;
use crate::proto::google::rpc;
use crate::{Code, Status};

fn all() -> ErrorDetails {
    let mut details = ErrorDetails::with_retry_info(Some(Duration::from_millis(1500)));
    details
        .set_debug_info(["main".to_owned()], "a text")
        .add_quota_failure_violation("clientip:1", "too many")
        .set_error_info("FULL", "store", HashMap::from([("a".into(), "b".into())]))
        .add_precondition_failure_violation("TOS", "store", "accept the terms")
        .add_bad_request_violation("name", "must not be empty")
        .add_bad_request_violation("age", "must be positive")
        .set_request_info("7", "x")
        .set_resource_info("user", "7", "admin", "it is gone")
        .add_help_link("the docs", "https://example.com")
        .set_localized_message("de", "Der Laden ist voll");
    details
}

#[test]
fn reads_the_details_that_it_wrote() {
    let status = Status::with_error_details(Code::ResourceExhausted, "full", all());
    assert_eq!(status.check_error_details(), Ok(all()));
    assert_eq!(status.get_error_details_vec().len(), 10);
    assert_eq!(status.get_details_retry_info(), all().retry_info);
    assert_eq!(status.get_details_bad_request(), all().bad_request);
    assert_eq!(status.get_details_help(), all().help);
    let encoded = rpc::Status::decode(status.details()).unwrap();
    assert_eq!((encoded.code, &*encoded.message), (8, "full"));
}

#[test]
fn other_types_are_left_out_and_malformed_ones_are_errors() {
    let help = ErrorDetail::from(Help::with_link("a", "b")).to_any();
    let other = Any {
        type_url: "type.googleapis.com/a.B".to_owned(),
        value: vec![0xFF],
    };
    let malformed = Any {
        type_url: BadRequest::TYPE_URL.to_owned(),
        value: vec![0xFF],
    };
    let status = |details: Vec<Any>| {
        let (code, message) = (3, String::new());
        let details = rpc::Status {
            code,
            message,
            details,
        };
        Status::with_details(Code::InvalidArgument, "", details.encode_to_vec().into())
    };
    let read = status(vec![other.clone(), help.clone()]);
    assert_eq!(read.check_error_details_vec().unwrap().len(), 1);
    let read = status(vec![malformed, help]);
    assert!(read.check_error_details().is_err());
    assert!(read.get_error_details().is_empty());
    assert!(read.get_details_help().is_some());
    assert!(read.get_details_bad_request().is_none());
    let read = Status::with_details(Code::Internal, "", "\u{7f}\u{7f}".into());
    assert!(read.check_error_details().is_err());
    assert!(read.get_details_help().is_none());
}

#[test]
fn delays_stay_in_the_range_of_the_protocol() {
    let longest = RetryInfo::new(Some(Duration::MAX));
    assert_eq!(longest.retry_delay, Some(RetryInfo::MAX_RETRY_DELAY));
    let seconds = |seconds| rpc::RetryInfo {
        retry_delay: Some(prost_types::Duration { seconds, nanos: 0 }),
    };
    assert_eq!(
        RetryInfo::from(seconds(-1)).retry_delay,
        Some(Duration::ZERO)
    );
    let read = RetryInfo::from(rpc::RetryInfo::from(longest));
    assert_eq!(read, longest);
}

/// What users of tonic-types send and receive stays the same.
#[test]
fn agrees_with_tonic_types() {
    use tonic_types::StatusExt as _;

    let mut theirs = tonic_types::ErrorDetails::with_retry_info(Some(Duration::from_millis(1500)));
    theirs
        .set_debug_info(["main".to_owned()], "a text")
        .add_quota_failure_violation("clientip:1", "too many")
        .set_error_info("FULL", "store", HashMap::from([("a".into(), "b".into())]))
        .add_precondition_failure_violation("TOS", "store", "accept the terms")
        .add_bad_request_violation("name", "must not be empty")
        .add_bad_request_violation("age", "must be positive")
        .set_request_info("7", "x")
        .set_resource_info("user", "7", "admin", "it is gone")
        .add_help_link("the docs", "https://example.com")
        .set_localized_message("de", "Der Laden ist voll");
    let theirs = tonic::Status::with_error_details(tonic::Code::DataLoss, "full", theirs);
    let ours =
        Status::with_error_details_and_metadata(Code::DataLoss, "full", all(), MetadataMap::new());
    assert_eq!(ours.details(), theirs.details());
}
