//! The Markdown pages of the repository, those that `rpcsmith new` writes included: every link points to a file that
//! exists and, if it has an anchor, to a heading of this file. The tests use no network and skip links to other sites.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Links to our own repository are checked as files.
const REPOSITORY: &str = "https://github.com/rpcsmith/rpcsmith/blob/main/";

/// Folders without pages of ours. Templates become pages in the goldens of `rpcsmith new`, in `tests/skeleton`.
const SKIPPED: [&str; 4] = ["target", ".git", "node_modules", "templates"];

/// The extensions of files that can mention pages: sources and settings.
const MENTIONING: [&str; 6] = ["rs", "md", "toml", "yaml", "proto", "html"];

#[test]
fn every_link_has_a_target() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = pages(root);
    let links: usize = pages.values().map(|page| page.links.len()).sum();
    assert!(pages.len() > 15 && links > 80, "{} pages", pages.len());
    let broken: Vec<_> = broken(root, &pages)
        .map(|(page, link, fault)| format!("{}: {link}: {fault}", page.display()))
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Comments, messages and templates name pages by their path, such as `docs/security.md`.
#[test]
fn every_page_that_a_text_mentions_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = pages(root);
    let mut mentions = 0;
    for path in files(root, &SKIPPED[..3]) {
        let extension = path.extension().and_then(|extension| extension.to_str());
        if !extension.is_some_and(|extension| MENTIONING.contains(&extension))
            || path.ends_with(file!())
        {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        for mention in mentioned(&text) {
            mentions += 1;
            let fault = fault(root, &pages, &root.join("README.md"), mention);
            assert_eq!(fault, None, "{}: {mention}", path.display());
        }
    }
    assert!(mentions > 10, "{mentions} mentions");
}

/// The page about moving from tonic shows the difference between two services that compile, and counts its lines.
#[test]
fn the_move_from_tonic_is_as_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [before, after, page] = [
        "tests/migrate/tonic/src/main.rs",
        "tests/migrate/rpcsmith/src/main.rs",
        "docs/migrate.md",
    ]
    .map(|file| fs::read_to_string(root.join(file)).unwrap());
    let diff = similar::TextDiff::from_lines(&before, &after);
    let count = |tag| {
        let changes = diff.iter_all_changes();
        changes.filter(|change| change.tag() == tag).count()
    };
    let (inserted, deleted) = (
        count(similar::ChangeTag::Insert),
        count(similar::ChangeTag::Delete),
    );
    assert!(inserted <= 19 && deleted <= 34, "{inserted}, {deleted}");
    let counted = format!(
        "Of its {} lines, {deleted} go, and {inserted} are new.",
        before.lines().count()
    );
    assert!(page.contains(&counted), "{counted}");
    let shown = diff.unified_diff().context_radius(1).to_string();
    // Without the numbers of lines.
    let shown: String = shown
        .lines()
        .map(|line| match line.strip_prefix("@@") {
            Some(_) => "@@\n".to_owned(),
            None => format!("{}\n", line.trim_end()),
        })
        .collect();
    assert!(page.contains(&format!("```diff\n{shown}```")), "{shown}");
}

/// The figures of the README are measured.
#[test]
fn figures_of_the_readme_match_the_performance_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let measured = fs::read_to_string(root.join("docs/performance.md")).unwrap();
    let measured: BTreeSet<_> = figures(&measured).collect();
    let (promises, _) = readme.split_once("\n## ").unwrap();
    let promised: Vec<_> = figures(promises).collect();
    assert!(promised.len() >= 8, "{promised:?}");
    for figure in promised {
        assert!(
            measured.contains(figure),
            "{figure} is not in docs/performance.md"
        );
    }
}

#[test]
fn broken_links_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("docs")).unwrap();
    fs::write(root.join("src.rs"), "").unwrap();
    let text = "# A `code` page: it's here\n\n## Twice\n\n## Twice\n\n[a](#a-code-page-its-here) [b](#twice-1) [c](#twice-2)\n\n\
                [d](docs/b.md#b) [e](docs/c.md) [f](../x.md) [g](src.rs) [h][h] [i](https://example.com/x#y)\n\n\
                ```\n[j](missing.md)\n```\n\n[h]: missing.md\n";
    fs::write(root.join("a.md"), text).unwrap();
    fs::write(
        root.join("docs/b.md"),
        format!("# B\n\n[a](../a.md#twice) [b]({REPOSITORY}a.md#no)\n"),
    )
    .unwrap();
    let pages = pages(root);
    let faults: Vec<_> = broken(root, &pages)
        .map(|(_, link, fault)| (link, fault))
        .collect();
    let expected = [
        ("#twice-2", "the heading does not exist"),
        ("docs/c.md", "the file does not exist"),
        ("../x.md", "the target is outside the repository"),
        ("missing.md", "the file does not exist"),
        (
            &format!("{REPOSITORY}a.md#no"),
            "the heading does not exist",
        ),
    ];
    assert_eq!(faults, expected);
}

