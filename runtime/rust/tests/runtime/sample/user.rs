// Hand-written in the style of the generator, for the tests in this folder: the messages of the package `user`, and the
// server and the client of `UserService`.

/// Somebody with an account.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct User {
    /// Given by the server.
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
    /// As others see it.
    #[prost(string, tag = "2")]
    pub name: ::prost::alloc::string::String,
}

/// Which user to get.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetUserRequest {
    /// The user's.
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
}

/// The user asked for.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetUserResponse {
    /// Always there.
    #[prost(message, optional, tag = "1")]
    pub user: ::core::option::Option<User>,
}

/// How many users to list.
#[derive(Clone, Copy, PartialEq, ::prost::Message)]
pub struct ListUsersRequest {
    /// At most so many.
    #[prost(int32, tag = "1")]
    pub page_size: i32,
}

/// The users created.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListUsersResponse {
    /// In the order of their requests.
    #[prost(message, repeated, tag = "1")]
    pub users: ::prost::alloc::vec::Vec<User>,
}

/// A user to create.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CreateUserRequest {
    /// As others see it.
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
}

/// A line of talk.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChatMessage {
    /// What was said.
    #[prost(string, tag = "1")]
    pub content: ::prost::alloc::string::String,
}

/// The methods of `user.UserService`.
pub mod user_service_methods {
    use ::rpcsmith_runtime::Method;

    /// The full name of the service.
    pub const SERVICE: &str = "user.UserService";

    /// `GetUser`: unary.
    pub const GET_USER: Method = Method::unary("/user.UserService/GetUser").no_side_effects();

    /// `ListUsers`: server streaming.
    pub const LIST_USERS: Method = Method::server_streaming("/user.UserService/ListUsers");

    /// `CreateUsers`: client streaming.
    pub const CREATE_USERS: Method = Method::client_streaming("/user.UserService/CreateUsers");

    /// `Chat`: bidirectional streaming.
    pub const CHAT: Method = Method::bidi_streaming("/user.UserService/Chat");

    /// All methods, in the order of the proto file.
    pub const ALL: &[Method] = &[GET_USER, LIST_USERS, CREATE_USERS, CHAT];
}

/// The server of `user.UserService`.
pub mod user_service_server {
    use ::rpcsmith_runtime::server::{
        BoxStream, Call, Dispatch, Method, ResponseFuture, ServiceServer,
    };
    use ::std::{future::Future, sync::Arc};
    use ::rpcsmith_runtime::{Request, Response, Status, Streaming};

    /// Users, and what they say to each other.
    ///
    /// Implement it with plain `async fn`s and serve it with [`UserServiceServer`].
    pub trait UserService: Send + Sync + 'static {
        /// Gets a user by id.
        fn get_user(
            &self,
            request: Request<super::GetUserRequest>,
        ) -> impl Future<Output = Result<Response<super::GetUserResponse>, Status>> + Send;

        /// Lists users one by one.
        fn list_users(
            &self,
            request: Request<super::ListUsersRequest>,
        ) -> impl Future<Output = Result<Response<BoxStream<super::User>>, Status>> + Send;

        /// Creates users as they come.
        fn create_users(
            &self,
            request: Request<Streaming<super::CreateUserRequest>>,
        ) -> impl Future<Output = Result<Response<super::ListUsersResponse>, Status>> + Send;

        /// Talks until either side ends.
        fn chat(
            &self,
            request: Request<Streaming<super::ChatMessage>>,
        ) -> impl Future<Output = Result<Response<BoxStream<super::ChatMessage>>, Status>> + Send;
    }

    /// Serves a [`UserService`] as a tower service.
    pub type UserServiceServer<T> = ServiceServer<UserServiceDispatch, T>;

    /// Routes each call to its method of [`UserService`].
    #[derive(Clone, Copy, Debug)]
    pub struct UserServiceDispatch;

    impl<T: UserService> Dispatch<T> for UserServiceDispatch {
        const SERVICE: &'static str = super::user_service_methods::SERVICE;
        const METHODS: &'static [Method] = super::user_service_methods::ALL;

        fn dispatch(service: Arc<T>, call: Call) -> ResponseFuture {
            match call.index() {
                0 => call.unary(service, T::get_user),
                1 => call.server_streaming(service, T::list_users),
                2 => call.client_streaming(service, T::create_users),
                3 => call.bidi_streaming(service, T::chat),
                _ => call.unimplemented(),
            }
        }
    }
}

