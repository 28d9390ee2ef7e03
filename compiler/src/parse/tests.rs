//! Tests of the parser.

mod faults;
mod tree;

use super::parse;
use crate::ast::File;
use crate::fault::Severity;
use crate::source::Lines;

/// Parses a text without faults. It has `syntax = "proto2"`, unless it begins with another.
fn parsed(text: &str) -> File {
    let (file, faults) = parse("test.proto", text.as_bytes());
    let errors: Vec<_> = faults
        .iter()
        .filter(|fault| fault.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{text}: {errors:?}");
    file
}

/// The lines and messages of the faults of a text.
fn faults(text: &str) -> Vec<(u32, String)> {
    let (_, faults) = parse("test.proto", text.as_bytes());
    let lines = Lines::new(text.as_bytes());
    let line = |offset| lines.line_and_column(offset).0;
    let faults = faults.into_iter().map(|fault| {
        let line = fault.span.map_or(0, |span| line(span.start));
        (line, fault.message.into_owned())
    });
    faults.collect()
}

/// All locations as text: the path, the span, and the leading, trailing and detached comments.
fn locations(file: &File) -> String {
    let info = &file.source_info;
    let mut text = String::new();
    for location in &info.locations {
        let path: Vec<_> = info.path(location).iter().map(i32::to_string).collect();
        let [line, column, last_line, end] = location.span;
        let option = if location.option.is_some() {
            " option"
        } else {
            ""
        };
        text += &format!(
            "[{}]{option} {line}:{column}-{last_line}:{end}",
            path.join(",")
        );
        if let Some(comments) = location
            .comments
            .map(|index| &info.comments[index as usize])
        {
            let detached = comments.leading_detached.join(&b'|');
            let parts = [&*comments.leading, &*comments.trailing, &*detached];
            let joined = String::from_utf8_lossy(&parts.join(&b'|')).replace('\n', "\\n");
            text = text + " " + &joined;
        }
        text.push('\n');
    }
    text
}

/// The expected text is what protoc writes for this file.
#[test]
fn source_info() {
    let file = parsed(include_str!("tests/source_info.proto"));
    assert_eq!(locations(&file), include_str!("tests/source_info.txt"));
}

#[test]
fn comments_around_blocks() {
    let file = parsed(concat!(
        "syntax = \"proto3\";\n",
        "message A { /* a */\n",
        "  /* leading\n\n     of b */\n",
        "  int32 b = 1; /* about c */ int32 c = 2;\n",
        "  // lost with the block\n",
        "}\n",
        "service S { rpc R(A) returns (A) { // behind R\n",
        "  }\n",
        "}\n",
    ));
    let with_comments: Vec<_> = file.source_info.locations.iter().collect();
    let comments = with_comments.iter().filter_map(|location| {
        let comments = &file.source_info.comments[location.comments? as usize];
        let parts = [
            &*comments.leading,
            &*comments.trailing,
            &*comments.leading_detached.join(&b'|'),
        ];
        let text = String::from_utf8_lossy(&parts.join(&b'/')).into_owned();
        Some((file.source_info.path(location).to_vec(), text))
    });
    let expected = [
        (vec![4, 0], "/ a /".to_owned()),
        (vec![4, 0, 2, 0], " leading\n\nof b //".to_owned()),
        (
            vec![4, 0, 2, 1],
            "/ lost with the block\n/ about c ".to_owned(),
        ),
        (vec![6, 0, 2, 0], "/ behind R\n/".to_owned()),
    ];
    assert_eq!(comments.collect::<Vec<_>>(), expected);
}