/// The anchors and links of a page.
#[derive(Default)]
struct Page {
    anchors: BTreeSet<String>,
    links: Vec<String>,
}

impl Page {
    fn parse(text: &str) -> Self {
        let mut page = Self::default();
        let mut heading: Option<String> = None;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    page.add_anchor(&heading.take().unwrap_or_default())
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(dest_url.into_string());
                }
                _ => {}
            }
        }
        page
    }

    /// Adds the anchor that GitHub gives a heading: in lower case, without punctuation, and with a number if the page
    /// has the anchor already.
    fn add_anchor(&mut self, heading: &str) {
        let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
        let name: String = heading.trim().to_lowercase().chars().filter(kept).collect();
        let name = name.replace(' ', "-");
        let counted = (1..).map(|count| format!("{name}-{count}"));
        let mut names = std::iter::once(name.clone()).chain(counted);
        let anchor = names.find(|name| !self.anchors.contains(name));
        self.anchors.extend(anchor);
    }
}

/// All pages in a folder and its subfolders, by path.
fn pages(root: &Path) -> BTreeMap<PathBuf, Page> {
    let pages = files(root, &SKIPPED).into_iter();
    pages
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path, Page::parse(&text))
        })
        .collect()
}

fn files(folder: &Path, skipped: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_skipped = skipped.iter().any(|name| path.ends_with(name));
        if !path.is_dir() {
            found.push(path);
        } else if !is_skipped && !path.is_symlink() {
            found.extend(files(&path, skipped));
        }
    }
    found.sort_unstable();
    found
}

/// The broken links: the page, the link and the reason.
fn broken<'a>(
    root: &'a Path,
    pages: &'a BTreeMap<PathBuf, Page>,
) -> impl Iterator<Item = (&'a Path, &'a str, &'static str)> {
    pages.iter().flat_map(move |(path, page)| {
        let links = page.links.iter().map(String::as_str);
        links.filter_map(move |link| Some((path.as_path(), link, fault(root, pages, path, link)?)))
    })
}

/// The reason why a link of a page is broken; `None` if it is valid.
fn fault(
    root: &Path,
    pages: &BTreeMap<PathBuf, Page>,
    page: &Path,
    link: &str,
) -> Option<&'static str> {
    let (base, link) = match link.strip_prefix(REPOSITORY) {
        Some(path) => (root, path),
        None if link.contains("://") || link.starts_with("mailto:") => return None,
        None => (page.parent().unwrap_or(root), link),
    };
    let (path, anchor) = match link.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (link, None),
    };
    let target = match path {
        "" => page.to_owned(),
        path => resolved(&base.join(path)),
    };
    match (target.starts_with(root), target.exists(), anchor) {
        (false, ..) => Some("the target is outside the repository"),
        (_, false, _) => Some("the file does not exist"),
        (.., Some(anchor))
            if !pages
                .get(&target)
                .is_some_and(|page| page.anchors.contains(anchor)) =>
        {
            Some("the heading does not exist")
        }
        _ => None,
    }
}

/// A path without `..`.
fn resolved(path: &Path) -> PathBuf {
    let mut resolved = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => _ = resolved.pop(),
            Component::CurDir => {}
            component => resolved.push(component),
        }
    }
    resolved
}

/// The pages of `docs` that a text names, with the anchor if there is one.
fn mentioned(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("docs/").filter_map(|(start, _)| {
        let follows =
            text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '.'));
        let rest = &text[start..];
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '#');
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let mention = rest[..end].trim_end_matches('.');
        (!follows && mention.contains(".md")).then_some(mention)
    })
}

/// The numbers in a text, with their separators: `0.90`, `7,594`.
fn figures(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    let trimmed = parts.map(|part| part.trim_matches(['.', ',']));
    trimmed.filter(|part| part.starts_with(|c: char| c.is_ascii_digit()))
}
