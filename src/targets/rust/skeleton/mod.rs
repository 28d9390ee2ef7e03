//! Crates that a person owns around generated Rust: what they implement of the services, what they lack, and the files of
//! new ones.
//!
//! [`analysis`](analysis::analyze) reads a crate and finds for every service where it is implemented and what is there of each method.
//! `splice` makes of that the edits that add what is missing: pieces of text at places, between which every byte
//! stays. Neither writes a file. The text of what is added comes from [`stub`].

pub mod analysis;
pub mod findings;
pub mod imports;
#[cfg(feature = "skeleton")]
pub mod scaffold;
#[cfg(feature = "skeleton")]
pub mod splice;
pub mod stub;
#[cfg(feature = "skeleton")]
pub mod sync;
#[cfg(all(test, feature = "skeleton"))]
mod tests;
