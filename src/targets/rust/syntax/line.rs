//! Represents expressions as borrowed pieces, because the code of messages has hundreds of thousands of them and nearly
//! all fit on a line.

use super::shape::{CALL_WIDTH, SHORT_ELEMENT_WIDTH};
use super::{Expr, Ty, Word, blanks, push, push_number};

/// An expression in pieces. It becomes a tree only if it does not fit on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// A path, a literal, an identifier.
    Text(Word<'a>),
    /// A number.
    Number(u32),
    /// `self.name` after the borrow operator: `&`, `&mut ` or nothing.
    Field { borrow: &'static str, name: &'a str },
    /// `(first, second)`.
    Pair([String; 2]),
    /// A function or method call within another call.
    Call(Box<Call<'a>>),
}

/// A call: `borrow receiver.function::<ty>(args…)`. All parts except the function and the parentheses are optional.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call<'a> {
    borrow: &'static str,
    receiver: &'a str,
    function: Word<'a>,
    ty: &'a str,
    args: Vec<Line<'a>>,
}

impl<'a> Line<'a> {
    /// Returns a path, a literal or an identifier.
    pub fn text(text: impl Into<Word<'a>>) -> Self {
        Self::Text(text.into())
    }

    /// Returns `self.name` after a borrow operator.
    pub fn field(borrow: &'static str, name: &'a str) -> Self {
        Self::Field { borrow, name }
    }

    /// Returns the columns on one line; `None` if rustfmt breaks the expression however wide the line is.
    pub(super) fn columns(&self) -> Option<usize> {
        Some(match self {
            Self::Text(text) => text.len(),
            Self::Number(number) => number.checked_ilog10().unwrap_or(0) as usize + 1,
            Self::Field { borrow, name } => borrow.len() + "self.".len() + name.len(),
            Self::Pair([first, second]) => {
                let columns = first.len() + second.len() + ", ".len();
                return (columns <= CALL_WIDTH).then_some(columns + 2);
            }
            Self::Call(call) => return call.columns(),
        })
    }

    pub(super) fn push_to(&self, out: &mut String) {
        match self {
            Self::Text(text) => text.push_to(out),
            Self::Number(number) => push_number(out, *number),
            Self::Field { borrow, name } => push(out, &[borrow, "self.", name]),
            Self::Pair([first, second]) => push(out, &["(", first, ", ", second, ")"]),
            Self::Call(call) => call.push_to(out),
        }
    }

    pub(super) fn tree(&self) -> Expr {
        match self {
            Self::Text(text) => Expr::Atom(text.to_string()),
            Self::Number(number) => Expr::Atom(number.to_string()),
            Self::Field { borrow, name } => {
                let this = Box::new(Expr::Atom("self".to_owned()));
                borrowed(borrow, Expr::Field(this, (*name).to_owned()))
            }
            Self::Pair(pair) => Expr::Tuple(pair.iter().cloned().map(Expr::Atom).collect()),
            Self::Call(call) => call.tree(),
        }
    }
}

impl<'a> Call<'a> {
    /// Returns `function(args…)`.
    pub fn function(function: impl Into<Word<'a>>, args: impl Into<Vec<Line<'a>>>) -> Self {
        Self {
            borrow: "",
            receiver: "",
            function: function.into(),
            ty: "",
            args: args.into(),
        }
    }

    /// Returns `receiver.method(args…)`.
    pub fn method(receiver: &'a str, method: &'a str, args: impl Into<Vec<Line<'a>>>) -> Self {
        Self {
            borrow: "",
            receiver,
            function: method.into(),
            ty: "",
            args: args.into(),
        }
    }

    /// Returns `function::<ty>(args…)`. An empty type is left out.
    pub fn typed(
        function: impl Into<Word<'a>>,
        ty: &'a str,
        args: impl Into<Vec<Line<'a>>>,
    ) -> Self {
        Self {
            borrow: "",
            receiver: "",
            function: function.into(),
            ty,
            args: args.into(),
        }
    }

    /// Returns `&function::<ty>(args…)`.
    pub fn generic(
        function: impl Into<Word<'a>>,
        ty: &'a str,
        args: impl Into<Vec<Line<'a>>>,
    ) -> Self {
        Self {
            borrow: "&",
            ..Self::typed(function, ty, args)
        }
    }
}

