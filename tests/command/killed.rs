//! Killed runs: each file is complete, and the next run does the rest.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{Outcome, Sandbox, USER};

/// Many files, so that writing takes some time.
const PACKAGES: usize = 40;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new(&[]);
    for number in 0..PACKAGES {
        let proto = USER.replace("user.v1", &format!("user.v{number}"));
        sandbox.write(&format!("proto/user{number}.proto"), &proto);
    }
    sandbox
}

const GENERATE: &str = "generate -I proto --out gen proto";

#[test]
fn killed_runs_leave_complete_files() {
    let sandbox = sandbox();
    assert_eq!(sandbox.rpcsmith(GENERATE).code, Some(0));
    let before = sandbox.texts();
    for number in 0..PACKAGES {
        let name = format!("proto/user{number}.proto");
        sandbox.edit(
            &name,
            "message User {",
            "message User {\n  string nick = 9;",
        );
    }
    let after = sandbox.rpcsmith(&GENERATE.replace("gen ", "after "));
    assert_eq!(after.code, Some(0));
    let after = sandbox.texts();
    let files = || sandbox.files("gen").into_iter();
    // The delays cover the whole time of the process.
    let (mut killed, mut delay) = (0, Duration::ZERO);
    loop {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rpcsmith"))
            .args(GENERATE.split(' '))
            .current_dir(sandbox.root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(delay);
        let has_ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        for name in files().filter(|name| !name.starts_with(".rpcsmith-")) {
            let name = format!("gen/{name}");
            let text = sandbox.read(&name);
            let new = &after[&name.replace("gen/", "after/")];
            assert!(
                text == before[&name] || text == *new,
                "{name} after {delay:?}"
            );
        }
        if has_ended {
            break;
        }
        killed += 1;
        delay += Duration::from_millis(5);
    }
    assert!(killed > 0);
    assert_eq!(
        sandbox.rpcsmith("generate -I proto --out gen proto --quiet"),
        Outcome::new(0, "", "")
    );
    for name in files().filter(|name| !name.starts_with(".rpcsmith-")) {
        assert_eq!(
            sandbox.read(&format!("gen/{name}")),
            after[&format!("after/{name}")],
            "{name}"
        );
    }
}
