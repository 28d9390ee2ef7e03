//! Decodes images row by row, so that a decoded image is never in memory as a whole.

use std::fmt;
use std::io::Cursor;

use png::{ColorType, Limits, Transformations};
use rpcsmith_runtime::Code;
use rpcsmith_runtime::errors::StatusError;

/// The maximum number of pixels: a small file can contain very many, and each takes time.
pub const MAX_PIXELS: u64 = 16 * 1024 * 1024;

/// The maximum number of bytes that the PNG decoder allocates.
const MAX_DECODER_BYTES: usize = 32 * 1024 * 1024;

/// A pixel; an `alpha` of 0 is transparent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pixel {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
    pub alpha: u8,
}

/// An error of an image.
#[derive(Debug, PartialEq, Eq)]
pub enum ImageError {
    UnknownFormat,
    /// The image is malformed, for the reason in the text.
    Broken(String),
    TooLarge,
    /// The caller has stopped the decoding.
    Stopped,
}

/// Decodes a PNG or PPM image and calls `each` with each pixel, in any order. Calls `stop` before each row, and ends if it
/// returns true.
pub fn read(
    data: &[u8],
    stop: impl Fn() -> bool,
    mut each: impl FnMut(Pixel),
) -> Result<(), ImageError> {
    let each_row = |row: &[u8], color: ColorType| {
        if stop() {
            return Err(ImageError::Stopped);
        }
        pixels(row, color).for_each(&mut each);
        Ok(())
    };
    if data.starts_with(b"\x89PNG\r\n\x1a\n") {
        read_png(data, each_row)
    } else if data.starts_with(b"P6") {
        read_ppm(data, each_row)
    } else {
        Err(ImageError::UnknownFormat)
    }
}

/// The pixels of a row with one byte per sample.
fn pixels(row: &[u8], color: ColorType) -> impl Iterator<Item = Pixel> {
    row.chunks_exact(color.samples()).map(|samples| {
        let (red, green, blue, alpha) = match *samples {
            [grey] => (grey, grey, grey, 255),
            [grey, alpha] => (grey, grey, grey, alpha),
            [red, green, blue] => (red, green, blue, 255),
            [red, green, blue, alpha, ..] => (red, green, blue, alpha),
            [] => (0, 0, 0, 0),
        };
        Pixel {
            red,
            green,
            blue,
            alpha,
        }
    })
}

fn check_size(width: u32, height: u32) -> Result<(), ImageError> {
    match u64::from(width) * u64::from(height) {
        0 => Err(ImageError::Broken("it has no pixels".to_owned())),
        1..=MAX_PIXELS => Ok(()),
        _ => Err(ImageError::TooLarge),
    }
}

fn read_png(
    data: &[u8],
    mut each_row: impl FnMut(&[u8], ColorType) -> Result<(), ImageError>,
) -> Result<(), ImageError> {
    let limits = Limits {
        bytes: MAX_DECODER_BYTES,
    };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(data), limits);
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let header = decoder.read_header_info()?;
    check_size(header.width, header.height)?;

    let mut reader = decoder.read_info()?;
    let (color, _) = reader.output_color_type();
    while let Some(row) = reader.next_row()? {
        each_row(row.data(), color)?;
    }
    Ok(())
}

/// Decodes `P6 <width> <height> <maximum sample>` and three bytes for each pixel. There may be comments between the numbers.
///
/// Source: ppm(5) of Netpbm.
fn read_ppm(
    data: &[u8],
    mut each_row: impl FnMut(&[u8], ColorType) -> Result<(), ImageError>,
) -> Result<(), ImageError> {
    let broken = |reason: &str| ImageError::Broken(reason.to_owned());
    let mut rest = &data[2..];
    let mut number = || {
        let (number, after) = ppm_number(rest)?;
        rest = after;
        Some(number)
    };
    let (Some(width), Some(height), Some(maximum)) = (number(), number(), number()) else {
        return Err(broken("its header does not have three numbers"));
    };
    let [b' ' | b'\t' | b'\n' | b'\r', samples @ ..] = rest else {
        return Err(broken("its header does not end"));
    };
    if !(1..=255).contains(&maximum) {
        return Err(broken("its samples do not have one byte each"));
    }
    check_size(width, height)?;

    let mut rows = samples.chunks_exact(width as usize * 3);
    if rows.len() < height as usize {
        return Err(broken("it ends too early"));
    }
    for row in rows.by_ref().take(height as usize) {
        let scaled = |sample: &u8| (u32::from(*sample).min(maximum) * 255 / maximum) as u8;
        let row: Vec<u8> = row.iter().map(scaled).collect();
        each_row(&row, ColorType::Rgb)?;
    }
    Ok(())
}

/// Parses a number after white space and comments. Returns it and the remaining data.
fn ppm_number(mut data: &[u8]) -> Option<(u32, &[u8])> {
    loop {
        data = data.trim_ascii_start();
        match data {
            [b'#', ..] => {
                let end = data.iter().position(|byte| *byte == b'\n')?;
                data = &data[end..];
            }
            _ => break,
        }
    }
    let digits = data.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = data.split_at(digits);
    let number = std::str::from_utf8(number).ok()?.parse().ok()?;
    Some((number, rest))
}

impl From<png::DecodingError> for ImageError {
    fn from(error: png::DecodingError) -> Self {
        match error {
            png::DecodingError::LimitsExceeded => Self::TooLarge,
            error => Self::Broken(error.to_string()),
        }
    }
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownFormat => f.write_str("the data is neither a PNG nor a PPM (P6)"),
            Self::Broken(reason) => write!(f, "the image cannot be read: {reason}"),
            Self::TooLarge => write!(
                f,
                "the image is too large: the maximum is {MAX_PIXELS} pixels"
            ),
            Self::Stopped => f.write_str("the call has ended"),
        }
    }
}

impl std::error::Error for ImageError {}

impl StatusError for ImageError {
    fn code(&self) -> Code {
        match self {
            Self::UnknownFormat | Self::Broken(_) | Self::TooLarge => Code::InvalidArgument,
            Self::Stopped => Code::Cancelled,
        }
    }
}

// With this `?` turns the error into a status.
rpcsmith_runtime::error_statuses!(ImageError);

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn decoding_stops_before_a_row() {
        let image = [&b"P6 1 100 255 "[..], &[0; 300]].concat();
        let rows = Cell::new(0);
        let stop = || rows.replace(rows.get() + 1) == 10;
        let mut pixels = 0;
        assert_eq!(
            read(&image, stop, |_| pixels += 1),
            Err(ImageError::Stopped)
        );
        assert_eq!(pixels, 10);
    }
}
