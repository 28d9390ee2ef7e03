//! Mutations that keep the syntax, most often: they find faults of other kinds.

use super::mutations::Mutation;
use super::source::Source;
use super::statement::{Context, Statement, statements};
use super::token::{Kind, Token};
use super::words::{FIELD_OPTIONS, LABELS, NUMBERS, STATEMENTS, TYPES, VALUES};

/// The mutations, each with its weight.
pub const ALL: &[(usize, Mutation)] = &[
    (6, Source::remove_statement),
    (4, Source::repeat_statement),
    (5, Source::exchange_statements),
    (10, Source::take_statement),
    (22, Source::new_statement),
    (8, Source::new_type),
    (7, Source::new_label),
    (6, Source::new_number),
    (8, Source::new_name),
    (8, Source::new_field_option),
    (4, Source::change_syntax),
    (5, Source::change_value),
    (3, Source::insert_gap),
];

/// The parts of a field before its number.
struct Field {
    label: Option<Token>,
    kind: std::ops::Range<usize>,
    name: Token,
    number: Token,
    /// The end of the statement without the semicolon.
    end: usize,
}

impl Source {
    fn statements(&self) -> Vec<Statement> {
        statements(&self.text, &self.tokens)
    }

    fn statement(&mut self) -> Option<Statement> {
        let all = self.statements();
        let index = (!all.is_empty()).then(|| self.random.below(all.len()))?;
        all.into_iter().nth(index)
    }

    /// A place for a statement, and the kind of the block.
    fn place(&mut self) -> (usize, Context) {
        let Some(statement) = self.statement() else {
            return (0, Context::File);
        };
        match statement.block {
            Some((context, inside)) if self.random.below(2) == 0 => (inside.start, context),
            _ => (statement.range.end, statement.context),
        }
    }

    /// A place in a block of a kind, if there is one.
    fn place_in(&mut self, context: Context) -> usize {
        for _ in 0..8 {
            let (at, found) = self.place();
            if found == context {
                return at;
            }
        }
        self.place().0
    }

    fn remove_statement(&mut self) {
        if let Some(statement) = self.statement() {
            self.replace(statement.range, b"");
        }
    }

    fn repeat_statement(&mut self) {
        if let Some(statement) = self.statement() {
            let text = self.text[statement.range.clone()].to_vec();
            let at = self.place_in(statement.context);
            self.replace(at..at, &[b"\n", &text[..]].concat());
        }
    }

    fn exchange_statements(&mut self) {
        if let (Some(a), Some(b)) = (self.statement(), self.statement()) {
            self.swap(a.range, b.range);
        }
    }

    /// Copies a statement of another source.
    fn take_statement(&mut self) {
        let all = statements(&self.donor, &super::token::tokens(&self.donor));
        let short = all.iter().filter(|statement| statement.range.len() < 2000);
        let short: Vec<_> = short.collect();
        if short.is_empty() {
            return;
        }
        let chosen = short[self.random.below(short.len())];
        let text = [b"\n", &self.donor[chosen.range.clone()], b"\n"].concat();
        let at = self.place_in(chosen.context);
        self.replace(at..at, &text);
    }

    fn new_statement(&mut self) {
        let (at, context) = self.place();
        let wanted = match self.random.below(8) {
            0 => "",
            1 => "any",
            _ => context.name(),
        };
        let lines = STATEMENTS.lines().filter_map(|line| line.split_once(": "));
        let lines: Vec<&str> = lines
            .filter(|(context, _)| wanted.is_empty() || *context == wanted)
            .map(|(_, statement)| statement)
            .collect();
        if lines.is_empty() {
            return;
        }
        let text = lines[self.random.below(lines.len())];
        let text = format!("\n{}", self.filled(text));
        self.replace(at..at, text.as_bytes());
    }

