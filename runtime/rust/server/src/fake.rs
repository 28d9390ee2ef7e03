//! Fakes of services: the base of generated `Fake…` types.
//!
//! A generated fake has a [`Fake`] for each method. Set its responses in a test, and read the recorded calls afterwards. A
//! method without a response returns `UNIMPLEMENTED`. Clones share their state: pass one to a server or an in-process
//! client, and keep another in the test.
//!
//! ```
//! use rpcsmith_runtime::Method;
//! use rpcsmith_runtime::fake::{Fake, Unary};
//! use rpcsmith_wire::{Request, Status};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! const GET: Method = Method::unary("/user.UserService/GetUser");
//! // A field of a generated fake, such as `FakeUserService::get_user`.
//! let get_user: Fake<Unary, String, u32> = Fake::default();
//! get_user.fail_once(Status::unavailable("not yet"));
//! get_user.answer(7);
//!
//! // The server does this with each call.
//! assert!(get_user.serve(GET, Request::new("ada".to_owned())).await.is_err());
//! let response = get_user.serve(GET, Request::new("grace".to_owned())).await;
//! assert_eq!(response.unwrap().into_inner(), 7);
//!
//! assert_eq!(get_user.messages(), ["ada", "grace"]);
//! # }
//! ```

mod serve;

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rpcsmith_wire::Status;
use rpcsmith_wire::metadata::MetadataMap;

/// One request, one response.
#[derive(Clone, Copy, Debug)]
pub struct Unary;

/// One request, a stream of responses.
#[derive(Clone, Copy, Debug)]
pub struct ServerStreaming;

/// A stream of requests, one response.
#[derive(Clone, Copy, Debug)]
pub struct ClientStreaming;

/// A stream each way.
#[derive(Clone, Copy, Debug)]
pub struct BidiStreaming;

/// A method of a fake, of a kind `K`, with requests of `Q` and responses of `P`.
///
/// Responses for one call (`…_once`) come first, in order; then the response for all calls.
pub struct Fake<K, Q, P> {
    state: Arc<Mutex<State<Q, P>>>,
    kind: PhantomData<fn() -> K>,
}

struct State<Q, P> {
    calls: Vec<Call<Q>>,
    once: VecDeque<Answer<Q, P>>,
    always: Option<Answer<Q, P>>,
    delay: Duration,
}

/// A call that the fake has recorded.
#[derive(Clone, Debug)]
pub struct Call<Q> {
    /// The metadata of the request.
    pub metadata: MetadataMap,
    /// The messages received so far.
    pub messages: Vec<Q>,
}

/// The response to a call.
enum Answer<Q, P> {
    /// These messages, and then this status, if any.
    Messages(Vec<P>, Option<Status>),
    /// A message for each request, from a function.
    Each(Arc<Each<Q, P>>),
}

type Each<Q, P> = dyn Fn(Q) -> Result<P, Status> + Send + Sync;

impl<Q, P: Clone> Clone for Answer<Q, P> {
    fn clone(&self) -> Self {
        match self {
            Self::Messages(messages, end) => Self::Messages(messages.clone(), end.clone()),
            Self::Each(each) => Self::Each(Arc::clone(each)),
        }
    }
}

impl<K, Q, P> Fake<K, Q, P> {
    /// Fails all calls.
    pub fn fail(&self, status: Status) {
        self.state().always = Some(Answer::Messages(Vec::new(), Some(status)));
    }

    /// Fails one call.
    pub fn fail_once(&self, status: Status) {
        let answer = Answer::Messages(Vec::new(), Some(status));
        self.state().once.push_back(answer);
    }

    /// Waits before each message of a response, and before a status.
    pub fn delay(&self, time: Duration) {
        self.state().delay = time;
    }

    /// Removes all responses and recorded calls.
    pub fn reset(&self) {
        *self.state() = State::default();
    }

    fn state(&self) -> MutexGuard<'_, State<Q, P>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn always(&self, answer: Answer<Q, P>) {
        self.state().always = Some(answer);
    }

    fn once(&self, answer: Answer<Q, P>) {
        self.state().once.push_back(answer);
    }
}

impl<K, Q: Clone, P> Fake<K, Q, P> {
    /// The calls so far, in the order of their start.
    pub fn calls(&self) -> Vec<Call<Q>> {
        self.state().calls.clone()
    }

    /// The messages of all calls so far.
    pub fn messages(&self) -> Vec<Q> {
        let state = self.state();
        let messages = state.calls.iter().flat_map(|call| &call.messages);
        messages.cloned().collect()
    }
}

macro_rules! answers_one {
    ($kind:ty) => {
        impl<Q, P> Fake<$kind, Q, P> {
            /// Answers all calls with a message.
            pub fn answer(&self, message: P) {
                self.always(Answer::Messages(vec![message], None));
            }

            /// Answers one call with a message.
            pub fn answer_once(&self, message: P) {
                self.once(Answer::Messages(vec![message], None));
            }
        }
    };
}

macro_rules! answers_many {
    ($kind:ty) => {
        impl<Q, P> Fake<$kind, Q, P> {
            /// Answers all calls with these messages.
            pub fn answer(&self, messages: impl IntoIterator<Item = P>) {
                self.always(Answer::Messages(messages.into_iter().collect(), None));
            }

            /// Answers one call with these messages.
            pub fn answer_once(&self, messages: impl IntoIterator<Item = P>) {
                self.once(Answer::Messages(messages.into_iter().collect(), None));
            }

            /// Answers all calls with these messages, and then with a status.
            pub fn answer_then_fail(&self, messages: impl IntoIterator<Item = P>, status: Status) {
                let messages = messages.into_iter().collect();
                self.always(Answer::Messages(messages, Some(status)));
            }
        }
    };
}

answers_one!(Unary);
answers_one!(ClientStreaming);
answers_many!(ServerStreaming);
answers_many!(BidiStreaming);

impl<Q, P> Fake<Unary, Q, P> {
    /// Answers all calls with the result of a function.
    pub fn answer_with(&self, answer: impl Fn(Q) -> Result<P, Status> + Send + Sync + 'static) {
        self.always(Answer::Each(Arc::new(answer)));
    }
}

impl<Q, P> Fake<BidiStreaming, Q, P> {
    /// Answers each message of all calls with the result of a function, and ends with the first error.
    pub fn answer_each(&self, answer: impl Fn(Q) -> Result<P, Status> + Send + Sync + 'static) {
        self.always(Answer::Each(Arc::new(answer)));
    }
}

impl<Q, P> Default for State<Q, P> {
    fn default() -> Self {
        Self {
            calls: Vec::new(),
            once: VecDeque::new(),
            always: None,
            delay: Duration::ZERO,
        }
    }
}

impl<K, Q, P> Default for Fake<K, Q, P> {
    fn default() -> Self {
        Self {
            state: Arc::default(),
            kind: PhantomData,
        }
    }
}

impl<K, Q, P> Clone for Fake<K, Q, P> {
    fn clone(&self) -> Self {
        Self {
            state: Arc::clone(&self.state),
            kind: PhantomData,
        }
    }
}

impl<K, Q, P> fmt::Debug for Fake<K, Q, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fake")
            .field("calls", &self.state().calls.len())
            .finish_non_exhaustive()
    }
}
