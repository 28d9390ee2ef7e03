//! Stubs with short names, as in a new file.

use rpcsmith_runtime::server::by_rules;
use rpcsmith_runtime::{Request, Status};

use crate::goldens::validated_service::tables::v1::table_service_server::TableServiceValidation;
use crate::goldens::validated_service::tables::v1::{BookRequest, Line, WatchRequest};

pub struct TableServiceChecks;

impl TableServiceValidation for TableServiceChecks {
    /// Checks a `tables.v1.BookRequest` by its rules.
    async fn book_request(&self, request: &Request<BookRequest>) -> Result<(), Status> {
        by_rules(request).await
    }

    /// Checks a `tables.v1.WatchRequest` by its rules.
    async fn watch_request(&self, request: &Request<WatchRequest>) -> Result<(), Status> {
        by_rules(request).await
    }

    /// Checks a `tables.v1.Line` by its rules.
    async fn line(&self, request: &Request<Line>) -> Result<(), Status> {
        by_rules(request).await
    }

    /// Checks a `tables.v1.Move.Request` by its rules.
    async fn move_request(
        &self,
        request: &Request<crate::goldens::validated_service::tables::v1::r#move::Request>,
    ) -> Result<(), Status> {
        by_rules(request).await
    }

    /// Checks a `tables.v1.Cancel.Request` by its rules.
    async fn cancel_request(
        &self,
        request: &Request<crate::goldens::validated_service::tables::v1::cancel::Request>,
    ) -> Result<(), Status> {
        by_rules(request).await
    }
}
