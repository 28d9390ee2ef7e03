//! A protobuf compiler: converts `.proto` sources to the descriptors of protoc 36.2, byte for byte.
//!
//! It reads proto2, proto3 and editions, reports the faults of all files together, and needs no protoc.
//!
//! ```
//! use rpcsmith_compiler::{compile, Sources};
//!
//! let mut sources = Sources::new();
//! sources.insert("greeting.proto", r#"syntax = "proto3"; message Greeting { string text = 1; }"#);
//! let compiled = compile(&["greeting.proto"], &sources).map_err(|faults| faults[0].to_string())?;
//! assert_eq!(compiled.files()[0].name, "greeting.proto");
//! let set = compiled.file_descriptor_set();
//! # assert!(!set.is_empty());
//! # Ok::<(), String>(())
//! ```
//!
//! # Stages
//! Each stage reads all files in parallel, and adds its faults to one list. A file with a fault skips the later stages.
//!
//! | stage | module | result |
//! |---|---|---|
//! | reads the import closure | `load` | a `ast::File` for each file, imports first |
//! | splits text into tokens and comments | `lex` | tokens |
//! | parses tokens | `parse` | `ast::File` |
//! | checks single declarations | `check::declarations` | faults |
//! | declares symbols and resolves names | `link` | `link::Pool` |
//! | interprets built-in options, then custom ones | `options` | `value::Message`, then bytes |
//! | resolves features | `features` | `features::Features` |
//! | checks what needs options and features | `check` | faults |
//! | writes descriptors | `encode` | bytes |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod ast;
mod bundled;
mod check;
mod diagnostic;
mod encode;
mod fault;
mod features;
mod index;
mod json_name;
mod lex;
mod link;
mod load;
mod name_span;
mod options;
mod parallel;
mod parse;
mod pipeline;
mod resolver;
mod source;
mod source_info;
mod value;
mod wire;

pub use bundled::{bundled, bundled_names};
pub use diagnostic::{Diagnostic, Place};
pub use fault::Severity;
pub use load::MAX_FILE_SIZE;
pub use pipeline::{Compiled, CompiledFile, compile};
pub use resolver::{IncludePaths, Resolver, Sources};