impl<'a> From<Call<'a>> for Line<'a> {
    fn from(call: Call<'a>) -> Self {
        Self::Call(Box::new(call))
    }
}

impl Call<'_> {
    /// Returns the columns on one line; `None` if rustfmt breaks the call however wide the line is. Only a single
    /// argument that is not a call may be as wide as the line.
    pub(super) fn columns(&self) -> Option<usize> {
        let args = self.args_columns()?;
        let is_sole = matches!(&self.args[..], [arg] if !matches!(arg, Line::Call(_)));
        (is_sole || args <= CALL_WIDTH).then(|| self.head_columns() + args + ")".len())
    }

    fn args_columns(&self) -> Option<usize> {
        let mut columns = ", ".len() * self.args.len().saturating_sub(1);
        for arg in &self.args {
            columns += arg.columns()?;
        }
        Some(columns)
    }

    /// Returns whether the start of the call, up to and including the opening parenthesis, fits into `room` columns.
    pub(super) fn head_fits(&self, room: usize) -> bool {
        self.head_columns() <= room
    }

    /// Returns the columns up to and including the opening parenthesis.
    fn head_columns(&self) -> usize {
        let receiver = match self.receiver.len() {
            0 => 0,
            len => len + ".".len(),
        };
        let ty = match self.ty.len() {
            0 => 0,
            len => len + "::<>".len(),
        };
        self.borrow.len() + receiver + self.function.len() + ty + "(".len()
    }

    /// See [`Code::push_on_lines`](super::Code::push_on_lines).
    pub(super) fn push_on_lines(
        &self,
        out: &mut String,
        indent: usize,
        column: usize,
        max: usize,
    ) -> bool {
        // rustfmt may instead break a call within a single argument, or a chain before its last method.
        let breaks_at_args = match &self.args[..] {
            [] | [Line::Call(_)] => false,
            _ if self.receiver.is_empty() => true,
            args => args.len() > 1 && self.args_columns().is_some_and(|it| it > CALL_WIDTH),
        };
        let fits = |arg: &Line<'_>| arg.columns().is_some_and(|it| indent + 4 + it < max);
        // rustfmt puts short arguments on one line.
        let is_short = |arg: &Line<'_>| arg.columns().is_some_and(|it| it <= SHORT_ELEMENT_WIDTH);
        let head_fits = column + self.head_columns() <= max;
        if !(breaks_at_args && head_fits && self.args.iter().all(fits))
            || self.args.iter().all(is_short)
        {
            return false;
        }
        self.push_head(out);
        for arg in &self.args {
            push(out, &["\n", blanks(indent + 4)]);
            arg.push_to(out);
            out.push(',');
        }
        push(out, &["\n", blanks(indent), ")"]);
        true
    }

    pub(super) fn push_to(&self, out: &mut String) {
        self.push_head(out);
        for (index, arg) in self.args.iter().enumerate() {
            out.push_str(if index > 0 { ", " } else { "" });
            arg.push_to(out);
        }
        out.push(')');
    }

    fn push_head(&self, out: &mut String) {
        out.push_str(self.borrow);
        if !self.receiver.is_empty() {
            push(out, &[self.receiver, "."]);
        }
        self.function.push_to(out);
        if !self.ty.is_empty() {
            push(out, &["::<", self.ty, ">"]);
        }
        out.push('(');
    }

    pub(super) fn tree(&self) -> Expr {
        let args = self.args.iter().map(Line::tree).collect();
        let function = self.function.to_string();
        if !self.receiver.is_empty() {
            let receiver = Expr::Atom(self.receiver.to_owned());
            return Expr::Method(Box::new(receiver), function, args);
        }
        let callee = match self.ty {
            "" => Expr::Atom(function),
            ty => Expr::Generic(function, Ty::path(ty.to_owned())),
        };
        borrowed(self.borrow, Expr::Call(Box::new(callee), args))
    }
}

fn borrowed(borrow: &'static str, expr: Expr) -> Expr {
    match borrow {
        "" => expr,
        borrow => Expr::Unary(borrow, Box::new(expr)),
    }
}
