//! Keeps the notes of a team.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::HeaderValue;
use notes::v1 as proto;
use proto::notes_server::{Notes, NotesServer};
use proto::{AddRequest, ImportResponse, Note, SearchRequest};
use rpcsmith_runtime::serve::ServerTls;
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Server, Status, Streaming};
use tower::{Layer, Service};

rpcsmith_runtime::include_generated!();

/// The notes by their ids.
#[derive(Clone, Debug, Default)]
struct Store(Arc<Mutex<BTreeMap<u64, String>>>);

impl Store {
    fn notes(&self) -> MutexGuard<'_, BTreeMap<u64, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, text: String) -> Note {
        let mut notes = self.notes();
        let id = notes.keys().next_back().map_or(1, |last| last + 1);
        notes.insert(id, text.clone());
        Note { id, text }
    }
}

/// The text of a note, without spaces around it.
fn text(request: AddRequest) -> Result<String, Status> {
    match request.text.trim() {
        "" => Err(Status::invalid_argument("a note has a text")),
        text => Ok(text.to_owned()),
    }
}

impl Notes for Store {
    async fn add(&self, request: Request<AddRequest>) -> Result<Response<Note>, Status> {
        let note = Store::add(self, text(request.into_inner())?);
        let mut response = Response::new(note);
        let metadata = response.metadata_mut();
        metadata.insert("x-notes", self.notes().len().into());
        Ok(response)
    }

    async fn search(
        &self,
        request: Request<SearchRequest>,
    ) -> Result<Response<BoxStream<Note>>, Status> {
        let word = request.into_inner().word;
        let found: Vec<_> = self
            .notes()
            .iter()
            .filter(|(_, text)| text.contains(&word))
            .map(|(id, text)| {
                Ok(Note {
                    id: *id,
                    text: text.clone(),
                })
            })
            .collect();
        if found.is_empty() {
            return Err(Status::not_found(format!("no note has the word {word:?}")));
        }
        Ok(Response::new(Box::pin(tokio_stream::iter(found))))
    }

    async fn import(
        &self,
        request: Request<Streaming<AddRequest>>,
    ) -> Result<Response<ImportResponse>, Status> {
        let mut requests = request.into_inner();
        let mut texts = Vec::new();
        while let Some(request) = requests.message().await? {
            texts.push(text(request)?);
        }
        let count = texts.len() as u64;
        for text in texts {
            Store::add(self, text);
        }
        Ok(Response::new(ImportResponse { count }))
    }
}

/// Rejects calls without the token of the team.
fn authorize(request: Request<()>) -> Result<Request<()>, Status> {
    let token = env::var("NOTES_TOKEN").unwrap_or_default();
    match request.metadata().get("authorization") {
        Some(given) if given.as_bytes() == format!("Bearer {token}").as_bytes() => Ok(request),
        _ => Err(Status::unauthenticated("the token is missing or wrong")),
    }
}

/// Adds the time of each call to its response.
#[derive(Clone, Copy, Debug)]
struct Timing;

#[derive(Clone, Debug)]
struct Timed<S>(S);

impl<S> Layer<S> for Timing {
    type Service = Timed<S>;

    fn layer(&self, service: S) -> Timed<S> {
        Timed(service)
    }
}

impl<S, B, R> Service<http::Request<B>> for Timed<S>
where
    S: Service<http::Request<B>, Response = http::Response<R>>,
    S::Future: Send + 'static,
{
    type Response = http::Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let (started, response) = (Instant::now(), self.0.call(request));
        Box::pin(async move {
            let mut response = response.await?;
            let micros = started.elapsed().as_micros().to_string();
            if let Ok(value) = HeaderValue::from_str(&micros) {
                response.headers_mut().insert("x-micros", value);
            }
            Ok(response)
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    Server::builder()
        .tls(ServerTls::files("tls/server.pem", "tls/server.key"))
        .max_call_time(Duration::from_secs(30))
        .layer(Timing)
        .health()
        .reflection([proto::FILE_DESCRIPTOR_SET])
        .add_service(NotesServer::with_interceptor(Store::default(), authorize))
        .serve("[::1]:50051".parse()?)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn notes_are_found_by_a_word() {
        let store = Store::default();
        for text in ["buy milk", "call Ada", "sell milk"] {
            let request = Request::new(AddRequest { text: text.into() });
            Notes::add(&store, request).await.unwrap();
        }
        let word = "milk".to_owned();
        let found = store.search(Request::new(SearchRequest { word })).await;
        let found = tokio_stream::StreamExt::collect::<Vec<_>>(found.unwrap().into_inner());
        let ids: Vec<_> = found
            .await
            .into_iter()
            .map(|note| note.unwrap().id)
            .collect();
        assert_eq!(ids, [1, 3]);
    }

    #[test]
    fn calls_need_a_token() {
        let status = authorize(Request::new(())).unwrap_err();
        assert_eq!(status.code(), rpcsmith_runtime::Code::Unauthenticated);
    }
}
