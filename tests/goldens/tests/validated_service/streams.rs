//! Validation of streams of requests: order, cancellation and flow control.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rpcsmith_goldens::goldens::validated_service::tables::v1::Line;
use rpcsmith_goldens::goldens::validated_service::tables::v1::table_service_server::{
    TableServiceServer, TableServiceValidation,
};
use rpcsmith_runtime::{Request, Status};
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use crate::support::{Tables, clients, line};

/// Records when a check begins and when it is dropped. The check of `wait` never ends.
#[derive(Clone)]
struct Recorder {
    started: Arc<AtomicUsize>,
    dropped: mpsc::UnboundedSender<String>,
}

/// Sends the text of its message when it is dropped.
struct DropGuard(mpsc::UnboundedSender<String>, String);

impl Drop for DropGuard {
    fn drop(&mut self) {
        let _ = self.0.send(std::mem::take(&mut self.1));
    }
}

impl TableServiceValidation for Recorder {
    async fn line(&self, request: &Request<Line>) -> Result<(), Status> {
        let text = request.get_ref().text.clone();
        let _guard = DropGuard(self.dropped.clone(), text.clone());
        self.started.fetch_add(1, Ordering::SeqCst);
        if text == "wait" {
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

fn recorder() -> (Recorder, mpsc::UnboundedReceiver<String>) {
    let (dropped, drops) = mpsc::unbounded_channel();
    let started = Arc::default();
    (Recorder { started, dropped }, drops)
}

#[tokio::test]
async fn messages_are_checked_as_they_arrive() {
    let (checks, _drops) = recorder();
    let server = TableServiceServer::with_validation(Tables, checks.clone());
    for client in clients(server).await {
        let (sender, messages) = mpsc::channel(1);
        let lines = ReceiverStream::new(messages);
        let mut answers = client.talk(lines).await.unwrap().into_inner();
        for text in ["soup", "bread", "bill"] {
            sender.send(line(text)).await.unwrap();
            let answer = answers.message().await.unwrap().unwrap();
            assert_eq!(answer.text, format!("{text}!"));
        }
        assert_eq!(checks.started.swap(0, Ordering::SeqCst), 3);
        drop(sender);
        assert!(answers.message().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_check_is_dropped_with_its_call() {
    let (checks, mut drops) = recorder();
    let server = TableServiceServer::with_validation(Tables, checks);
    for client in clients(server).await {
        let (sender, messages) = mpsc::channel(1);
        let lines = ReceiverStream::new(messages);
        let mut answers = client.talk(lines).await.unwrap().into_inner();
        sender.send(line("wait")).await.unwrap();
        let answer = tokio::time::timeout(Duration::from_millis(50), answers.message()).await;
        answer.expect_err("the check never ends");
        assert!(drops.try_recv().is_err());
        drop(answers);
        assert_eq!(drops.recv().await.as_deref(), Some("wait"));
    }
}

/// The client reads only the first answer, so the method stops reading requests.
#[tokio::test]
async fn requests_are_read_only_on_demand() {
    let (checks, _drops) = recorder();
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
    let (started, sent) = (
        checks.started.load(Ordering::SeqCst),
        sent.load(Ordering::SeqCst),
    );
    // Each direction buffers up to 32 KiB; an answer has 12 bytes, a request has 11.
    const BUFFER: usize = 32 * 1024;
    assert!(started <= BUFFER / 12 + 1, "{started} checked");
    assert!(
        sent - started <= BUFFER / 11 + 1,
        "{started} checked of {sent}"
    );
}
