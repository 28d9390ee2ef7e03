//! Runs that are cut short at every step in turn.

use std::cell::Cell;
use std::fs;
use std::io;
#[cfg(unix)]
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};
use std::{env, process};

use tempfile::TempDir;

use super::{Before, Change, commit, commit_in_steps};

/// A directory with files that change, and the changes.
struct Scene {
    directory: TempDir,
}

/// Each file with its text before and after.
const FILES: [(&str, Option<&str>, Option<&str>); 5] = [
    ("new/deep/user.rs", None, Some("new")),
    (
        "gen/user.rs",
        Some("generated before"),
        Some("generated after"),
    ),
    ("user.rs", Some("before"), Some("before and after")),
    ("mod.rs", Some("mod user;"), Some("mod user;\nmod team;")),
    ("gen/stale.rs", Some("stale"), None),
];

/// Each change is prepared, and then made; what only goes is not prepared, but has its step.
const STEPS: usize = 2 * FILES.len();

impl Scene {
    fn new() -> Self {
        let scene = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        for (name, before, _) in FILES {
            if let Some(before) = before {
                scene.write(name, before);
            }
        }
        scene
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.directory.path().join(name)).ok()
    }

    /// How many files are as they should be; each of the others is as it was.
    fn made(&self) -> usize {
        let is_made = |(name, before, after): &(&str, Option<&str>, Option<&str>)| {
            let text = self.read(name);
            assert!(
                [*before, *after].contains(&text.as_deref()),
                "{name}: {text:?}"
            );
            text.as_deref() == *after
        };
        FILES.iter().filter(|file| is_made(file)).count()
    }

    /// How many temporary files nobody has removed.
    fn left_over(&self) -> usize {
        self.left_overs().len()
    }

    /// Sets their times back to when no run can need them any more.
    fn age_left_overs(&self) {
        for path in self.left_overs() {
            let long_ago = SystemTime::now() - Duration::from_secs(601);
            let file = fs::File::options().write(true).open(path).unwrap();
            file.set_modified(long_ago).unwrap();
        }
    }

    fn left_overs(&self) -> Vec<PathBuf> {
        let directories = ["", "gen", "new/deep"].map(|name| self.directory.path().join(name));
        let entries = directories
            .iter()
            .flat_map(|path| fs::read_dir(path).into_iter().flatten());
        let paths = entries.map(|entry| entry.unwrap().path());
        let is_temporary = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.starts_with(".rpcsmith-")
        };
        paths.filter(is_temporary).collect()
    }
}

/// The changes that are not made yet, as a run would find them.
fn changes(root: &Path) -> Vec<Change<'static>> {
    let changes = FILES.iter().map(|(name, before, after)| {
        let path = root.join(name);
        let found = fs::read(&path).ok();
        let is_made = found.as_deref() == after.map(str::as_bytes);
        assert!(is_made || found.as_deref() == before.map(str::as_bytes));
        let change = Change {
            path,
            before: if name.starts_with("gen/") {
                Before::Anything
            } else {
                Before::Content(found)
            },
            after: after.map(|after| after.as_bytes().into()),
        };
        (!is_made).then_some(change)
    });
    changes.flatten().collect()
}

/// Counts steps, and does something at one of them.
fn at_step(wanted: usize, act: impl Fn() -> io::Result<()>) -> impl FnMut(&Path) -> io::Result<()> {
    let step = Cell::new(0);
    move |_| {
        step.set(step.get() + 1);
        if step.get() - 1 == wanted {
            act()
        } else {
            Ok(())
        }
    }
}