    /// A text with words for its placeholders.
    fn filled(&mut self, text: &str) -> String {
        let mut parts = text.split('$');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (kind, rest) = part.split_at(part.len().min(1));
            let word = match kind {
                "N" => (1 + self.random.below(120)).to_string(),
                "S" => self.pick(TYPES).to_owned(),
                "T" => self.any_type(),
                "M" => self.declared(&["message", "enum", "service"]),
                "F" => self
                    .field()
                    .map_or("q".to_owned(), |field| self.word(field.name)),
                "V" => self.pick_line(VALUES).to_owned(),
                _ => kind.to_owned(),
            };
            filled.push_str(&word);
            filled.push_str(rest);
        }
        filled
    }

    fn any_type(&mut self) -> String {
        match self.random.below(3) {
            0 => self.declared(&["message", "enum"]),
            _ => self.pick(TYPES).to_owned(),
        }
    }

    fn word(&self, token: Token) -> String {
        String::from_utf8_lossy(&self.text[token.range()]).into_owned()
    }

    /// The name of a declaration after one of these keywords.
    fn declared(&mut self, keywords: &[&str]) -> String {
        let pairs = self.tokens.windows(2);
        let names: Vec<Token> = pairs
            .filter(|pair| pair[1].kind == Kind::Name)
            .filter(|pair| {
                keywords
                    .iter()
                    .any(|word| word.as_bytes() == &self.text[pair[0].range()])
            })
            .map(|pair| pair[1])
            .collect();
        match names.len() {
            0 => "M".to_owned(),
            count => {
                let chosen = self.random.below(count);
                self.word(names[chosen])
            }
        }
    }

    /// A field, a value of an enum, or what looks like them.
    fn field(&mut self) -> Option<Field> {
        let all = self.statements();
        let fields = all.into_iter().filter_map(|each| self.as_field(&each));
        let fields: Vec<_> = fields.collect();
        let index = (!fields.is_empty()).then(|| self.random.below(fields.len()))?;
        fields.into_iter().nth(index)
    }

    fn as_field(&self, statement: &Statement) -> Option<Field> {
        let tokens = &statement.tokens;
        let text = |token: &Token| &self.text[token.range()];
        let sign = tokens.iter().position(|token| text(token) == b"=")?;
        let number = *tokens.get(sign + 1)?;
        let name = *tokens.get(sign.checked_sub(1)?)?;
        let first = tokens.first()?;
        if matches!(
            text(first),
            b"option" | b"syntax" | b"edition" | b"extensions" | b"reserved"
        ) {
            return None;
        }
        let labels: [&[u8]; 3] = [b"optional", b"repeated", b"required"];
        let label = labels.contains(&text(first)).then_some(*first);
        let kind = label.map_or(first.start, |label| label.end)..name.start;
        let end = tokens.last()?.end;
        Some(Field {
            label,
            kind,
            name,
            number,
            end,
        })
    }

    fn new_type(&mut self) {
        let Some(field) = self.field() else { return };
        let kind = match self.random.below(8) {
            0 => format!("map<{}, {}>", self.pick(TYPES), self.any_type()),
            1 => format!(".{}", self.any_type()),
            2 => format!("{}.{}", self.any_type(), self.any_type()),
            _ => self.any_type(),
        };
        self.replace(field.kind, format!(" {kind} ").as_bytes());
    }

    fn new_label(&mut self) {
        let Some(field) = self.field() else { return };
        let label = format!("{} ", self.pick(LABELS));
        let range = field
            .label
            .map_or(field.kind.start..field.kind.start, |label| label.range());
        self.replace(range, label.as_bytes());
    }

    fn new_number(&mut self) {
        let (Some(field), Some(other)) = (self.field(), self.field()) else {
            return;
        };
        let number = match self.random.below(3) {
            0 => self.word(other.number),
            1 => (1 + self.random.below(120)).to_string(),
            _ => self.pick_line(NUMBERS).to_owned(),
        };
        self.replace(field.number.range(), number.as_bytes());
    }

    /// Renames a field or a declaration, but not what refers to it.
    fn new_name(&mut self) {
        let (Some(field), Some(other)) = (self.field(), self.field()) else {
            return;
        };
        let (old, other) = (self.word(field.name), self.word(other.name));
        let new = match self.random.below(8) {
            0 => old.to_ascii_uppercase(),
            1 => old.replace('_', ""),
            2 => format!("{old}_"),
            3 => format!("{old}1"),
            4 => old.replacen('_', "__", 1),
            5 => self.declared(&["message", "enum", "service", "oneof", "rpc"]),
            6 => format!("_{other}"),
            _ => other,
        };
        self.replace(field.name.range(), new.as_bytes());
    }

    fn new_field_option(&mut self) {
        let Some(field) = self.field() else { return };
        let option = match self.random.below(5) {
            0 => format!("default = {}", self.pick_line(VALUES)),
            _ => self.pick_line(FIELD_OPTIONS).to_owned(),
        };
        let has_options = self.text[..field.end].ends_with(b"]");
        match has_options {
            true => self.replace(
                field.end - 1..field.end - 1,
                format!(", {option}").as_bytes(),
            ),
            false => self.replace(field.end..field.end, format!(" [{option}]").as_bytes()),
        }
    }
}
