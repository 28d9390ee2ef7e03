//! Transfers with the server as a process, over connections that break, and after the server is killed.

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
    local: TempDir,
    remote: TempDir,
}

impl Folders {
    fn new() -> Self {
        let folder = || tempfile::tempdir().unwrap();
        let folders = Self {
            local: folder(),
            remote: folder(),
        };
        fs::write(folders.file(), content()).unwrap();
        folders
    }

    fn file(&self) -> PathBuf {
        self.local.path().join("big.bin")
    }

    fn serve(&self, address: &str) -> Process {
        let folder = self.remote.path().to_str().unwrap();
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

/// A proxy to a server. Its connections break after these numbers of bytes in one direction; later ones do not break.
async fn breaking_proxy(server: String, budgets: &'static [u64]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut upstream = TcpStream::connect(&server).await.unwrap();
            let number = count.fetch_add(1, Ordering::Relaxed);
            let budget = budgets.get(number).copied().unwrap_or(u64::MAX);
            tokio::spawn(async move {
                let (from_client, mut to_client) = client.split();
                let (from_server, mut to_server) = upstream.split();
                let mut from_client = from_client.take(budget);
                let mut from_server = from_server.take(budget);
                tokio::select! {
                    _ = copy(&mut from_client, &mut to_server) => {}
                    _ = copy(&mut from_server, &mut to_client) => {}
                }
                // Let the sent bytes arrive: a reset would discard them.
                sleep(Duration::from_millis(300)).await;
            });
        }
    });
    (address, connections)
}

/// The offsets at which a transfer was resumed: those that do not exceed the previous progress.
fn resume_offsets(progress: &[u64]) -> Vec<u64> {
    let steps = progress.windows(2);
    let gaps = steps.filter(|step| step[1] <= step[0]);
    gaps.map(|step| step[1]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn transfers_resume_after_connections_break() {
    let folders = Folders::new();
    let server = folders.serve("127.0.0.1:0");
    let (address, connections) = breaking_proxy(server.address.clone(), &[500_000, 900_000]).await;

    let mut progress = Vec::new();
    let (client, file) = (connect(&address), folders.file());
    let uploaded = transfer::upload(&client, &file, |done, size| {
        assert_eq!(size, SIZE as u64);
        progress.push(done);
    });
    assert_eq!(uploaded.await.unwrap().size, SIZE as u64);
    assert_eq!(
        fs::read(folders.remote.path().join("big.bin")).unwrap(),
        content()
    );
    assert!(connections.load(Ordering::Relaxed) > 2);
    assert_resumed(&progress);

    let (address, connections) = breaking_proxy(server.address.clone(), &[500_000, 900_000]).await;
    let to = folders.local.path().join("copy.bin");
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
        fs::read_dir(folders.local.path()).unwrap().count(),
        2,
        "a partial file remains"
    );
}

/// The transfer was resumed at least twice, and not from the beginning.
fn assert_resumed(progress: &[u64]) {
    let offsets = resume_offsets(progress);
    assert!(offsets.len() >= 2, "{offsets:?}");
    assert!(offsets.iter().any(|offset| *offset > 0), "{offsets:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_resume_after_the_server_is_killed() {
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
        fs::read(folders.remote.path().join("big.bin")).unwrap(),
        content()
    );
    let offsets = resume_offsets(&progress);
    assert!(!offsets.is_empty() && !offsets.contains(&0), "{offsets:?}");
}

#[tokio::test]
async fn the_program_uploads_lists_and_downloads() {
    let folders = Folders::new();
    let server = folders.serve("127.0.0.1:0");
    let run = |arguments: &[&Path]| {
        let output = Command::new(TRANSFER)
            .args(arguments)
            .current_dir(folders.local.path())
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

    let (succeeded, _, stderr) = run(&words("upload big.bin"));
    assert!(succeeded, "{stderr}");
    assert!(stderr == "\rbig.bin: 100 % of 3000000 bytes\n", "{stderr}");
    let (succeeded, stdout, _) = run(&words("list"));
    assert!(succeeded);
    assert_eq!(stdout, "     3000000  big.bin\n");
    let (succeeded, _, stderr) = run(&words("download big.bin again.bin"));
    assert!(succeeded, "{stderr}");
    assert_eq!(
        fs::read(folders.local.path().join("again.bin")).unwrap(),
        content()
    );

    let (succeeded, _, stderr) = run(&words("download small.bin"));
    assert!(!succeeded);
    assert!(stderr.contains("file small.bin not found"), "{stderr}");
    let (succeeded, _, stderr) = run(&words("copy big.bin"));
    assert!(!succeeded);
    assert!(stderr.starts_with("usage: "), "{stderr}");
}
