//! The methods of a service, as constants.

/// How many messages go each way in a call of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Streaming {
    /// One request, one response.
    Unary,
    /// A stream of requests, one response.
    Client,
    /// One request, a stream of responses.
    Server,
    /// A stream each way.
    Bidi,
}

/// What a repeated call of a method does: the method option `idempotency_level` of `google/protobuf/descriptor.proto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Idempotency {
    /// Not said; a second call may do harm.
    Unknown,
    /// Calls change nothing (`NO_SIDE_EFFECTS`).
    NoSideEffects,
    /// A second call changes nothing more (`IDEMPOTENT`).
    Idempotent,
}

/// A method of a service, with all that its options say of it.
///
/// ```
/// use rpcsmith_runtime::{Idempotency, Method, Streaming};
///
/// const GET_USER: Method = Method::unary("/user.UserService/GetUser").no_side_effects();
///
/// assert_eq!(GET_USER.path(), "/user.UserService/GetUser");
/// assert_eq!(GET_USER.full_name(), "user.UserService/GetUser");
/// assert_eq!(GET_USER.service(), "user.UserService");
/// assert_eq!(GET_USER.name(), "GetUser");
/// assert_eq!(GET_USER.streaming(), Streaming::Unary);
/// assert_eq!(GET_USER.idempotency(), Idempotency::NoSideEffects);
/// ```
///
/// A path that no gRPC method can have does not compile in a constant:
///
/// ```compile_fail
/// const GET_USER: rpcsmith_runtime::Method = rpcsmith_runtime::Method::unary("user.UserService/GetUser");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Method {
    path: &'static str,
    slash: usize,
    streaming: Streaming,
    idempotency: Idempotency,
    deprecated: bool,
}

/// Each constructor takes the path of the method, `/package.Service/Method`.
///
/// # Panics
/// If the path has another form; in a constant, when it is compiled.
impl Method {
    /// A method of one request and one response.
    pub const fn unary(path: &'static str) -> Self {
        Self::new(path, Streaming::Unary)
    }

    /// A method of one request and a stream of responses.
    pub const fn server_streaming(path: &'static str) -> Self {
        Self::new(path, Streaming::Server)
    }

    /// A method of a stream of requests and one response.
    pub const fn client_streaming(path: &'static str) -> Self {
        Self::new(path, Streaming::Client)
    }

    /// A method of a stream each way.
    pub const fn bidi_streaming(path: &'static str) -> Self {
        Self::new(path, Streaming::Bidi)
    }

    const fn new(path: &'static str, streaming: Streaming) -> Self {
        Self {
            path,
            slash: second_slash(path),
            streaming,
            idempotency: Idempotency::Unknown,
            deprecated: false,
        }
    }
}

impl Method {
    /// Says that calls change nothing.
    #[must_use]
    pub const fn no_side_effects(self) -> Self {
        Self {
            idempotency: Idempotency::NoSideEffects,
            ..self
        }
    }

    /// Says that a second call changes nothing more.
    #[must_use]
    pub const fn idempotent(self) -> Self {
        Self {
            idempotency: Idempotency::Idempotent,
            ..self
        }
    }

    /// Says that the method should no longer be called.
    #[must_use]
    pub const fn deprecated(self) -> Self {
        Self {
            deprecated: true,
            ..self
        }
    }

    /// The path of its calls, for example `/user.UserService/GetUser`.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// Its full name, for example `user.UserService/GetUser`.
    pub const fn full_name(&self) -> &'static str {
        self.path.split_at(1).1
    }

    /// The full name of its service, for example `user.UserService`.
    pub const fn service(&self) -> &'static str {
        self.path.split_at(self.slash).0.split_at(1).1
    }

    /// Its name within the service, as the proto file has it, for example `GetUser`.
    pub const fn name(&self) -> &'static str {
        self.path.split_at(self.slash + 1).1
    }

    /// How many messages go each way.
    pub const fn streaming(&self) -> Streaming {
        self.streaming
    }

    /// What a repeated call does.
    pub const fn idempotency(&self) -> Idempotency {
        self.idempotency
    }

    /// Whether it should no longer be called.
    pub const fn is_deprecated(&self) -> bool {
        self.deprecated
    }
}

/// Where the name of the method begins, less one, in a path of the form `/package.Service/Method`.
const fn second_slash(path: &str) -> usize {
    let bytes = path.as_bytes();
    assert!(
        !bytes.is_empty() && bytes[0] == b'/',
        "the path of a method begins with `/`"
    );
    let mut slash = 0;
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'/' if slash == 0 && at > 1 => slash = at,
            b'.' if slash == 0 => {}
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' => {}
            _ => panic!(
                "the path of a method is `/`, the name of the service, `/`, the name of the method"
            ),
        }
        at += 1;
    }
    assert!(
        slash > 0 && slash + 1 < bytes.len(),
        "the path of a method names a service and a method"
    );
    slash
}

/// The full name of the service in the path of a call, `/package.Service/Method`; empty if there is none.
pub fn service_in(path: &str) -> &str {
    let path = path.strip_prefix('/').unwrap_or_default();
    let end = path.bytes().position(|byte| byte == b'/');
    // By bytes: paths are too short for a search by words to begin.
    end.map_or(path, |end| path.split_at(end).0)
}
