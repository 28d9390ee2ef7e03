//! The syntax of options in a `CodeGeneratorRequest`: `name=value,name=value`.

/// Splits the text of a request's `parameter` into names and values.
///
/// - `,` ends an entry, and the first `=` in it ends the name. Space around an entry and empty entries are ignored.
/// - An entry without `=` has the value `""`, which for a flag means `true`.
/// - A backslash escapes only before a comma: `\,` is a comma of the value, `\\,` is a backslash of the value and then the
///   end of the entry, and so on in pairs. Elsewhere, `\` is an ordinary character.
///
/// # Example
/// ```
/// use rpcsmith::options::from_parameter;
///
/// let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
/// assert_eq!(
///     from_parameter(r"server, type_attribute=.User=#[derive(Eq\, Hash)],layout=flat"),
///     [
///         pair("server", ""),
///         pair("type_attribute", ".User=#[derive(Eq, Hash)]"),
///         pair("layout", "flat"),
///     ]
/// );
/// ```
#[must_use]
pub fn from_parameter(parameter: &str) -> Vec<(String, String)> {
    let entries = entries(parameter);
    let entries = entries
        .iter()
        .map(|entry| entry.trim())
        .filter(|entry| !entry.is_empty());
    entries
        .map(|entry| {
            let (name, value) = entry.split_once('=').unwrap_or((entry, ""));
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

/// The text of a request's `parameter` for these names and values: the inverse of [`from_parameter`], for names that are
/// not empty and have no `=` and no comma, and for values without surrounding space.
///
/// # Example
/// ```
/// use rpcsmith::options::to_parameter;
///
/// let pairs = [("server", ""), ("type_attribute", ".User=#[derive(Eq, Hash)]")];
/// assert_eq!(to_parameter(pairs), r"server,type_attribute=.User=#[derive(Eq\, Hash)]");
/// ```
#[must_use]
pub fn to_parameter<N: AsRef<str>, V: AsRef<str>>(
    pairs: impl IntoIterator<Item = (N, V)>,
) -> String {
    let mut parameter = String::new();
    for (name, value) in pairs {
        if !parameter.is_empty() {
            end_entry(&mut parameter);
        }
        parameter.push_str(name.as_ref());
        if !value.as_ref().is_empty() {
            parameter.push('=');
            push_escaped(&mut parameter, value.as_ref());
        }
    }
    parameter
}

fn entries(parameter: &str) -> Vec<String> {
    let mut entries = Vec::new();
    let mut entry = String::new();
    let mut pieces = parameter.split(',').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            entry.push_str(piece);
            break;
        }
        let text = piece.trim_end_matches('\\');
        let backslashes = piece.len() - text.len();
        entry.push_str(text);
        entry.extend(std::iter::repeat_n('\\', backslashes / 2));
        if backslashes % 2 == 1 {
            entry.push(',');
        } else {
            entries.push(std::mem::take(&mut entry));
        }
    }
    entries.push(entry);
    entries
}

fn push_escaped(parameter: &mut String, value: &str) {
    for (index, piece) in value.split(',').enumerate() {
        if index > 0 {
            double_backslashes(parameter);
            parameter.push_str("\\,");
        }
        parameter.push_str(piece);
    }
}

fn end_entry(parameter: &mut String) {
    double_backslashes(parameter);
    parameter.push(',');
}

/// Doubles the backslashes at the end, because a comma follows.
fn double_backslashes(text: &mut String) {
    let backslashes = text.len() - text.trim_end_matches('\\').len();
    text.extend(std::iter::repeat_n('\\', backslashes));
}
