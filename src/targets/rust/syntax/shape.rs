//! The room that an expression has, in rustfmt's terms.

/// rustfmt's `max_width`.
pub const MAX_WIDTH: usize = 100;
/// rustfmt's `fn_call_width`: the arguments of a call on one line.
pub const CALL_WIDTH: usize = 60;
/// rustfmt's `chain_width`: a chain of calls on one line.
pub const CHAIN_WIDTH: usize = 60;
/// rustfmt's `array_width`: the elements of an array on one line.
pub const ARRAY_WIDTH: usize = 60;
/// rustfmt's `short_array_element_width_threshold`: elements that share lines in an array.
pub const SHORT_ELEMENT_WIDTH: usize = 10;
/// rustfmt's `attr_fn_like_width`: the arguments of an attribute on one line.
pub const ATTRIBUTE_WIDTH: usize = 70;
/// By how much rustfmt lets a line with a generic type go past the width before it breaks the type.
pub const TYPE_SLACK: usize = 2;

/// Where an expression stands and how wide its lines may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// How many columns any line may take.
    pub max: usize,
    /// How many columns the first line may take.
    pub width: usize,
    /// The indent of the line that the expression begins on.
    pub indent: usize,
    /// How many columns of that line stand before the expression.
    pub offset: usize,
    /// Whether chains of calls must stay on one line.
    pub flat_chains: bool,
    /// Whether this is the argument of a macro.
    pub in_macro: bool,
}

impl Shape {
    /// A whole line of `max` columns.
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

    /// A whole line, independent of what surrounds the expression.
    pub fn fresh(self, indent: usize) -> Self {
        Self::line(self.max, indent)
    }

    /// A whole line four columns deeper, that leaves as many columns free behind it as this does.
    pub fn below(self) -> Option<Self> {
        self.block(4).shorter(self.overhead())
    }

    /// A whole line that many columns deeper.
    pub fn block(self, deeper: usize) -> Self {
        let indent = self.indent + deeper;
        Self {
            width: self.max.saturating_sub(indent),
            indent,
            offset: 0,
            ..self
        }
    }

    /// What is left behind a text of that width.
    pub fn after(self, width: usize) -> Option<Self> {
        Some(Self {
            width: self.width.checked_sub(width)?,
            offset: self.offset + width,
            ..self
        })
    }

    /// The same with columns left free at its end.
    pub fn shorter(self, width: usize) -> Option<Self> {
        Some(Self {
            width: self.width.checked_sub(width)?,
            ..self
        })
    }

    /// The columns that are used before the expression.
    pub fn used(self) -> usize {
        self.indent + self.offset
    }

    /// The columns that are kept free behind the expression.
    pub fn overhead(self) -> usize {
        self.max.saturating_sub(self.used() + self.width)
    }

    /// Up to the end of the line, with the columns that are kept free.
    pub fn whole(self) -> Self {
        Self {
            width: self.max.saturating_sub(self.used()),
            ..self
        }
    }

    /// A line break and the indent.
    pub fn newline(self) -> String {
        format!("\n{}", " ".repeat(self.indent))
    }

    /// Whether a text fits, all of its lines.
    pub fn fits(self, text: &str) -> bool {
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        let last = lines.clone().next_back();
        width(first) <= self.width
            && lines.all(|line| width(line) <= self.max)
            && last.is_none_or(|last| width(last) <= self.used() + self.width)
    }
}

/// The columns that a text of one line takes.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().map(columns).sum()
    }
}

/// The columns of a character: two for the scripts of East Asia and for emoji, none for marks that combine.
fn columns(character: char) -> usize {
    match u32::from(character) {
        0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF => 2,
        0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 => 2,
        0x1F300..=0x1F64F | 0x1F680..=0x1F6FF | 0x1F900..=0x1F9FF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// The columns of the first line.
pub fn first_width(text: &str) -> usize {
    width(text.split('\n').next().unwrap_or_default())
}

/// The columns of the last line, with its indent.
pub fn last_width(text: &str) -> usize {
    width(text.rsplit('\n').next().unwrap_or_default())
}

/// Whether the last line has only closing brackets, so that more may follow on it.
pub fn is_extendable(text: &str) -> bool {
    let last = text.rsplit('\n').next().unwrap_or_default();
    let is_closing = |c: char| "()]}?> ".contains(c);
    text.ends_with("\"#") || last.chars().all(is_closing)
}
