//! What becomes of streams of requests behind a check.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rpcsmith_goldens::goldens::validated_service::tables::v1::Line;
use rpcsmith_goldens::goldens::validated_service::tables::v1::table_service_server::{
    TableServiceServer, TableServiceValidation,
};
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Status};

use crate::support::{Tables, clients, line};

/// Tells when a check begins and when it is dropped; the one of `wait` never ends.
#[derive(Clone)]
struct Watched {
    begun: Arc<AtomicUsize>,
    dropped: mpsc::UnboundedSender<String>,
}

struct Guard(mpsc::UnboundedSender<String>, String);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.send(std::mem::take(&mut self.1));
    }
}

impl TableServiceValidation for Watched {
    async fn line(&self, request: &Request<Line>) -> Result<(), Status> {
        let text = request.get_ref().text.clone();
        let _guard = Guard(self.dropped.clone(), text.clone());
        self.begun.fetch_add(1, Ordering::SeqCst);
        if text == "wait" {
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

fn watched() -> (Watched, mpsc::UnboundedReceiver<String>) {
    let (dropped, told) = mpsc::unbounded_channel();
    let begun = Arc::default();
    (Watched { begun, dropped }, told)
}

#[tokio::test]
async fn messages_are_checked_as_they_come() {
    let (checks, _told) = watched();
    let server = TableServiceServer::with_validation(Tables, checks.clone());
    for client in clients(server).await {
        let (say, said) = mpsc::channel(1);
        let lines = ReceiverStream::new(said);
        let mut answers = client.talk(lines).await.unwrap().into_inner();
        for text in ["soup", "bread", "bill"] {
            say.send(line(text)).await.unwrap();
            let answer = answers.message().await.unwrap().unwrap();
            assert_eq!(answer.text, format!("{text}!"));
        }
        assert_eq!(checks.begun.swap(0, Ordering::SeqCst), 3);
        drop(say);
        assert!(answers.message().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_check_is_dropped_with_its_call() {
    let (checks, mut told) = watched();
    let server = TableServiceServer::with_validation(Tables, checks);
    for client in clients(server).await {
        let (say, said) = mpsc::channel(1);
        let lines = ReceiverStream::new(said);
        let mut answers = client.talk(lines).await.unwrap().into_inner();
        say.send(line("wait")).await.unwrap();
        let answer = tokio::time::timeout(Duration::from_millis(50), answers.message()).await;
        answer.expect_err("it is still being checked");
        assert!(told.try_recv().is_err());
        drop(answers);
        assert_eq!(told.recv().await.as_deref(), Some("wait"));
    }
}

/// Nobody reads the answers, so that nobody reads requests.
#[tokio::test]
async fn no_more_is_read_than_a_method_asks_for() {
    let (checks, _told) = watched();
    let server = TableServiceServer::with_validation(Tables, checks.clone());
    let [_, client] = clients(server).await;
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    let lines = std::iter::repeat_with(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        line("more")
    });
    let mut answers = client
        .talk(tokio_stream::iter(lines))
        .await
        .unwrap()
        .into_inner();
    let answer = answers.next().await.unwrap().unwrap();
    assert_eq!(answer.text, "more!");
    tokio::time::sleep(Duration::from_millis(20)).await;
    let (begun, sent) = (
        checks.begun.load(Ordering::SeqCst),
        sent.load(Ordering::SeqCst),
    );
    // tonic writes messages ahead, up to some 32 KiB each way.
    assert!(sent <= 20_000, "{sent} sent");
    assert!(begun <= sent, "{begun} checked of {sent} sent");
}
