//! The files of new crates. `sync` adds the same texts to existing crates.
//!
//! | file | owner |
//! |---|---|
//! | `src/gen/**` | the generator, which overwrites them |
//! | `Cargo.toml`, `src/lib.rs`, `src/services/**`, `tests/**` | the user; `sync` adds missing code |
//! | all others | the user |

pub mod dependencies;
mod expressions;
pub mod imports;
pub mod names;
mod program;
mod service;
pub mod workspace;

pub use names::{CrateNames, NamedService};
pub use program::{Crate, GENERATED, RUNTIME};
pub use service::{checks_file, service_file, test, test_file};
