//! Fuzzes sources: the compiler must not panic, and what it accepts must decode.

#![no_main]

use libfuzzer_sys::fuzz_target;
use prost::Message;
use rpcsmith_compiler::{Sources, compile};

/// A `FileDescriptorSet`. Its strings are bytes, because protoc copies comments that are not UTF-8.
#[derive(Clone, PartialEq, Message)]
struct Set {
    #[prost(message, repeated, tag = "1")]
    files: Vec<File>,
}

#[derive(Clone, PartialEq, Message)]
struct File {
    #[prost(bytes = "vec", tag = "1")]
    name: Vec<u8>,
}

/// Ends the first of two files.
const SEPARATOR: &[u8] = b"\n====\n";

fuzz_target!(|input: &[u8]| {
    let at = input
        .windows(SEPARATOR.len())
        .position(|window| window == SEPARATOR);
    let (first, second) = match at {
        Some(at) => (&input[..at], &input[at + SEPARATOR.len()..]),
        None => (input, &[][..]),
    };
    let mut sources = Sources::new();
    sources.insert("a.proto", first);
    sources.insert("b.proto", second);
    match compile(&["a.proto", "b.proto"], &sources) {
        Ok(compiled) => {
            let set = compiled.file_descriptor_set();
            match Set::decode(&*set) {
                Ok(set) => assert_eq!(set.files.len(), compiled.files().len()),
                Err(error) => panic!("the set does not decode: {error}"),
            }
        }
        Err(faults) => {
            // Texts depend on the sources too.
            for fault in &faults {
                let _ = fault.to_string();
            }
            assert!(!faults.is_empty(), "no fault");
        }
    }
});
