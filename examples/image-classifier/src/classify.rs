//! Classifies images: each pixel votes for a color, and the color with the most votes is the label.

use crate::image::{self, ImageError, Pixel};

/// The labels, in the order of the numbers of [`label`].
const LABELS: [&str; 10] = [
    "red",
    "yellow",
    "green",
    "cyan",
    "blue",
    "magenta",
    "black",
    "grey",
    "white",
    "transparent",
];
const BLACK: usize = 6;
const GREY: usize = 7;
const WHITE: usize = 8;
const TRANSPARENT: usize = 9;

/// The result of a classification.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Classification {
    pub label: &'static str,
    /// The share of the votes for the label.
    pub confidence: f32,
}

/// Classifies an image. This blocks the thread: call it on a thread for blocking work. It ends early if `stop` returns true.
pub fn classify(data: &[u8], stop: impl Fn() -> bool) -> Result<Classification, ImageError> {
    let mut votes = [0u32; LABELS.len()];
    image::read(data, stop, |pixel| votes[label(pixel)] += 1)?;

    let all: u32 = votes.iter().sum();
    let (mut winner, mut most) = (TRANSPARENT, 0);
    for (label, count) in votes.into_iter().enumerate() {
        if count > most {
            (winner, most) = (label, count);
        }
    }
    Ok(Classification {
        label: LABELS[winner],
        confidence: most as f32 / all.max(1) as f32,
    })
}

/// The label that a pixel votes for.
fn label(pixel: Pixel) -> usize {
    let Pixel {
        red,
        green,
        blue,
        alpha,
    } = pixel;
    let (brightest, darkest) = (red.max(green).max(blue), red.min(green).min(blue));
    let chroma = brightest - darkest;
    if alpha < 128 {
        TRANSPARENT
    } else if brightest < 50 {
        BLACK
    } else if u32::from(chroma) * 5 < u32::from(brightest) {
        if brightest > 200 { WHITE } else { GREY }
    } else {
        hue(red, green, blue, brightest, chroma)
    }
}

/// The sixth of the color circle of a hue: 0 is around red, 1 around yellow, and so on.
fn hue(red: u8, green: u8, blue: u8, brightest: u8, chroma: u8) -> usize {
    let ratio = |one: u8, other: u8| (f32::from(one) - f32::from(other)) / f32::from(chroma);
    let sixths = if brightest == red {
        ratio(green, blue)
    } else if brightest == green {
        2.0 + ratio(blue, red)
    } else {
        4.0 + ratio(red, green)
    };
    sixths.round().rem_euclid(6.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(red: u8, green: u8, blue: u8) -> &'static str {
        let alpha = 255;
        LABELS[label(Pixel {
            red,
            green,
            blue,
            alpha,
        })]
    }

    #[test]
    fn pixels_vote_for_the_nearest_color() {
        for (red, green, blue, expected) in [
            (255, 0, 0, "red"),
            (120, 20, 30, "red"),
            (250, 60, 90, "red"),
            (255, 255, 0, "yellow"),
            (255, 165, 0, "yellow"),
            (0, 128, 0, "green"),
            (0, 255, 255, "cyan"),
            (20, 40, 200, "blue"),
            (255, 0, 255, "magenta"),
            (255, 20, 147, "magenta"),
            (0, 0, 0, "black"),
            (30, 0, 0, "black"),
            (128, 128, 128, "grey"),
            (128, 120, 125, "grey"),
            (255, 255, 255, "white"),
            (250, 240, 230, "white"),
        ] {
            assert_eq!(named(red, green, blue), expected, "{red}, {green}, {blue}");
        }
    }

    #[test]
    fn transparent_pixels_have_no_color() {
        let pixel = Pixel {
            red: 255,
            green: 0,
            blue: 0,
            alpha: 0,
        };
        assert_eq!(LABELS[label(pixel)], "transparent");
    }
}