/// The client of `user.UserService`.
pub mod user_service_client {
    use super::user_service_methods as methods;
    use super::user_service_server as server;
    use ::rpcsmith_runtime::channel::ChannelError;
    use ::rpcsmith_runtime::client::{Client, InProcess, Transport, Uri};
    use ::rpcsmith_runtime::codec::CompressionEncoding;
    use ::rpcsmith_runtime::service::Interceptor;
    use ::rpcsmith_runtime::{IntoRequest, IntoStreamingRequest, Response, Status, Streaming};

    /// Users, and what they say to each other.
    ///
    /// Many tasks can call through one client at the same time. Clones share its transport.
    #[derive(Clone, Debug)]
    pub struct UserServiceClient(Client);

    impl UserServiceClient {
        /// Connects to a server, for example at `http://[::1]:50051`.
        pub async fn connect(target: impl Into<String>) -> Result<Self, ChannelError> {
            Client::connect(target).await.map(Self)
        }

        /// Calls over a transport, such as a `Channel`.
        pub fn new(transport: impl Transport) -> Self {
            Self(Client::new(transport))
        }

        /// Calls over a transport with the scheme, authority and leading path of `origin`.
        pub fn with_origin(transport: impl Transport, origin: Uri) -> Self {
            Self(Client::with_origin(transport, origin))
        }

        /// Calls over a transport, with an interceptor that is cloned for each call.
        pub fn with_interceptor(
            transport: impl Transport,
            interceptor: impl Interceptor + Clone + Send + Sync + 'static,
        ) -> Self {
            Self(Client::with_interceptor(transport, interceptor))
        }

        /// Calls a service in this process, without a socket.
        pub fn in_process(service: impl server::UserService) -> Self {
            Self::new(InProcess::new(server::UserServiceServer::new(service)))
        }

        /// Compresses requests. The server must accept the encoding.
        #[must_use]
        pub fn send_compressed(self, encoding: CompressionEncoding) -> Self {
            Self(self.0.send_compressed(encoding))
        }

        /// Accepts compressed responses.
        #[must_use]
        pub fn accept_compressed(self, encoding: CompressionEncoding) -> Self {
            Self(self.0.accept_compressed(encoding))
        }

        /// Limits the size of a response message, in bytes. Default: 4 MiB.
        #[must_use]
        pub fn max_decoding_message_size(self, limit: usize) -> Self {
            Self(self.0.max_decoding_message_size(limit))
        }

        /// Limits the size of a request message, in bytes. Default: no limit.
        #[must_use]
        pub fn max_encoding_message_size(self, limit: usize) -> Self {
            Self(self.0.max_encoding_message_size(limit))
        }

        /// Gets a user by id.
        pub async fn get_user(
            &self,
            request: impl IntoRequest<super::GetUserRequest>,
        ) -> Result<Response<super::GetUserResponse>, Status> {
            self.0.unary(methods::GET_USER, request).await
        }

        /// Lists users one by one.
        pub async fn list_users(
            &self,
            request: impl IntoRequest<super::ListUsersRequest>,
        ) -> Result<Response<Streaming<super::User>>, Status> {
            self.0.server_streaming(methods::LIST_USERS, request).await
        }

        /// Creates users as they come.
        pub async fn create_users(
            &self,
            request: impl IntoStreamingRequest<Message = super::CreateUserRequest>,
        ) -> Result<Response<super::ListUsersResponse>, Status> {
            self.0
                .client_streaming(methods::CREATE_USERS, request)
                .await
        }

        /// Talks until either side ends.
        pub async fn chat(
            &self,
            request: impl IntoStreamingRequest<Message = super::ChatMessage>,
        ) -> Result<Response<Streaming<super::ChatMessage>>, Status> {
            self.0.bidi_streaming(methods::CHAT, request).await
        }
    }
}
