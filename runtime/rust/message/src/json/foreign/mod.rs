//! serde's traits, for other formats and for JSON by other crates.
//!
//! A message is converted through its text. So the code for it is here, and only a small part compiles again for each format.

mod deserialize;
mod serialize;

pub use deserialize::deserialize;
pub use serialize::serialize;
