//! The methods of a service, as constants.

/// The kind of a method: which sides send streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MethodKind {
    /// One request, one response.
    Unary,
    /// A stream of requests, one response.
    ClientStreaming,
    /// One request, a stream of responses.
    ServerStreaming,
    /// A stream each way.
    BidiStreaming,
}

/// Whether a call can be repeated safely: the method option `idempotency_level` of `google/protobuf/descriptor.proto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Idempotency {
    /// Not set: a second call may do harm.
    Unknown,
    /// Calls have no side effects (`NO_SIDE_EFFECTS`).
    NoSideEffects,
    /// A second call has no further effect (`IDEMPOTENT`).
    Idempotent,
}

/// A method of a service, with its options.
///
/// ```
/// use rpcsmith_runtime::{Idempotency, Method, MethodKind};
///
/// const GET_USER: Method = Method::unary("/user.UserService/GetUser").no_side_effects();
///
/// assert_eq!(GET_USER.path(), "/user.UserService/GetUser");
/// assert_eq!(GET_USER.full_name(), "user.UserService/GetUser");
/// assert_eq!(GET_USER.service(), "user.UserService");
/// assert_eq!(GET_USER.name(), "GetUser");
/// assert_eq!(GET_USER.kind(), MethodKind::Unary);
/// assert_eq!(GET_USER.idempotency(), Idempotency::NoSideEffects);
/// ```
///
/// A malformed path does not compile in a constant:
///
/// ```compile_fail
/// const GET_USER: rpcsmith_runtime::Method = rpcsmith_runtime::Method::unary("user.UserService/GetUser");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Method {
    path: &'static str,
    slash: usize,
    kind: MethodKind,
    idempotency: Idempotency,
    deprecated: bool,
}

/// Each constructor takes the path of the method, `/package.Service/Method`.
///
/// # Panics
/// If the path has another form; in a constant, this is a compile error.
impl Method {
    /// A method of one request and one response.
    pub const fn unary(path: &'static str) -> Self {
        Self::new(path, MethodKind::Unary)
    }

    /// A method of one request and a stream of responses.
    pub const fn server_streaming(path: &'static str) -> Self {
        Self::new(path, MethodKind::ServerStreaming)
    }

    /// A method of a stream of requests and one response.
    pub const fn client_streaming(path: &'static str) -> Self {
        Self::new(path, MethodKind::ClientStreaming)
    }

    /// A method of a stream each way.
    pub const fn bidi_streaming(path: &'static str) -> Self {
        Self::new(path, MethodKind::BidiStreaming)
    }

    const fn new(path: &'static str, kind: MethodKind) -> Self {
        Self {
            path,
            slash: second_slash(path),
            kind,
            idempotency: Idempotency::Unknown,
            deprecated: false,
        }
    }
}

impl Method {
    /// Marks the method as free of side effects.
    #[must_use]
    pub const fn no_side_effects(self) -> Self {
        Self {
            idempotency: Idempotency::NoSideEffects,
            ..self
        }
    }

    /// Marks the method as idempotent.
    #[must_use]
    pub const fn idempotent(self) -> Self {
        Self {
            idempotency: Idempotency::Idempotent,
            ..self
        }
    }

    /// Marks the method as deprecated.
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

    /// Which sides send streams.
    pub const fn kind(&self) -> MethodKind {
        self.kind
    }

    /// Whether a call can be repeated safely.
    pub const fn idempotency(&self) -> Idempotency {
        self.idempotency
    }

    /// Whether the method is deprecated.
    pub const fn is_deprecated(&self) -> bool {
        self.deprecated
    }
}

/// The index of the second slash in a path of the form `/package.Service/Method`.
const fn second_slash(path: &str) -> usize {
    let bytes = path.as_bytes();
    assert!(
        !bytes.is_empty() && bytes[0] == b'/',
        "the path of a method starts with `/`"
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

/// The full name of the service in the path of a call, `/package.Service/Method`; empty if the path has none.
pub fn service_in(path: &str) -> &str {
    let path = path.strip_prefix('/').unwrap_or_default();
    let end = path.bytes().position(|byte| byte == b'/');
    // Byte by byte: paths are too short for a vectorized search to pay off.
    end.map_or(path, |end| path.split_at(end).0)
}
