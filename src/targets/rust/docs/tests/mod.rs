mod cases;
mod properties;
mod rustdoc;

use super::Docs;

/// Returns the joined printed lines.
fn printed(comment: &str) -> String {
    Docs::new(comment).text().to_owned()
}
