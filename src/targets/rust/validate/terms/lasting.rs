//! Decides the lifetimes of borrowed values: the temporaries of a block are dropped at its end.

use super::super::code::{Code, Hold, Repr};
use crate::targets::rust::syntax::Expr;

/// Returns whether the borrowed text or bytes of an expression outlive the enclosing block.
pub(super) fn is_lasting(expr: &Expr) -> bool {
    match expr {
        Expr::Atom(_) | Expr::Generic(..) | Expr::Cast(..) => true,
        Expr::Unary(_, inner)
        | Expr::Field(inner, _)
        | Expr::Index(inner, _)
        | Expr::Try(inner)
        | Expr::Closure(_, inner) => is_lasting(inner),
        Expr::Array(items) | Expr::Tuple(items) => items.iter().all(is_lasting),
        Expr::If(_, yes, no) => is_lasting(yes) && is_lasting(no),
        Expr::Match(_, arms) => arms.iter().all(|(_, value)| is_lasting(value)),
        Expr::Block(_, value) => value.as_deref().is_some_and(is_lasting),
        Expr::Method(receiver, name, arguments) => {
            let borrows = [
                "and_then",
                "as_bytes",
                "as_deref",
                "as_ref",
                "as_str",
                // These are methods of `steps`.
                "bytes",
                "get",
                "list",
                "map",
                "map_or",
                "ok",
                "ok_or",
                "text",
                "unwrap_or",
                "unwrap_or_default",
            ];
            borrows.contains(&name.as_str())
                && is_lasting(receiver)
                && (name == "get" || arguments.iter().all(is_lasting))
        }
        Expr::Call(function, arguments) => {
            let borrows = [
                "Some",
                "list::get",
                "string::char_at",
                "string::from_bytes",
                "string::substring",
                "string::substring_to",
                "string::trim",
            ];
            matches!(&**function, Expr::Atom(name) if borrows.contains(&name.as_str()))
                && arguments.first().is_some_and(is_lasting)
        }
        Expr::Binary(..) | Expr::Matches(..) | Expr::Struct { .. } => false,
    }
}

/// Returns whether a list outlives the enclosing block, and thus references to its items do.
pub(super) fn is_lasting_list(list: &Expr) -> bool {
    match list {
        Expr::Array(items) => items.is_empty(),
        Expr::If(_, yes, no) => is_lasting_list(yes) && is_lasting_list(no),
        Expr::Unary(_, inner) | Expr::Index(inner, _) | Expr::Try(inner) => is_lasting_list(inner),
        Expr::Call(..) => false,
        list => is_lasting(list),
    }
}

/// Returns whether the items of a list borrow from values that are dropped at the end of the enclosing block.
pub(super) fn holds_temporaries(list: &Expr) -> bool {
    match list {
        Expr::Array(items) => !items.iter().all(is_lasting),
        Expr::If(_, yes, no) => holds_temporaries(yes) || holds_temporaries(no),
        Expr::Unary(_, inner) | Expr::Index(inner, _) | Expr::Try(inner) => {
            holds_temporaries(inner)
        }
        Expr::Method(_, name, list) if name == "list" => list.iter().any(holds_temporaries),
        Expr::Method(list, _, _) => holds_temporaries(list),
        Expr::Call(function, arguments) => match (&**function, arguments.first()) {
            (Expr::Atom(name), Some(text)) if name.starts_with("string::split") => {
                !is_lasting(text)
            }
            (_, Some(list)) => holds_temporaries(list),
            (_, None) => false,
        },
        _ => false,
    }
}

impl Code {
    /// Returns owned text or bytes if their source would be dropped at the end of the enclosing block. Other code is
    /// unchanged.
    pub(super) fn lasting(self) -> Self {
        let owned = match self.repr {
            Repr::Text(Hold::Slice | Hold::Ref) => Repr::Text(Hold::Owned),
            Repr::Bytes(Hold::Slice | Hold::Ref) => Repr::Bytes(Hold::Owned),
            _ => return self,
        };
        if is_lasting(&self.expr) {
            self
        } else {
            Self::new(self.into_owned(), owned)
        }
    }
}
