//! Tables in Markdown and JSON.

use std::fmt;

use anyhow::Result;
use serde_json::{Map, Value, json};

/// A table.
pub struct Table {
    pub title: String,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone)]
pub enum Cell {
    Text(String),
    Number(f64),
    Count(usize),
    /// There is no measurement.
    Missing,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Missing, Self::Number)
    }
}

/// Numbers have three significant digits, or more before the point.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => {
                let magnitude = number.abs().max(1e-6).log10().floor();
                let decimals = (2.0 - magnitude).max(0.0) as usize;
                write!(f, "{number:.decimals$}")
            }
            Self::Count(count) => write!(f, "{count}"),
            Self::Missing => f.write_str("–"),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.title)?;
        writeln!(f, "| {} |", self.columns.join(" | "))?;
        writeln!(f, "|{}", "---|".repeat(self.columns.len()))?;
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(Cell::to_string).collect();
            writeln!(f, "| {} |", cells.join(" | "))?;
        }
        Ok(())
    }
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(title: &str, columns: &[&'static str]) -> Self {
        Self {
            title: title.to_owned(),
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    fn to_json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            let cells = row.iter().map(|cell| match cell {
                Cell::Text(text) => json!(text),
                Cell::Number(number) => json!(number),
                Cell::Count(count) => json!(count),
                Cell::Missing => Value::Null,
            });
            let columns = self.columns.iter().map(|column| (*column).to_owned());
            columns.zip(cells).collect::<Map<_, _>>()
        });
        json!({ "title": self.title, "rows": rows.collect::<Vec<_>>() })
    }
}

/// Prints tables as Markdown or JSON.
///
/// # Errors
/// None is expected.
pub fn print(tables: &[Table], json: bool) -> Result<()> {
    if json {
        let tables: Vec<Value> = tables.iter().map(Table::to_json).collect();
        println!("{}", serde_json::to_string_pretty(&tables)?);
    } else {
        for table in tables {
            println!("{table}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("Title", &["text", "number", "count", "missing"]);
        table.rows = vec![
            vec!["a".into(), 0.012345.into(), Cell::Count(7), None.into()],
            vec!["b".into(), 1234.5.into(), Cell::Count(1000), Cell::Missing],
        ];
        table
    }

    #[test]
    fn markdown() {
        let expected = "Title\n\n\
                        | text | number | count | missing |\n\
                        |---|---|---|---|\n\
                        | a | 0.0123 | 7 | – |\n\
                        | b | 1234 | 1000 | – |\n";
        assert_eq!(table().to_string(), expected);
    }

    #[test]
    fn json() {
        let expected = json!({
            "title": "Title",
            "rows": [
                { "text": "a", "number": 0.012345, "count": 7, "missing": null },
                { "text": "b", "number": 1234.5, "count": 1000, "missing": null },
            ],
        });
        assert_eq!(table().to_json(), expected);
    }
}
