//! Runs the compiler of this repository.

use std::cell::RefCell;
use std::panic;
use std::sync::{Mutex, PoisonError};

use rpcsmith_compiler::{Compiled, Diagnostic, compile};

use super::unit::Unit;

/// What the compiler does with a unit.
pub enum Ours {
    Accepted(Compiled),
    Refused(Vec<Diagnostic>),
    /// The message and place of a panic.
    Panicked(String),
}

thread_local! {
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The last panic of all threads: the compiler has threads of its own.
static LAST: Mutex<String> = Mutex::new(String::new());

/// Remembers panics instead of printing them.
pub fn catch_panics() {
    panic::set_hook(Box::new(|info| {
        let text = info.to_string().replace('\n', " ");
        PANIC.with(|last| *last.borrow_mut() = Some(text.clone()));
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }));
}

impl Ours {
    pub fn of(unit: &Unit) -> Self {
        let names: Vec<&str> = unit.names.iter().map(String::as_str).collect();
        let run = || compile(&names, unit);
        match panic::catch_unwind(panic::AssertUnwindSafe(run)) {
            Ok(Ok(compiled)) => Self::Accepted(compiled),
            Ok(Err(faults)) => Self::Refused(faults),
            Err(_) => {
                let own = PANIC.with(|last| last.borrow_mut().take());
                let any = || LAST.lock().unwrap_or_else(PoisonError::into_inner).clone();
                Self::Panicked(own.unwrap_or_else(any))
            }
        }
    }
}
