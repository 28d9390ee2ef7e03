//! The messages on standard input and output: four bytes of length, then the message.

use std::io::{self, ErrorKind, Read, Write};

use prost::Message;

use crate::Failure;

/// Reads a message. `None` at the end of the input.
///
/// # Errors
/// If the input ends within a message, or is no message.
pub fn read<M: Message + Default>(mut input: impl Read) -> Result<Option<M>, Failure> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        result => result?,
    }
    let mut message = vec![0; u32::from_le_bytes(length) as usize];
    input.read_exact(&mut message)?;
    Ok(Some(M::decode(&*message)?))
}

/// Writes a message.
///
/// # Errors
/// If the output is closed.
pub fn write(mut output: impl Write, message: &impl Message) -> io::Result<()> {
    let message = message.encode_to_vec();
    let length = u32::try_from(message.len()).map_err(io::Error::other)?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(&message)?;
    output.flush()
}
