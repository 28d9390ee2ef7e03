//! Represents the space for an expression, in rustfmt's terms.

/// rustfmt's `max_width`.
pub const MAX_WIDTH: usize = 100;
/// rustfmt's `fn_call_width`: the maximum width of a call's arguments on one line.
pub const CALL_WIDTH: usize = 60;
/// rustfmt's `chain_width`: the maximum width of a chain of calls on one line.
pub const CHAIN_WIDTH: usize = 60;
/// rustfmt's `array_width`: the maximum width of an array's elements on one line.
pub const ARRAY_WIDTH: usize = 60;
/// rustfmt's `short_array_element_width_threshold`: the maximum width of elements that share lines in an array.
pub const SHORT_ELEMENT_WIDTH: usize = 10;
/// rustfmt's `attr_fn_like_width`: the maximum width of an attribute's arguments on one line.
pub const ATTRIBUTE_WIDTH: usize = 70;
/// The number of columns by which a line with a generic type may exceed the width before rustfmt breaks the type.
pub const TYPE_SLACK: usize = 2;

/// The position of an expression and the width of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// The maximum number of columns in any line.
    pub max: usize,
    /// The maximum number of columns in the first line.
    pub width: usize,
    /// The indent of the line that the expression starts on.
    pub indent: usize,
    /// The number of columns on that line before the expression, without the indent.
    pub offset: usize,
    /// Whether chains of calls must stay on one line.
    pub flat_chains: bool,
    /// Whether this is the argument of a macro.
    pub in_macro: bool,
}

impl Shape {
    /// Returns a whole line of `max` columns.
    pub fn line(max: usize, indent: usize) -> Self {
        Self {
            max,
            width: max.saturating_sub(indent),
            indent,
            offset: 0,
            flat_chains: false,
            in_macro: false,
        }
    }

    /// Returns a whole line, independent of the code around the expression.
    pub fn fresh(self, indent: usize) -> Self {
        Self::line(self.max, indent)
    }

    /// Returns a whole line that is indented by four more columns, with the same number of reserved columns at its end.
    pub fn below(self) -> Option<Self> {
        self.block(4).shorter(self.overhead())
    }

    /// Returns a whole line that is indented by `deeper` more columns.
    pub fn block(self, deeper: usize) -> Self {
        let indent = self.indent + deeper;
        Self {
            width: self.max.saturating_sub(indent),
            indent,
            offset: 0,
            ..self
        }
    }

    /// Returns the space after a text of this width.
    pub fn after(self, width: usize) -> Option<Self> {
        Some(Self {
            width: self.width.checked_sub(width)?,
            offset: self.offset + width,
            ..self
        })
    }

    /// Returns the space with `width` columns reserved at its end.
    pub fn shorter(self, width: usize) -> Option<Self> {
        Some(Self {
            width: self.width.checked_sub(width)?,
            ..self
        })
    }

    /// Returns the number of columns before the expression.
    pub fn used(self) -> usize {
        self.indent + self.offset
    }

    /// Returns the number of reserved columns after the expression.
    pub fn overhead(self) -> usize {
        self.max.saturating_sub(self.used() + self.width)
    }

    /// Returns the space up to the end of the line, including reserved columns.
    pub fn whole(self) -> Self {
        Self {
            width: self.max.saturating_sub(self.used()),
            ..self
        }
    }

    /// Returns a line break and the indent.
    pub fn newline(self) -> String {
        format!("\n{}", " ".repeat(self.indent))
    }

    /// Returns whether all lines of a text fit.
    pub fn fits(self, text: &str) -> bool {
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        let last = lines.clone().next_back();
        width(first) <= self.width
            && lines.all(|line| width(line) <= self.max)
            && last.is_none_or(|last| width(last) <= self.used() + self.width)
    }
}

/// Returns the columns of a single-line text.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().map(columns).sum()
    }
}

/// Returns the columns of a character: two for East Asian scripts and emoji, zero for combining marks.
fn columns(character: char) -> usize {
    match u32::from(character) {
        0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF => 2,
        0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 => 2,
        0x1F300..=0x1F64F | 0x1F680..=0x1F6FF | 0x1F900..=0x1F9FF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// Returns the columns of the first line.
pub fn first_width(text: &str) -> usize {
    width(text.split('\n').next().unwrap_or_default())
}

/// Returns the columns of the last line, including its indent.
pub fn last_width(text: &str) -> usize {
    width(text.rsplit('\n').next().unwrap_or_default())
}

/// Returns whether the last line has only closing brackets, which allows code to follow on it.
pub fn is_extendable(text: &str) -> bool {
    let last = text.rsplit('\n').next().unwrap_or_default();
    let is_closing = |c: char| "()]}?> ".contains(c);
    text.ends_with("\"#") || last.chars().all(is_closing)
}
