//! The generated messages in the runtime are up to date with its protos.

#![cfg(feature = "cli")]

use std::path::Path;
use std::process::Command;

#[test]
fn the_messages_of_the_runtime_are_up_to_date() {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/rust");
    for member in ["server", "validate", "wire"] {
        let output = Command::new(env!("CARGO_BIN_EXE_rpcsmith"))
            .args(["generate", "--check"])
            .current_dir(runtime.join(member))
            .output()
            .expect("the command runs");
        assert!(
            output.status.success(),
            "`rpcsmith generate` in runtime/rust/{member}/ mends it:\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
