//! Fuzzes sources: the compiler must not panic, and what it accepts must decode.

#![no_main]

use libfuzzer_sys::fuzz_target;
use prost::Message;
use prost_types::FileDescriptorSet;
use rpcsmith_compiler::{Sources, compile};

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
            if let Err(error) = FileDescriptorSet::decode(&*set) {
                panic!("the set does not decode: {error}");
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