#[test]
fn a_write_that_fails_leaves_whole_files() {
    for step in 0..STEPS {
        let scene = Scene::new();
        let root = scene.directory.path();
        let mut fail = at_step(step, || Err(io::Error::other("the disk is full")));
        let faults = commit_in_steps(&changes(root), &mut fail).unwrap_err();
        assert!(
            faults[0].message.ends_with(": the disk is full"),
            "{}",
            faults[0]
        );
        let made = scene.made();
        assert_eq!(
            (made, scene.left_over()),
            (step.saturating_sub(FILES.len()), 0),
            "{step}"
        );
        commit(&changes(root)).unwrap();
        assert_eq!(scene.made(), FILES.len(), "{step}");
    }
    let scene = Scene::new();
    let mut never = at_step(STEPS, || Err(io::Error::other("there are more steps")));
    commit_in_steps(&changes(scene.directory.path()), &mut never).unwrap();
    assert_eq!(scene.made(), FILES.len());
}

/// The process is killed, at the step that its environment names.
#[cfg(unix)]
#[test]
fn a_process_that_ends_leaves_whole_files() {
    const SCENE: &str = "RPCSMITH_TEST_SCENE";
    const STEP: &str = "RPCSMITH_TEST_STEP";
    if let (Some(scene), Ok(step)) = (env::var_os(SCENE), env::var(STEP)) {
        let mut end = at_step(step.parse().unwrap(), || {
            let id = process::id().to_string();
            let killed = Command::new("kill").args(["-9", &id]).status();
            panic!("it lives on: {killed:?}");
        });
        commit_in_steps(&changes(Path::new(&scene)), &mut end).unwrap();
        return;
    }
    let mut left_over = 0;
    for step in 0..STEPS {
        let scene = Scene::new();
        let mut child = Command::new(env::current_exe().unwrap());
        child.args([
            "--exact",
            "output::commit::tests::a_process_that_ends_leaves_whole_files",
        ]);
        child
            .env(SCENE, scene.directory.path())
            .env(STEP, step.to_string());
        assert_eq!(child.output().unwrap().status.signal(), Some(9), "{step}");
        assert_eq!(scene.made(), step.saturating_sub(FILES.len()), "{step}");
        // What is younger may be of a run that is still alive.
        left_over += scene.left_over();
        scene.age_left_overs();
        commit(&changes(scene.directory.path())).unwrap();
        assert_eq!(scene.made(), FILES.len(), "{step}");
        assert_eq!(scene.left_over(), 0, "{step}");
    }
    assert!(left_over > 0, "the process was killed too late");
}

/// What a person saves while a run prepares its changes stays, and nothing else is changed either.
#[test]
fn what_has_changed_meanwhile_stays() {
    let scene = Scene::new();
    let root = scene.directory.path();
    let mut save = at_step(4, || fs::write(root.join("user.rs"), "saved"));
    let faults = commit_in_steps(&changes(root), &mut save).unwrap_err();
    let fault = format!(
        "error: `{}` has changed meanwhile\n  help: run it again",
        root.join("user.rs").display()
    );
    let texts: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(texts, [fault]);
    assert_eq!(scene.read("user.rs").as_deref(), Some("saved"));
    scene.write("user.rs", "before");
    assert_eq!((scene.made(), scene.left_over()), (0, 0));
}

/// Between two renames, too: what came before is made, the file and what comes after stay.
#[test]
fn what_changes_between_two_renames_stays() {
    let scene = Scene::new();
    let root = scene.directory.path();
    let mut save = at_step(FILES.len() + 1, || fs::write(root.join("user.rs"), "saved"));
    commit_in_steps(&changes(root), &mut save).unwrap_err();
    assert_eq!(scene.read("user.rs").as_deref(), Some("saved"));
    scene.write("user.rs", "before");
    assert_eq!((scene.made(), scene.left_over()), (2, 0));
}

/// A file that someone else has made in the meantime is not overwritten; one that is already right is no fault.
#[test]
fn what_has_come_meanwhile_stays() {
    let scene = Scene::new();
    let planned = changes(scene.directory.path());
    scene.write("new/deep/user.rs", "someone's");
    commit(&planned).unwrap_err();
    assert_eq!(scene.read("new/deep/user.rs").as_deref(), Some("someone's"));
    scene.write("new/deep/user.rs", "new");
    commit(&planned).unwrap();
    assert_eq!(scene.made(), FILES.len());
}
