//! Calls the service in process: no socket, no port.

mod served;

use std::fs;
use std::time::Duration;

use file_transfer::folder::Folder;
use file_transfer::proto::file::v1::file_service_client::FileServiceClient;
use file_transfer::proto::file::v1::file_service_server::FileServiceServer;
use file_transfer::proto::file::v1::upload_request::Part;
use file_transfer::proto::file::v1::{
    DownloadRequest, ListFilesRequest, UploadRequest, UploadStart,
};
use file_transfer::services::file_service::FileServiceImpl;
use rpcsmith_runtime::Code;
use rpcsmith_runtime::client::InProcess;
use served::{Served, chunk, serve, sha256, start, whole};
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

#[tokio::test]
async fn upload() {
    let served = serve();
    let content = b"hello, world";
    let parts = [
        start("a.txt", content, 0),
        chunk(0, b"hello"),
        chunk(5, b", world"),
    ];
    let file = served.upload(parts).await.unwrap();
    assert_eq!((file.name.as_str(), file.size), ("a.txt", 12));
    assert!(file.modified_at.is_some());
    assert_eq!(served.on_disk("a.txt").unwrap(), content);
    assert_eq!(served.parts(), 0);

    served.store("a.txt", b"another").await;
    assert_eq!(served.on_disk("a.txt").unwrap(), b"another");
    served.upload([start("empty", b"", 0)]).await.unwrap();
    assert_eq!(served.on_disk("empty").unwrap(), b"");
}

#[tokio::test]
async fn upload_resumes_after_an_interruption() {
    let served = serve();
    let content = b"hello, world";
    let status = served
        .upload([start("a.txt", content, 0), chunk(0, b"hello")])
        .await;
    let status = status.unwrap_err();
    assert_eq!(status.message(), "the file ends after 5 bytes");
    assert_eq!(served.received("a.txt", content).await, 5);
    // Other contents and other names have no received bytes, and the incomplete file is not visible.
    assert_eq!(served.received("a.txt", b"another").await, 0);
    assert_eq!(served.received("b.txt", content).await, 0);
    assert_eq!(served.on_disk("a.txt"), None);

    let status = served
        .upload([start("a.txt", content, 6)])
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(status.message(), "only 5 bytes have been received");

    // The bytes after the offset are replaced.
    let parts = [start("a.txt", content, 3), chunk(3, b"lo, world")];
    served.upload(parts).await.unwrap();
    assert_eq!(served.on_disk("a.txt").unwrap(), content);
    assert_eq!(served.received("a.txt", content).await, 0);
}

#[tokio::test]
async fn upload_stores_nothing_if_it_is_cancelled() {
    let served = serve();
    let content = b"hello";
    let (sent, mut is_sent) = mpsc::channel(1);
    let last = tokio_stream::once(()).filter_map(move |()| {
        sent.try_send(()).unwrap();
        None
    });
    // All bytes have been received, but the client has not ended the stream.
    let parts = tokio_stream::iter([start("a.txt", content, 0), chunk(0, content)]);
    let parts = parts.map(|part| UploadRequest { part: Some(part) });
    let requests = parts.chain(last).chain(tokio_stream::pending());
    tokio::select! {
        _ = served.client.upload(requests) => panic!("the requests do not end"),
        _ = is_sent.recv() => {}
    }
    assert_eq!(served.on_disk("a.txt"), None);
    served.store("a.txt", content).await;
    assert_eq!(served.on_disk("a.txt").unwrap(), content);
}

