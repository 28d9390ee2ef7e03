//! Random schemas and files: a splice adds missing functions, and changes nothing else.

mod file;
mod proto;
mod random;

use super::*;
use crate::skeleton::InsertionKind;
use crate::skeleton::Rename;
use crate::skeleton::State;
use crate::targets::rust::skeleton::stub::is_stream_of;
use file::{Obstacle, UserFile};
use proto::History;
use random::Random;

/// How many cases a run tests, unless the variable `CASES` is set.
const CASES: usize = 1_000;

#[test]
fn only_missing_functions_are_added() {
    let cases = std::env::var("CASES").map_or(CASES, |cases| cases.parse().expect("a number"));
    let seed = std::env::var("SEED").map_or(1, |seed| seed.parse().expect("a number"));
    let fixture = Fixture::new(&[(
        "src/lib.rs",
        "#[path = \"gen/mod.rs\"]\npub mod proto;\nmod users;\n",
    )]);
    let mut seen = Seen::default();
    for case in 0..cases {
        let mut random = Random::new(seed + case as u64);
        let history = History::new(&mut random);
        let has_checks = random.once_in(3);
        let before = user_service(&history.before, has_checks);
        let file = file::write(&mut random, &before, &history.before);
        fixture.write("src/users.rs", &file.text);
        let case = Case {
            fixture: &fixture,
            service: user_service(&history.after, has_checks),
            history,
            file,
        };
        case.test(&mut seen);
    }
    // Each kind of case occurs.
    assert!(seen.inserted > cases / 4, "{seen:?}");
    assert!(seen.refused > cases / 20, "{seen:?}");
    assert!(seen.untouched > cases / 20, "{seen:?}");
    assert!(seen.removed > cases / 20, "{seen:?}");
    assert!(seen.renamed > cases / 100, "{seen:?}");
    assert!(seen.differing > cases / 40, "{seen:?}");
}

/// The number of cases of each kind.
#[derive(Debug, Default)]
struct Seen {
    inserted: usize,
    refused: usize,
    untouched: usize,
    removed: usize,
    renamed: usize,
    differing: usize,
}

struct Case<'f> {
    fixture: &'f Fixture,
    service: ServiceOutline,
    history: History,
    file: UserFile,
}

