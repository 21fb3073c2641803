//! A code for a camera: a booking number that the reception reads, a link or a secret for an officer's telephone. Drawn
//! as one path, so that it weighs little and is printed sharp.

use domain::BookingNumber;
use fast_qr::{ECL, QRBuilder};
use std::fmt::Write as _;

/// The empty border that the standard asks for.
const QUIET: usize = 4;

/// What the template draws.
#[derive(Clone, Debug)]
pub(super) struct Qr {
    /// The number, or the text, as it is written.
    pub(super) number: String,
    /// How many squares wide it is, with its border.
    pub(super) size: usize,
    /// The dark squares, as the path of an SVG.
    pub(super) path: String,
}

impl Qr {
    /// A booking number and nothing else.
    pub(super) fn of(number: BookingNumber) -> anyhow::Result<Self> {
        Self::of_text(number.to_string())
    }

    /// Any short text.
    pub(super) fn of_text(number: String) -> anyhow::Result<Self> {
        let code = QRBuilder::new(number.as_str()).ecl(ECL::M).build()?;
        let mut path = String::new();
        for y in 0..code.size {
            let row = &code[y];
            let mut x = 0;
            while x < code.size {
                let dark = row[x..].iter().take_while(|module| module.value()).count();
                if dark > 0 {
                    write!(path, "M{} {}h{dark}v1h-{dark}z", x + QUIET, y + QUIET)?;
                }
                x += dark.max(1);
            }
        }
        Ok(Self { number, size: code.size + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the path as a picture with eight points to a square, as a screen does, and reads what is in it.
    fn read(qr: &Qr) -> Vec<String> {
        const POINTS: usize = 8;
        let mut dark = vec![false; qr.size * qr.size];
        for run in qr.path.split_terminator('z') {
            let (at, drawn) = run.strip_prefix('M').unwrap().split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let width: usize = drawn.split_once('v').unwrap().0.parse().unwrap();
            dark[y * qr.size + x..][..width].fill(true);
        }
        let side = qr.size * POINTS;
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            if dark[y / POINTS * qr.size + x / POINTS] { 0 } else { 255 }
        });
        picture.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
    }

    #[test]
    fn a_camera_reads_the_number_and_nothing_else() {
        for counter in [0, 1, 123_456, u64::MAX] {
            let number = BookingNumber::from_counter(counter);
            let qr = Qr::of(number).unwrap();
            assert_eq!(read(&qr), [number.to_string()]);
            assert!(qr.path.len() < 6_000, "{} bytes", qr.path.len());
        }
    }
}