/// A client that cancels an upload can send the rest later.
#[tokio::test]
async fn upload_resumes_after_it_is_cancelled() {
    let served = serve();
    let content = b"hello";
    let parts = tokio_stream::iter([start("a.txt", content, 0), chunk(0, b"hel")]);
    let parts = parts.map(|part| UploadRequest { part: Some(part) });
    let is_received = async {
        while served.received("a.txt", content).await < 3 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    // The end of this block drops the call, which cancels it.
    tokio::select! {
        _ = served.client.upload(parts.chain(tokio_stream::pending())) => panic!("the requests do not end"),
        received = tokio::time::timeout(Duration::from_secs(30), is_received) => received.unwrap(),
    }
    assert_eq!(served.on_disk("a.txt"), None);
    assert_eq!(served.received("a.txt", content).await, 3);

    let rest = [start("a.txt", content, 3), chunk(3, b"lo")];
    assert_eq!(served.upload(rest).await.unwrap().size, 5);
    assert_eq!(served.on_disk("a.txt").unwrap(), content);
}

#[tokio::test]
async fn upload_rejects_invalid_parts() {
    let served = serve();
    let content = b"hello";
    let begin = || start("a.txt", content, 0);
    for (parts, code, text) in [
        (
            vec![],
            Code::InvalidArgument,
            "an upload begins with its start",
        ),
        (
            vec![chunk(0, content)],
            Code::InvalidArgument,
            "an upload begins with its start",
        ),
        (
            vec![begin(), begin()],
            Code::InvalidArgument,
            "an upload has one start",
        ),
        (
            vec![begin(), chunk(1, b"ello")],
            Code::InvalidArgument,
            "the next chunk must begin at 0",
        ),
        (
            vec![begin(), chunk(0, b"hello!")],
            Code::InvalidArgument,
            "the file is longer than its announced size",
        ),
        (
            vec![begin(), chunk(0, b"HELLO")],
            Code::InvalidArgument,
            "the checksum does not match the content",
        ),
    ] {
        let status = served.upload(parts).await.unwrap_err();
        assert_eq!((status.code(), status.message()), (code, text));
    }
    // Content with a wrong checksum is removed.
    assert_eq!(served.received("a.txt", content).await, 0);
    assert_eq!(served.on_disk("a.txt"), None);
}

#[tokio::test]
async fn only_one_upload_of_a_file_at_a_time() {
    let served = serve();
    let content = b"hello";
    let (parts, requests) = mpsc::channel(1);
    let first = served.client.clone();
    let first = tokio::spawn(async move { first.upload(ReceiverStream::new(requests)).await });
    let request = |part| UploadRequest { part: Some(part) };
    parts
        .send(request(start("a.txt", content, 0)))
        .await
        .unwrap();
    parts.send(request(chunk(0, b"hel"))).await.unwrap();
    while served.received("a.txt", content).await < 3 {
        tokio::task::yield_now().await;
    }

    let status = served
        .upload([start("a.txt", content, 0)])
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Aborted);
    // Other content is a separate upload.
    served.store("a.txt", b"another").await;

    parts.send(request(chunk(3, b"lo"))).await.unwrap();
    drop(parts);
    first.await.unwrap().unwrap();
    assert_eq!(served.on_disk("a.txt").unwrap(), content);
}

#[tokio::test]
async fn requests_are_validated() {
    let served = serve();
    let mut large = UploadStart {
        name: "a.txt".to_owned(),
        size: 5,
        sha256: vec![0; 32],
        offset: 6,
    };
    let beyond_the_end = Part::Start(large.clone());
    (large.size, large.offset) = (1_000_001, 0);
    let start_of = |name| [start(name, b"", 0)];
    for (parts, text) in [
        (&start_of("../a.txt")[..], "start.name: "),
        (&start_of("a/b.txt"), "start.name: "),
        (&start_of(".hidden"), "start.name: "),
        (&start_of(""), "start.name: "),
        (&start_of(&"a".repeat(101)), "start.name: "),
        (
            &[beyond_the_end],
            "start: the offset is behind the end of the file",
        ),
        (
            &[Part::Start(large)],
            "start.size: must be no more than 1000000 on this server",
        ),
        (&[start("a", b"b", 0), chunk(0, b"")], "chunk.data: "),
        (
            &[start("a", b"b", 0), chunk(0, &[0; 65_537])],
            "chunk.data: ",
        ),
    ] {
        let status = served.upload(parts.to_vec()).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument, "{status}");
        assert!(status.message().starts_with(text), "{}", status.message());
    }
    let status = served
        .client
        .upload(tokio_stream::once(UploadRequest { part: None }))
        .await;
    assert_eq!(status.unwrap_err().code(), Code::InvalidArgument);
    let status = served.get("../../etc/passwd").await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
}