impl Case<'_> {
    fn test(&self, seen: &mut Seen) {
        let services = [self.service.clone()];
        let analysis = self.fixture.analyze(&services);
        let found = &analysis.services[0].service;
        let edits = splice(&analysis, &[]).expect("no fault");
        let mut missing = self.missing();
        if self.is_refused(&missing) {
            seen.refused += 1;
            self.test_refusal(found);
            missing.clear();
            if self.file.obstacle == Obstacle::Broken {
                return assert_eq!(edits, []);
            }
        } else {
            assert_eq!(found.refusal, None, "{}", self.file.text);
            self.test_states(found, seen);
            self.test_rename(&analysis, seen);
        }
        let checks = self.missing_checks(&analysis, &missing);
        if missing.is_empty() && checks.is_empty() {
            seen.untouched += 1;
            return assert_eq!(edits, []);
        }
        seen.inserted += 1;
        let [edit] = &*edits else {
            panic!("one edit of\n{}", self.file.text)
        };
        self.test_edit(edit, &missing, &checks);
        self.fixture.write("src/users.rs", &edit.after);
        let again = self.fixture.analyze(&services);
        assert_eq!(splice(&again, &[]).expect("no fault"), [], "{}", edit.after);
        if !missing.is_empty() {
            let one = &again.services[0].service.implementations[0];
            for method in &one.methods {
                let is_new = missing.contains(&method.name);
                assert!(method.state != State::Missing);
                assert!(
                    !is_new || method.state == State::Stub,
                    "{method:?}\n{}",
                    edit.after
                );
            }
        }
    }

    /// Asserts that a refusal has a place in the file, and code to paste.
    fn test_refusal(&self, found: &TraitImpls) {
        let refusal = found.refusal.as_ref().expect("it is refused");
        let lines = self.file.text.lines().count().max(1);
        let is_there = (1..=lines).contains(&refusal.line);
        assert!(is_there, "{refusal:?}\n{}", self.file.text);
        assert_eq!(refusal.file, "src/users.rs");
        let stub = format!("impl A for B {{\n{}}}", refusal.stub);
        let parses = syn::parse_file(&stub).is_ok() || syn::parse_file(&refusal.stub).is_ok();
        assert!(parses, "{}", refusal.stub);
    }

    /// The messages whose checks are missing and to be added: only new rpcs take them.
    fn missing_checks(&self, analysis: &Analysis, missing: &[String]) -> Vec<String> {
        let has = |ident: &str| self.file.checks.iter().any(|check| check.ident == ident);
        let checks = self.service.checks.iter();
        let lacking = checks.filter(|check| !has(&check.ident));
        let is_there = analysis.services[0]
            .checks
            .as_ref()
            .is_some_and(|f| !f.is_nowhere());
        let is_new = |input: &str| {
            let methods = self.service.methods.iter();
            let mut takers = methods.filter(|method| method.input == input);
            takers.all(|method| missing.contains(&method.name))
        };
        lacking
            .filter(|check| is_there && is_new(&check.input))
            .map(|check| check.message.clone())
            .collect()
    }

    /// The rpcs without a function.
    fn missing(&self) -> Vec<String> {
        let has = |ident: &str| self.file.functions.iter().any(|m| m.ident == ident);
        let missing = self.service.methods.iter().filter(|m| !has(&m.ident));
        missing.map(|m| m.name.clone()).collect()
    }

    fn is_refused(&self, missing: &[String]) -> bool {
        match self.file.obstacle {
            Obstacle::None => false,
            Obstacle::Macro | Obstacle::Cfg => !missing.is_empty(),
            // The second implementation may have fewer functions.
            Obstacle::Second => {
                let analysis = self.fixture.analyze(std::slice::from_ref(&self.service));
                let found = &analysis.services[0].service;
                assert_eq!(found.implementations.len(), 2, "{}", self.file.text);
                found.implementations.iter().any(|i| i.is_incomplete())
            }
            Obstacle::Broken => true,
        }
    }

    /// Asserts that the states match the functions in the file.
    fn test_states(&self, found: &TraitImpls, seen: &mut Seen) {
        let one = &found.implementations[0];
        let plain = |ident: &str| ident.trim_start_matches("r#").to_owned();
        let removed: Vec<String> = one.removed.iter().map(|r| plain(&r.ident)).collect();
        let gone =
            |m: &&MethodOutline| !self.service.methods.iter().any(|now| now.ident == m.ident);
        let expected = self
            .file
            .functions
            .iter()
            .filter(gone)
            .map(|m| plain(&m.ident));
        assert_eq!(removed, expected.collect::<Vec<_>>(), "{}", self.file.text);
        seen.removed += usize::from(!removed.is_empty());
        for (method, state) in self.service.methods.iter().zip(&one.methods) {
            let before = self.file.functions.iter().find(|m| m.ident == method.ident);
            let Some(before) = before else {
                assert_eq!(state.state, State::Missing);
                continue;
            };
            let differs = matches!(state.state, State::SignatureDiffers(_));
            assert_eq!(
                differs,
                self.differs_by_name(before, method),
                "{state:?} {before:?} {method:?}\n{}",
                self.file.text
            );
            seen.differing += usize::from(differs);
            let line = self.file.text.lines().nth(state.line - 1).expect("a line");
            assert!(
                line[state.column - 1..].starts_with(&*method.ident),
                "{line}"
            );
        }
    }

    /// Whether a function for `before` has other names or another kind than one for `now`.
    fn differs_by_name(&self, before: &MethodOutline, now: &MethodOutline) -> bool {
        fn last(path: &str) -> &str {
            let path = path.split('<').next().unwrap_or(path);
            path.rsplit("::").next().unwrap_or(path)
        }
        let methods = self.service.methods.iter();
        let known: Vec<&str> = methods
            .flat_map(|method| [last(&method.input), last(&method.output)])
            .collect();
        let differs = |before: (&str, bool), now: (&str, bool)| match (before.1, now.1) {
            (true, false) => true,
            (false, true) => before.0 == "()" || known.contains(&last(before.0)),
            _ if before.0 == "()" => now.0 != "()",
            _ => last(before.0) != last(now.0) && known.contains(&last(before.0)),
        };
        let (before_streams, now_streams) =
            (is_stream_of(before.streaming), is_stream_of(now.streaming));
        differs(
            (&before.input, before_streams.0),
            (&now.input, now_streams.0),
        ) || differs(
            (&before.output, before_streams.1),
            (&now.output, now_streams.1),
        )
    }

    fn test_edit(&self, edit: &Edit, missing: &[String], checks: &[String]) {
        let context = || format!("{missing:?}\n{}\n---\n{}", edit.before, edit.after);
        assert_eq!(edit.before, self.file.text);
        assert!(only_inserts(&edit.before, &edit.after), "{}", context());
        syn::parse_file(&edit.after).unwrap_or_else(|error| panic!("{error}\n{}", context()));
        let names = |kind: InsertionKind| {
            let all = edit
                .inserted
                .iter()
                .filter(move |inserted| inserted.kind == kind);
            all.map(|inserted| inserted.name.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (&*names(InsertionKind::Rpc), &*names(InsertionKind::Check)),
            (missing, checks),
            "{}",
            context()
        );
        assert_eq!(edit.inserted.len(), missing.len() + checks.len());
        assert!(edit.inserted.is_sorted_by_key(|inserted| inserted.line));
        let lines: Vec<&str> = edit.after.lines().collect();
        for inserted in &edit.inserted {
            let mut methods = self.service.methods.iter().map(|m| (&m.name, &m.ident));
            let mut checks = self.service.checks.iter().map(|c| (&c.message, &c.ident));
            let found = match inserted.kind {
                InsertionKind::Rpc => methods.find(|(name, _)| **name == inserted.name),
                _ => checks.find(|(name, _)| **name == inserted.name),
            };
            let function = format!("async fn {}(", found.expect("it is one").1);
            let there = lines[inserted.line - 1..]
                .iter()
                .map(|line| line.trim_start());
            let mut head =
                there.skip_while(|line| line.starts_with("///") || line.starts_with("#["));
            assert!(
                head.next().expect("a line").starts_with(&function),
                "{}",
                context()
            );
        }
        if self.file.end == "\r\n" {
            assert_eq!(
                edit.after.matches('\n').count(),
                edit.after.matches("\r\n").count()
            );
        } else {
            assert!(!edit.after.contains('\r'));
        }
    }

    /// Asserts that a rename changes one identifier.
    fn test_rename(&self, analysis: &Analysis, seen: &mut Seen) {
        let Some((old, new)) = &self.history.renamed else {
            return;
        };
        let one = &analysis.services[0].service.implementations[0];
        let removed = one.removed.iter().find(|removed| removed.ident == *old);
        let is_missing =
            |m: &crate::skeleton::MethodState| m.ident == *new && m.state == State::Missing;
        let (Some(removed), true) = (removed, one.methods.iter().any(is_missing)) else {
            return;
        };
        seen.renamed += 1;
        let rename: Rename = format!("{old}={new}").parse().expect("a rename");
        let edits = splice(analysis, &[rename]).expect("it fits");
        assert_eq!(edits[0].renamed.len(), 1);
        assert!(
            edits[0]
                .inserted
                .iter()
                .all(|inserted| inserted.name != *new)
        );
        let mut lines: Vec<String> = self.file.text.split('\n').map(str::to_owned).collect();
        let line = &mut lines[removed.line - 1];
        line.replace_range(removed.column - 1..removed.column - 1 + old.len(), new);
        assert!(
            only_inserts(&lines.join("\n"), &edits[0].after),
            "{}",
            edits[0].after
        );
    }
}

/// Whether a text is another text with at most two insertions.
fn only_inserts(before: &str, after: &str) -> bool {
    let (before, after) = (before.as_bytes(), after.as_bytes());
    let pairs = before.iter().zip(after);
    let start = pairs.take_while(|(a, b)| a == b).count();
    let (before, after) = (&before[start..], &after[start..]);
    let pairs = before.iter().rev().zip(after.iter().rev());
    let end = pairs.take_while(|(a, b)| a == b).count();
    let (before, after) = (&before[..before.len() - end], &after[..after.len() - end]);
    before.is_empty() || after.windows(before.len()).any(|window| window == before)
}

#[test]
fn only_inserts_finds_other_changes() {
    assert!(only_inserts("abc", "abc") && only_inserts("abc", "aXbYc"));
    assert!(!only_inserts("abc", "ab") && !only_inserts("abcd", "aXdYbc"));
}
