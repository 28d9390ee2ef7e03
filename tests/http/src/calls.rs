//! Calls by the generated client of HTTP/JSON, to our server or to grpc-gateway.

use prost_types::value::Kind as JsonKind;
use prost_types::{Duration, FieldMask, Timestamp, Value};
use rpcsmith_runtime::channel::Protocol;
use rpcsmith_runtime::{Channel, Code, Response, Status};

use crate::Failure;
use crate::proto::library_client::LibraryHttpClient;
use crate::proto::request::Choice;
use crate::proto::{self, Author, Book, Kind, Request};

/// Calls each method, and checks that its handler gets the request. Returns the number of calls.
///
/// # Errors
/// If a call fails, or if its response is not the expected one.
pub async fn call_all(port: u16) -> Result<usize, Failure> {
    let channel = Channel::builder(format!("http://127.0.0.1:{port}"));
    let channel = channel.protocol(Protocol::HttpJson).http1().build()?;
    let client = LibraryHttpClient::new(channel);
    let mut calls = 0;
    for request in requests() {
        unary(&client, &request).await?;
        others(&client, &request).await?;
        calls += 14;
    }
    Ok(calls)
}

/// Requests whose fields a query can have.
fn requests() -> [Request; 2] {
    let paths = Request {
        parent: "shelves/7".to_owned(),
        id: 3,
        title: "t/u:v".to_owned(),
        path: "r/a/b:c/d".to_owned(),
        nick: Some("n".to_owned()),
        count: Some(-5),
        at: Some(Timestamp {
            seconds: 1,
            nanos: 20_000_000,
        }),
        wait: Some(Duration {
            seconds: -1,
            nanos: -500_000_000,
        }),
        data: vec![0xfb, 0xff, 0xfe],
        book: Some(Book {
            name: "shelves/1/books/2".to_owned(),
            ..Book::default()
        }),
        ..Request::default()
    };
    let whole = Request {
        name: "\"\\\n?#[]".to_owned(),
        kind: Kind::Atlas.into(),
        flag: true,
        ratio: -1e-300,
        share: 0.1,
        small: u32::MAX,
        large: u64::MAX,
        delta: i32::MIN,
        tags: vec!["x".to_owned(), String::new()],
        numbers: vec![0, -1],
        kinds: vec![Kind::Novel.into(), 0],
        flags: vec![false, true],
        labels: [("a]b".to_owned(), "=".to_owned())].into(),
        switches: [(-1, true), (2, false)].into(),
        book: Some(book()),
        mask: Some(FieldMask {
            paths: vec!["book.author.full_name".to_owned(), "id".to_owned()],
        }),
        maybe: Some(false),
        blob: Some(vec![0xff]),
        any_value: Some(Value {
            kind: Some(JsonKind::StringValue("v".to_owned())),
        }),
        choice: Some(Choice::Right(0)),
        note: Some(String::new()),
        optional_number: Some(0),
        renamed: "r".to_owned(),
        ..paths.clone()
    };
    [paths, whole]
}

fn book() -> Book {
    Book {
        name: "shelves/a b/books/é%2F".to_owned(),
        title: "a&b=c+d".to_owned(),
        author: Some(Author {
            full_name: "Ada".to_owned(),
            age: -1,
            aliases: vec![String::new(), "a,b".to_owned()],
        }),
        pages: vec!["1".to_owned()],
        copies: i64::MAX,
        kind: Kind::Negative.into(),
        published: None,
    }
}

/// The methods that answer with their request.
async fn unary(client: &LibraryHttpClient, sent: &Request) -> Result<(), Failure> {
    type Answer = Result<Response<proto::Response>, Status>;

    let check = |name: &str, answer: Answer| -> Result<(), Failure> {
        let answer = answer.map_err(|status| format!("{name}: {status}"))?;
        let received = answer.into_inner().request;
        if received.as_ref() == Some(sent) {
            return Ok(());
        }
        Err(format!("{name}: sent {sent:?}\nreceived {received:?}").into())
    };
    let request = || sent.clone();
    check("GetBook", client.get_book(request()).await)?;
    check("Search", client.search(request()).await)?;
    check("CreateBook", client.create_book(request()).await)?;
    check("UpdateBook", client.update_book(request()).await)?;
    check("AddTags", client.add_tags(request()).await)?;
    check("Rename", client.rename(request()).await)?;
    check("Archive", client.archive(request()).await)?;
    check("ReadFile", client.read_file(request()).await)?;
    check("ByKind", client.by_kind(request()).await)?;
    // grpc-gateway takes the paths of `Literal` and `Star` for those of `Rest`.
    check("Rest", client.rest(request()).await)
}

/// The methods with other responses.
async fn others(client: &LibraryHttpClient, sent: &Request) -> Result<(), Failure> {
    let deleted = client.delete_book(sent.clone()).await?.into_inner().names;
    let name = sent.book.as_ref().map(|book| book.name.clone());
    ensure(deleted == Vec::from_iter(name), "DeleteBook")?;

    let downloaded = client.download(sent.clone()).await?.into_inner();
    let is_same = downloaded.data == sent.data && downloaded.content_type == "text/plain";
    ensure(is_same, "Download")?;

    let fails = Request {
        fail: Code::Aborted.into(),
        ..sent.clone()
    };
    let mut list = client.list(fails.clone()).await?.into_inner();
    for _ in 0..fails.id {
        let next = list.message().await?.and_then(|response| response.request);
        ensure(next.as_ref() == Some(&fails), "List")?;
    }
    let end = list.message().await.map_err(|status| status.code());
    ensure(end == Err(Code::Aborted), "the end of List")?;
    let failed = client.search(fails).await.map_err(|status| status.code());
    ensure(failed.err() == Some(Code::Aborted), "the status of Search")
}

fn ensure(holds: bool, what: &str) -> Result<(), Failure> {
    match holds {
        true => Ok(()),
        false => Err(format!("{what} has another response").into()),
    }
}
