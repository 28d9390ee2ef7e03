//! Stubs with full paths, as `sync` inserts them.

pub struct TableServiceImpl;

impl crate::goldens::validated_service::tables::v1::table_service_server::TableService
    for TableServiceImpl
{
    /// Books one table.
    async fn book(
        &self,
        request: ::rpcsmith_runtime::Request<
            crate::goldens::validated_service::tables::v1::BookRequest,
        >,
    ) -> ::core::result::Result<
        ::rpcsmith_runtime::Response<crate::goldens::validated_service::tables::v1::Booking>,
        ::rpcsmith_runtime::Status,
    > {
        let _request = request.into_inner();
        // Ok(::rpcsmith_runtime::Response::new(crate::goldens::validated_service::tables::v1::Booking::default()))
        Err(::rpcsmith_runtime::Status::unimplemented(
            "tables.v1.TableService/Book is not implemented",
        ))
    }

    /// Books as many tables as there are requests.
    async fn book_all(
        &self,
        request: ::rpcsmith_runtime::Request<
            ::rpcsmith_runtime::Streaming<
                crate::goldens::validated_service::tables::v1::BookRequest,
            >,
        >,
    ) -> ::core::result::Result<
        ::rpcsmith_runtime::Response<crate::goldens::validated_service::tables::v1::Bookings>,
        ::rpcsmith_runtime::Status,
    > {
        let _requests = request.into_inner();
        // while let Some(request) = requests.message().await? {}
        // Ok(::rpcsmith_runtime::Response::new(crate::goldens::validated_service::tables::v1::Bookings::default()))
        Err(::rpcsmith_runtime::Status::unimplemented(
            "tables.v1.TableService/BookAll is not implemented",
        ))
    }

    /// Returns free tables until the client stops reading.
    async fn watch(
        &self,
        request: ::rpcsmith_runtime::Request<
            crate::goldens::validated_service::tables::v1::WatchRequest,
        >,
    ) -> ::core::result::Result<
        ::rpcsmith_runtime::Response<
            ::rpcsmith_runtime::server::BoxStream<
                crate::goldens::validated_service::tables::v1::Table,
            >,
        >,
        ::rpcsmith_runtime::Status,
    > {
        let _request = request.into_inner();
        // let responses = tokio_stream::iter([Ok(crate::goldens::validated_service::tables::v1::Table::default())]);
        // Ok(::rpcsmith_runtime::Response::new(Box::pin(responses)))
        Err(::rpcsmith_runtime::Status::unimplemented(
            "tables.v1.TableService/Watch is not implemented",
        ))
    }

    /// Returns the waiter's reply to each line.
    async fn talk(
        &self,
        request: ::rpcsmith_runtime::Request<
            ::rpcsmith_runtime::Streaming<crate::goldens::validated_service::tables::v1::Line>,
        >,
    ) -> ::core::result::Result<
        ::rpcsmith_runtime::Response<
            ::rpcsmith_runtime::server::BoxStream<
                crate::goldens::validated_service::tables::v1::Line,
            >,
        >,
        ::rpcsmith_runtime::Status,
    > {
        let _requests = request.into_inner();
        // let responses = requests.map(|request| request.map(|_| crate::goldens::validated_service::tables::v1::Line::default()));
        // Ok(::rpcsmith_runtime::Response::new(Box::pin(responses)))
        Err(::rpcsmith_runtime::Status::unimplemented(
            "tables.v1.TableService/Talk is not implemented",
        ))
    }

    /// A request without rules.
    async fn list(
        &self,
        request: ::rpcsmith_runtime::Request<()>,
    ) -> ::core::result::Result<
        ::rpcsmith_runtime::Response<crate::goldens::validated_service::tables::v1::Bookings>,
        ::rpcsmith_runtime::Status,
    > {
        let _ = request;
        // Ok(::rpcsmith_runtime::Response::new(crate::goldens::validated_service::tables::v1::Bookings::default()))
        Err(::rpcsmith_runtime::Status::unimplemented(
            "tables.v1.TableService/List is not implemented",
        ))
    }

    /// Requests of one name.
    async fn r#move(
        &self,
        request: ::rpcsmith_runtime::Request<
            crate::goldens::validated_service::tables::v1::r#move::Request,
        >,
    ) -> ::core::result::Result<
        ::rpcsmith_runtime::Response<crate::goldens::validated_service::tables::v1::Booking>,
        ::rpcsmith_runtime::Status,
    > {
        let _request = request.into_inner();
        // Ok(::rpcsmith_runtime::Response::new(crate::goldens::validated_service::tables::v1::Booking::default()))
        Err(::rpcsmith_runtime::Status::unimplemented(
            "tables.v1.TableService/Move is not implemented",
        ))
    }

    #[allow(deprecated)]
    async fn cancel(
        &self,
        request: ::rpcsmith_runtime::Request<
            crate::goldens::validated_service::tables::v1::cancel::Request,
        >,
    ) -> ::core::result::Result<::rpcsmith_runtime::Response<()>, ::rpcsmith_runtime::Status> {
        let _request = request.into_inner();
        // Ok(::rpcsmith_runtime::Response::new(()))
        Err(::rpcsmith_runtime::Status::unimplemented(
            "tables.v1.TableService/Cancel is not implemented",
        ))
    }
}

impl crate::goldens::validated_service::tables::v1::table_service_server::TableServiceValidation
    for TableServiceImpl
{
    /// Checks a `tables.v1.BookRequest` by its rules.
    async fn book_request(
        &self,
        request: &::rpcsmith_runtime::Request<
            crate::goldens::validated_service::tables::v1::BookRequest,
        >,
    ) -> ::core::result::Result<(), ::rpcsmith_runtime::Status> {
        ::rpcsmith_runtime::server::by_rules(request).await
    }

    /// Checks a `tables.v1.WatchRequest` by its rules.
    async fn watch_request(
        &self,
        request: &::rpcsmith_runtime::Request<
            crate::goldens::validated_service::tables::v1::WatchRequest,
        >,
    ) -> ::core::result::Result<(), ::rpcsmith_runtime::Status> {
        ::rpcsmith_runtime::server::by_rules(request).await
    }

    /// Checks a `tables.v1.Line` by its rules.
    async fn line(
        &self,
        request: &::rpcsmith_runtime::Request<crate::goldens::validated_service::tables::v1::Line>,
    ) -> ::core::result::Result<(), ::rpcsmith_runtime::Status> {
        ::rpcsmith_runtime::server::by_rules(request).await
    }

    /// Checks a `tables.v1.Move.Request` by its rules.
    async fn move_request(
        &self,
        request: &::rpcsmith_runtime::Request<
            crate::goldens::validated_service::tables::v1::r#move::Request,
        >,
    ) -> ::core::result::Result<(), ::rpcsmith_runtime::Status> {
        ::rpcsmith_runtime::server::by_rules(request).await
    }

    /// Checks a `tables.v1.Cancel.Request` by its rules.
    async fn cancel_request(
        &self,
        request: &::rpcsmith_runtime::Request<
            crate::goldens::validated_service::tables::v1::cancel::Request,
        >,
    ) -> ::core::result::Result<(), ::rpcsmith_runtime::Status> {
        ::rpcsmith_runtime::server::by_rules(request).await
    }
}
