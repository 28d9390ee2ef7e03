//! Requests of `tables.v1.TableService` are checked: by their rules, and by functions that are written here.

mod checks;
mod rules;
mod streams;
mod support;
