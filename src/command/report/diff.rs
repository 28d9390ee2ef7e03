//! Changes of files as a unified diff for `git apply`.

use std::io;
use std::time::Duration;

use similar::TextDiff;

use super::snippet::supports_color;
use crate::skeleton::File;

/// How long to search for the shortest diff. After that, the diff may be longer.
const SEARCH_LIMIT: Duration = Duration::from_secs(2);

/// The diff of a file; empty if it does not change.
pub fn of_file(file: &File<'_>) -> String {
    let Some((before, after)) = file.texts() else {
        return String::new();
    };
    let path = file.path.strip_prefix(".").unwrap_or(&file.path);
    let path = path.display().to_string().replace('\\', "/");
    let name = |text: &Option<String>, side: &str| match text {
        Some(_) => format!("{side}/{path}"),
        None => "/dev/null".to_owned(),
    };
    let names = (name(&before, "a"), name(&after, "b"));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let diff = TextDiff::configure()
        .timeout(SEARCH_LIMIT)
        .diff_lines(&before, &after);
    let mut diff = diff.unified_diff();
    diff.header(&names.0, &names.1).to_string()
}

/// Colors additions and removals if stdout is a terminal that supports it.
pub fn colored(diff: &str) -> String {
    if !supports_color(&io::stdout()) {
        return diff.to_owned();
    }
    let mut text = String::with_capacity(diff.len());
    for line in diff.split_inclusive('\n') {
        let color = match line.as_bytes().first() {
            _ if line.starts_with("---") || line.starts_with("+++") => "1",
            Some(b'+') => "32",
            Some(b'-') => "31",
            Some(b'@') => "36",
            _ => "",
        };
        let end = line.trim_end_matches(['\r', '\n']).len();
        match color {
            "" => text += line,
            color => text += &format!("\x1b[{color}m{}\x1b[0m{}", &line[..end], &line[end..]),
        }
    }
    text
}