/// Without validation, names still cannot lead out of the folder.
#[tokio::test]
async fn names_are_checked_without_the_rules_too() {
    let Served { folder, .. } = serve();
    fs::write(folder.path().join("secret"), "secret").unwrap();
    let inner = Folder::new(folder.path().join("inner")).unwrap();
    let server = FileServiceServer::new(FileServiceImpl::new(inner)).without_validation();
    let served = Served {
        client: FileServiceClient::new(InProcess::new(server)),
        folder,
    };
    for name in [
        "../secret",
        "..",
        ".",
        "",
        "/etc/passwd",
        "..\\secret",
        ".parts",
        "a\0b",
        ".parts/../../secret",
    ] {
        for status in [
            served.get(name).await.unwrap_err(),
            served.download(whole(name)).await.unwrap_err(),
            served.upload([start(name, b"", 0)]).await.unwrap_err(),
        ] {
            assert_eq!(status.code(), Code::InvalidArgument, "{name}");
        }
    }
}

#[tokio::test]
async fn download() {
    let served = serve();
    let content: Vec<u8> = (0..200_000u32).map(|number| number as u8).collect();
    fs::write(served.folder.path().join("big"), &content).unwrap();
    assert_eq!(served.download(whole("big")).await.unwrap(), content);

    for (offset, length, expected) in [
        (0, Some(1), &content[..1]),
        (70_000, None, &content[70_000..]),
        (10, Some(100_000), &content[10..100_010]),
        (199_999, Some(100), &content[199_999..]),
        (200_000, None, &[]),
    ] {
        let request = DownloadRequest {
            offset,
            length,
            sha256: Some(sha256(&content)),
            ..whole("big")
        };
        assert_eq!(served.download(request).await.unwrap(), expected);
    }

    let beyond = DownloadRequest {
        offset: 200_001,
        ..whole("big")
    };
    let another = DownloadRequest {
        sha256: Some(sha256(b"another")),
        ..whole("big")
    };
    for (request, code) in [
        (beyond, Code::OutOfRange),
        (another, Code::Aborted),
        (whole("small"), Code::NotFound),
    ] {
        assert_eq!(served.download(request).await.unwrap_err().code(), code);
    }
}

#[tokio::test]
async fn download_continues_with_a_file_that_is_replaced() {
    let served = serve();
    let content = vec![1; 600_000];
    let parts: Vec<_> = (0..).step_by(60_000).zip(content.chunks(60_000)).collect();
    let parts = parts.into_iter().map(|(offset, data)| chunk(offset, data));
    served
        .upload([start("a", &content, 0)].into_iter().chain(parts))
        .await
        .unwrap();

    let mut chunks = served
        .client
        .download(whole("a"))
        .await
        .unwrap()
        .into_inner();
    let mut size = chunks.message().await.unwrap().unwrap().data.len();
    served.store("a", b"another").await;
    while let Some(chunk) = chunks.next().await {
        let data = chunk.unwrap().data;
        assert!(data.iter().all(|byte| *byte == 1));
        size += data.len();
    }
    assert_eq!(size, content.len());
    assert_eq!(served.download(whole("a")).await.unwrap(), b"another");
}

#[tokio::test]
async fn get_file() {
    let served = serve();
    served.store("a.txt", b"hello").await;
    let found = served.get("a.txt").await.unwrap();
    assert_eq!(found.sha256, sha256(b"hello"));
    assert_eq!(found.file.unwrap().size, 5);

    // Files that other programs write have the checksum of their current content.
    fs::write(served.folder.path().join("a.txt"), "hello, world").unwrap();
    assert_eq!(
        served.get("a.txt").await.unwrap().sha256,
        sha256(b"hello, world")
    );

    let status = served.get("b.txt").await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::NotFound, "file b.txt not found")
    );
}

#[tokio::test]
async fn list_files() {
    let served = serve();
    served.store("b.txt", b"hello").await;
    served.store("a.txt", b"hi").await;
    fs::create_dir(served.folder.path().join("folder")).unwrap();
    served
        .upload([start("part", b"hello", 0)])
        .await
        .unwrap_err();
    let files = served.client.list_files(ListFilesRequest {}).await.unwrap();
    let files = files.into_inner().map(|file| {
        let file = file.unwrap();
        (file.name, file.size)
    });
    let files: Vec<_> = files.collect().await;
    assert_eq!(files, [("a.txt".to_owned(), 2), ("b.txt".to_owned(), 5)]);
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_not_followed() {
    let served = serve();
    std::os::unix::fs::symlink("/etc/passwd", served.folder.path().join("link")).unwrap();
    assert_eq!(served.get("link").await.unwrap_err().code(), Code::NotFound);
    let files = served.client.list_files(ListFilesRequest {}).await.unwrap();
    assert!(files.into_inner().message().await.unwrap().is_none());
}
