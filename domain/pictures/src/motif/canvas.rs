//! A sheet of pixels that fills outlines with smooth edges.

use super::{
    path::{Bounds, Path},
    scan::{scan, whole},
};

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// The colour of a number written `0xRRGGBB`.
pub const fn hex(rgb: u32) -> Colour {
    let [_, red, green, blue] = rgb.to_be_bytes();
    Colour([red, green, blue])
}

/// White, for highlights.
pub const WHITE: Colour = hex(0xFF_FF_FF);
/// A warm near-black, for shadows and fine lines.
pub const INK: Colour = hex(0x2B_22_2A);

impl Colour {
    /// This colour with a share (0 to 1) of another.
    pub fn mix(self, other: Colour, share: f64) -> Colour {
        let Self([r, g, b]) = self;
        let Self([or, og, ob]) = other;
        let blend = |a: u8, b: u8| {
            let value = f64::from(a) + (f64::from(b) - f64::from(a)) * share;
            u8::try_from(whole(value.round())).unwrap_or(u8::MAX)
        };
        Self([blend(r, or), blend(g, og), blend(b, ob)])
    }

    /// Nearer to the ink by this share.
    pub fn darker(self, share: f64) -> Colour {
        self.mix(INK, share)
    }

    /// Nearer to white by this share.
    pub fn lighter(self, share: f64) -> Colour {
        self.mix(WHITE, share)
    }
}

/// Where drawing shows while it is confined to an outline.
struct Mask {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
    coverage: Vec<u8>,
}

/// The sheet.
pub struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
    mask: Option<Mask>,
}

impl Canvas {
    /// A black sheet.
    pub fn new(width: u32, height: u32) -> Self {
        let size = width as usize * height as usize * 3;
        Self { width, height, pixels: vec![0; size], mask: None }
    }

    /// The pixels, row by row, three bytes each.
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }

    /// Fills an outline.
    pub fn fill(&mut self, path: &Path, colour: Colour) {
        self.tint(path, colour, 1.0);
    }

    /// Lays a veil of this strength (0 to 1) over an outline.
    pub fn tint(&mut self, path: &Path, colour: Colour, strength: f64) {
        let (width, height) = (self.width, self.height);
        scan(path, width, height, |row, from, to, coverage| {
            self.run(row, from, to, colour, coverage * strength);
        });
    }

    /// Fills an outline with one colour above that turns into another below.
    pub fn fade(&mut self, path: &Path, above: Colour, below: Colour) {
        let (width, height) = (self.width, self.height);
        let Bounds { top, bottom, .. } = path.bounds();
        let (mut current, mut colour) = (u32::MAX, above);
        scan(path, width, height, |row, from, to, coverage| {
            if row != current {
                current = row;
                colour =
                    above.mix(below, ((f64::from(row) - top) / (bottom - top)).clamp(0.0, 1.0));
            }
            self.run(row, from, to, colour, coverage);
        });
    }

    /// Fills an outline as something round, lit from the upper left.
    pub fn body(&mut self, path: &Path, colour: Colour) {
        let bounds = path.bounds();
        let (right, down) = (bounds.width() * 0.09, bounds.height() * 0.05);
        self.fill(path, colour.darker(0.16));
        self.within(path, |canvas| canvas.fill(&path.moved(-right, -down), colour));
    }

    /// Draws something of which only the part within the outline shows.
    pub fn within(&mut self, path: &Path, draw: impl FnOnce(&mut Self)) {
        let mask = self.mask_of(path);
        let before = self.mask.replace(mask);
        draw(self);
        self.mask = before;
    }

    fn mask_of(&self, path: &Path) -> Mask {
        let bounds = path.bounds();
        let (left, top) = (whole(bounds.left), whole(bounds.top));
        let width = whole(bounds.right.ceil() + 1.0).min(self.width).saturating_sub(left);
        let height = whole(bounds.bottom.ceil()).min(self.height).saturating_sub(top);
        let mut mask =
            Mask { left, top, width, height, coverage: vec![0; width as usize * height as usize] };
        scan(path, self.width, self.height, |row, from, to, coverage| {
            let value = u8::try_from(whole(coverage * 255.0 + 0.5)).unwrap_or(u8::MAX);
            if let Some(stretch) = mask.stretch(row, from, to) {
                stretch.fill(value);
            }
        });
        mask
    }

    /// Colours one stretch of a row.
    fn run(&mut self, row: u32, from: u32, to: u32, colour: Colour, strength: f64) {
        let (mut from, mut to) = (from, to);
        if let Some(mask) = &self.mask {
            from = from.max(mask.left);
            to = to.min(mask.left + mask.width);
        }
        if from >= to {
            return;
        }
        let start = (row as usize * self.width as usize + from as usize) * 3;
        let length = (to - from) as usize * 3;
        let Some(pixels) = self.pixels.get_mut(start..start + length) else {
            return;
        };
        match &mut self.mask {
            Some(mask) => {
                if let Some(coverage) = mask.stretch(row, from, to) {
                    run_masked(pixels, coverage, colour, strength);
                }
            }
            None => run_plain(pixels, colour, strength),
        }
    }
}

impl Mask {
    fn stretch(&mut self, row: u32, from: u32, to: u32) -> Option<&mut [u8]> {
        let row = row.checked_sub(self.top).filter(|row| *row < self.height)?;
        let start = row as usize * self.width as usize + from.checked_sub(self.left)? as usize;
        self.coverage.get_mut(start..start + to.saturating_sub(from) as usize)
    }
}

fn run_plain(pixels: &mut [u8], Colour(colour): Colour, strength: f64) {
    if strength < 0.996 {
        return blend(pixels, colour, whole(strength * 256.0));
    }
    // Copying what is already coloured, twice as much each time, is quick even without an
    // optimising build, and most pixels of a picture are coloured here.
    let Some(first) = pixels.first_chunk_mut::<3>() else {
        return;
    };
    *first = colour;
    let mut done = 3;
    while done < pixels.len() {
        let (ready, rest) = pixels.split_at_mut(done);
        let next = done.min(rest.len());
        if let (Some(to), Some(from)) = (rest.get_mut(..next), ready.get(..next)) {
            to.copy_from_slice(from);
        }
        done += next;
    }
}

/// Colours a stretch whose mask has one value after another, run by run of equal values.
fn run_masked(pixels: &mut [u8], coverage: &[u8], colour: Colour, strength: f64) {
    let mut rest = pixels;
    for equal in coverage.chunk_by(|a, b| a == b) {
        let Some((these, after)) = rest.split_at_mut_checked(equal.len() * 3) else {
            return;
        };
        let share = f64::from(equal.first().copied().unwrap_or(0)) / 255.0;
        if share > 0.0 {
            run_plain(these, colour, strength * share);
        }
        rest = after;
    }
}

fn blend(pixels: &mut [u8], [red, green, blue]: [u8; 3], share: u32) {
    let (keep, share) = (256 - share.min(256), share.min(256));
    let (red, green, blue) =
        (u32::from(red) * share, u32::from(green) * share, u32::from(blue) * share);
    let mix =
        |old: u8, new: u32| u8::try_from((u32::from(old) * keep + new) >> 8).unwrap_or(u8::MAX);
    for pixel in pixels.chunks_exact_mut(3) {
        if let [r, g, b] = pixel {
            *r = mix(*r, red);
            *g = mix(*g, green);
            *b = mix(*b, blue);
        }
    }
}
