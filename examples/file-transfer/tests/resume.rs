//! Transfers to the server as a process, whose connections break, and which is killed.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use file_transfer::proto::file::v1::file_service_client::FileServiceClient;
use file_transfer::transfer;
use rpcsmith_runtime::Channel;
use support::Process;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

const SERVER: &str = env!("CARGO_BIN_EXE_file-transfer");
const TRANSFER: &str = env!("CARGO_BIN_EXE_transfer");
const SIZE: usize = 3_000_000;

/// A folder with a file to send, and a folder for the server.
struct Folders {
    here: TempDir,
    there: TempDir,
}

impl Folders {
    fn new() -> Self {
        let folder = || tempfile::tempdir().unwrap();
        let folders = Self {
            here: folder(),
            there: folder(),
        };
        fs::write(folders.file(), content()).unwrap();
        folders
    }

    fn file(&self) -> PathBuf {
        self.here.path().join("big.bin")
    }

    fn serve(&self, address: &str) -> Process {
        let folder = self.there.path().to_str().unwrap();
        let settings = [
            ("FILE_TRANSFER__FOLDER", folder),
            ("FILE_TRANSFER__SERVER__ADDRESS", address),
        ];
        Process::start(SERVER, &settings)
    }
}

fn content() -> Vec<u8> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..SIZE).map(|_| next()).collect()
}

fn connect(address: &str) -> FileServiceClient {
    let channel = Channel::builder(format!("http://{address}"));
    FileServiceClient::new(channel.build().unwrap())
}

/// Leads to a server; of its connections, all but the last break after so many bytes one way.
async fn breaking(server: String, budgets: &'static [u64]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let mut far = TcpStream::connect(&server).await.unwrap();
            let number = count.fetch_add(1, Ordering::Relaxed);
            let budget = budgets.get(number).copied().unwrap_or(u64::MAX);
            tokio::spawn(async move {
                let (near_reads, mut near_writes) = near.split();
                let (far_reads, mut far_writes) = far.split();
                let (mut there, mut back) = (near_reads.take(budget), far_reads.take(budget));
                tokio::select! {
                    _ = copy(&mut there, &mut far_writes) => {}
                    _ = copy(&mut back, &mut near_writes) => {}
                }
                // What has been sent is to arrive: a connection that is reset takes it along.
                sleep(Duration::from_millis(300)).await;
            });
        }
    });
    (address, connections)
}

/// Where a transfer was taken up: where progress does not follow what was before.
fn taken_up(progress: &[u64]) -> Vec<u64> {
    let steps = progress.windows(2);
    let gaps = steps.filter(|step| step[1] <= step[0]);
    gaps.map(|step| step[1]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn transfers_go_on_where_the_connection_broke() {
    let folders = Folders::new();
    let server = folders.serve("127.0.0.1:0");
    let (address, connections) = breaking(server.address.clone(), &[500_000, 900_000]).await;

    let mut progress = Vec::new();
    let (client, file) = (connect(&address), folders.file());
    let uploaded = transfer::upload(&client, &file, |done, size| {
        assert_eq!(size, SIZE as u64);
        progress.push(done);
    });
    assert_eq!(uploaded.await.unwrap().size, SIZE as u64);
    assert_eq!(
        fs::read(folders.there.path().join("big.bin")).unwrap(),
        content()
    );
    assert!(connections.load(Ordering::Relaxed) > 2);
    assert_resumed(&progress);

    let (address, connections) = breaking(server.address.clone(), &[500_000, 900_000]).await;
    let to = folders.here.path().join("copy.bin");
    let mut progress = Vec::new();
    let client = connect(&address);
    let downloaded = transfer::download(&client, "big.bin", &to, |done, _| {
        progress.push(done);
    });
    assert_eq!(downloaded.await.unwrap(), SIZE as u64);
    assert_eq!(fs::read(&to).unwrap(), content());
    assert!(connections.load(Ordering::Relaxed) > 2);
    assert_resumed(&progress);
    assert_eq!(
        fs::read_dir(folders.here.path()).unwrap().count(),
        2,
        "no part is left"
    );
}

/// It was taken up at least twice, and not from the beginning.
fn assert_resumed(progress: &[u64]) {
    let taken_up = taken_up(progress);
    assert!(taken_up.len() >= 2, "{taken_up:?}");
    assert!(taken_up.iter().any(|offset| *offset > 0), "{taken_up:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_outlive_the_server() {
    let folders = Folders::new();
    let mut server = Some(folders.serve("127.0.0.1:0"));
    let address = server.as_ref().unwrap().address.clone();
    let mut progress = Vec::new();
    let mut killed = false;
    let (client, file) = (connect(&address), folders.file());
    let uploaded = transfer::upload(&client, &file, |done, _| {
        progress.push(done);
        if done > SIZE as u64 / 2 && !killed {
            killed = true;
            drop(server.take());
            server = Some(folders.serve(&address));
        }
    });
    uploaded.await.unwrap();
    assert_eq!(
        fs::read(folders.there.path().join("big.bin")).unwrap(),
        content()
    );
    let taken_up = taken_up(&progress);
    assert!(
        !taken_up.is_empty() && !taken_up.contains(&0),
        "{taken_up:?}"
    );
}

#[tokio::test]
async fn the_program_uploads_lists_and_downloads() {
    let folders = Folders::new();
    let server = folders.serve("127.0.0.1:0");
    let run = |arguments: &[&Path]| {
        let output = Command::new(TRANSFER)
            .args(arguments)
            .current_dir(folders.here.path())
            .env("FILE_CLIENT_TARGET", format!("http://{}", server.address))
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.success(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let words = |words: &'static str| words.split(' ').map(Path::new).collect::<Vec<_>>();

    let (good, _, shown) = run(&words("upload big.bin"));
    assert!(good, "{shown}");
    assert!(shown == "\rbig.bin: 100 % of 3000000 bytes\n", "{shown}");
    let (good, listed, _) = run(&words("list"));
    assert!(good);
    assert_eq!(listed, "     3000000  big.bin\n");
    let (good, _, shown) = run(&words("download big.bin again.bin"));
    assert!(good, "{shown}");
    assert_eq!(
        fs::read(folders.here.path().join("again.bin")).unwrap(),
        content()
    );

    let (good, _, shown) = run(&words("download small.bin"));
    assert!(!good);
    assert!(shown.contains("there is no file small.bin"), "{shown}");
    let (good, _, shown) = run(&words("copy big.bin"));
    assert!(!good);
    assert!(shown.starts_with("usage: "), "{shown}");
}
