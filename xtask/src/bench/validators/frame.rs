//! What the validators to compare have in common.

use std::hint::black_box;

/// Calls a validator so many times.
pub type Calls = Box<dyn Fn(u32)>;

/// Calls of a validator with a message that it has nothing against.
pub fn calls<M: 'static>(message: M, is_valid: impl Fn(&M) -> bool + 'static) -> Calls {
    Box::new(move |count| {
        for _ in 0..count {
            assert!(is_valid(black_box(&message)), "the message is valid");
        }
    })
}

/// The calls that the arguments of the program ask for: `<validator> <message> <file>`, an encoded message in the file.
pub fn asked() -> Calls {
    let words: Vec<String> = std::env::args().collect();
    let [_, validator, message, file] = &words[..] else {
        panic!("what to validate, and with what, is told");
    };
    let bytes = std::fs::read(file).expect("the file holds a message");
    crate::prepare(validator, message, &bytes[..])
}
