//! Validation of the requests of `tables.v1.TableService`: by their rules, and by hand-written functions.

mod checks;
mod rules;
mod streams;
mod support;
