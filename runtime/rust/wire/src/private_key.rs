//! Warns about files with private keys and secrets that all users can read.

use std::path::Path;

/// Logs a warning if all users of the machine can read or change a file with private keys or secrets.
///
/// It checks Unix permissions only. It ignores the group, because Kubernetes gives secrets to the group of a pod.
pub fn warn_if_exposed(path: &Path) {
    if let Some(mode) = exposed(path) {
        let path = path.display();
        tracing::warn!(
            target: "rpcsmith_runtime::private_key",
            %path,
            mode = format_args!("{mode:03o}"),
            "all users of this machine can read the key: run `chmod 600 {path}`, in Kubernetes set `defaultMode: \
             0440` for the volume"
        );
    }
}

/// The permissions of a file, if others than its owner and group have access.
#[cfg(unix)]
fn exposed(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    const OTHERS_READ_OR_WRITE: u32 = 0o006;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & OTHERS_READ_OR_WRITE != 0).then_some(mode)
}

#[cfg(not(unix))]
fn exposed(_: &Path) -> Option<u32> {
    None
}
