//! Records for both programs, and their answers.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use prost::bytes::{Buf, BufMut, Bytes};

/// Print the names of the schema.
pub const ORIGINAL_NAMES: u8 = 1;
/// Print default values.
pub const DEFAULTS: u8 = 2;
/// Print enums as numbers.
pub const ENUM_NUMBERS: u8 = 4;
/// Ignore unknown fields.
pub const IGNORE_UNKNOWN: u8 = 8;

/// Appends a record.
pub fn write(out: &mut Vec<u8>, name: &str, flags: u8, content: &[u8]) {
    for part in [name.as_bytes(), &[flags], content] {
        out.put_u32_le(part.len() as u32);
        out.extend(part);
    }
}

/// The answers of a program.
pub struct Answers(Bytes);

/// A value, or an error.
pub type Answer = std::result::Result<Bytes, String>;

impl Answers {
    /// The next bytes.
    ///
    /// # Errors
    /// At the end.
    pub fn bytes(&mut self) -> Result<Bytes> {
        let end = "an answer is missing";
        let length = self.0.try_get_u32_le().context(end)? as usize;
        ensure!(length <= self.0.len(), end);
        Ok(self.0.split_to(length))
    }

    /// The next answer.
    ///
    /// # Errors
    /// At the end, or if it is malformed.
    pub fn answer(&mut self) -> Result<Answer> {
        let mut bytes = self.bytes()?;
        match bytes.try_get_u8()? {
            b'+' => Ok(Ok(bytes)),
            _ => Ok(Err(String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
}

/// A program that answers records in a file.
pub struct Running {
    process: Child,
    output: PathBuf,
}

impl Running {
    /// Starts it. Its files in the folder start with `name`.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(mut command: Command, folder: &Path, name: &str, records: &[u8]) -> Result<Self> {
        let input = folder.join(format!("{name}.records"));
        let output = folder.join(format!("{name}.answers"));
        fs::write(&input, records)?;
        let process = command
            .stdin(File::open(input)?)
            .stdout(File::create(&output)?)
            .stderr(Stdio::inherit())
            .spawn()
            .with_context(|| format!("{command:?}"))?;
        Ok(Self { process, output })
    }

    /// Waits for the answers.
    ///
    /// # Errors
    /// If it fails.
    pub fn answers(mut self) -> Result<Answers> {
        let status = self.process.wait()?;
        let writer = self.output.display();
        ensure!(status.success(), "the writer of {writer}: {status}");
        Ok(Answers(fs::read(&self.output)?.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_values_or_errors() {
        let mut answers = Answers(Bytes::from_static(b"\x02\0\0\0+a\x03\0\0\0-no\x01\0\0\0"));
        assert_eq!(answers.answer().expect("a value"), Ok("a".into()));
        assert_eq!(answers.answer().expect("an error"), Err("no".into()));
        assert!(answers.answer().is_err());
    }
}
