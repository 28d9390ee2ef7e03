//! The user's crates around generated code: the methods that they implement and lack, and the files of new crates.
//!
//! [`analysis`] reads a crate and finds the implementations of each service. `splice` creates the edits that add missing
//! functions: insertions between which every byte stays. [`stub`] has their text. None of them writes a file: `sync` plans
//! the changes, and `crate::skeleton` commits them. `scaffold` has the files of new crates.

pub mod analysis;
pub mod findings;
pub mod imports;
#[cfg(feature = "skeleton")]
pub mod new_crate;
#[cfg(feature = "skeleton")]
pub mod scaffold;
#[cfg(feature = "skeleton")]
pub mod splice;
pub mod stub;
#[cfg(feature = "skeleton")]
pub mod sync;
#[cfg(all(test, feature = "skeleton"))]
mod tests;
