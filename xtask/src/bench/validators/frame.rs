//! The parts that all compared validators share.

use std::hint::black_box;

/// Calls a validator a number of times.
pub type Calls = Box<dyn Fn(u32)>;

/// Calls of a validator with a valid message.
pub fn calls<M: 'static>(message: M, is_valid: impl Fn(&M) -> bool + 'static) -> Calls {
    Box::new(move |count| {
        for _ in 0..count {
            assert!(is_valid(black_box(&message)), "the message is valid");
        }
    })
}

/// The calls for the arguments of the program: `<validator> <message> <file>`, with an encoded message in the file.
pub fn asked() -> Calls {
    let words: Vec<String> = std::env::args().collect();
    let [_, validator, message, file] = &words[..] else {
        panic!("usage: <validator> <message> <file>");
    };
    let bytes = std::fs::read(file).expect("the file holds a message");
    crate::prepare(validator, message, &bytes[..])
}
