mod cases;
mod properties;
mod rustdoc;

use super::Docs;

/// The printed lines, joined.
fn printed(comment: &str) -> String {
    Docs::new(comment).text().to_owned()
}
