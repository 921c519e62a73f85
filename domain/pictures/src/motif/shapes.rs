//! Pieces that several motifs share.

use super::{
    canvas::{Canvas, Colour, WHITE, hex},
    path::{Path, Point, arc, blob, circle, ellipse, polygon, ribbon, stroke},
    scene::Look,
};

/// The height at which most things stand on the ground.
pub const FLOOR: f64 = 745.0;

/// The soft shadow of something that stands on the ground.
pub fn shadow(canvas: &mut Canvas, look: &Look, x: f64, y: f64, half_width: f64) {
    canvas.fill(&ellipse(x, y, half_width, half_width * 0.11), look.ground.darker(0.14));
    canvas.fill(&ellipse(x, y, half_width * 0.86, half_width * 0.075), look.ground.darker(0.26));
}

/// The front of something round seen from a little above: from the near half of its rim,
/// `rim` high, down to a rounded bottom.
pub fn bowl_front(x: f64, y: f64, half_width: f64, rim: f64, depth: f64) -> Path {
    let mut outline = arc(x, y, half_width, rim, 180.0, 0.0);
    outline.extend(arc(x, y, half_width, depth, 0.0, 180.0));
    polygon(&outline)
}

/// The front of a straight-sided vessel that narrows from `above` to `below` (half widths).
pub fn tub_front(x: f64, (top, above): Point, (bottom, below): Point) -> Path {
    let mut outline = arc(x, top, above, above * 0.26, 180.0, 0.0);
    outline.extend(arc(x, bottom, below, below * 0.26, 0.0, 180.0));
    polygon(&outline)
}

/// A leaf from its stalk to its tip; `width` at its widest.
pub fn leaf(stalk: Point, tip: Point, width: f64) -> Path {
    let (dx, dy) = (tip.0 - stalk.0, tip.1 - stalk.1);
    let length = dx.hypot(dy).max(1.0);
    let (nx, ny) = (-dy / length * width, dx / length * width);
    let side = |sign: f64, t: f64| {
        let bulge = 2.0 * t * (1.0 - t) * sign;
        (stalk.0 + dx * t + nx * bulge, stalk.1 + dy * t + ny * bulge)
    };
    let steps = (0..=14).map(|n| f64::from(n) / 14.0);
    let mut outline: Vec<Point> = steps.clone().map(|t| side(1.0, t)).collect();
    outline.extend(steps.rev().map(|t| side(-1.0, t)));
    polygon(&outline)
}

/// A leaf with its darker half and a middle vein.
pub fn veined_leaf(canvas: &mut Canvas, stalk: Point, tip: Point, width: f64, colour: Colour) {
    let shape = leaf(stalk, tip, width);
    canvas.fill(&shape, colour);
    let half = leaf(stalk, tip, width * 0.5).moved(width * 0.22, width * 0.22);
    canvas.within(&shape, |canvas| canvas.fill(&half, colour.darker(0.1)));
    let vein = (stalk.0 + (tip.0 - stalk.0) * 0.86, stalk.1 + (tip.1 - stalk.1) * 0.86);
    canvas.fill(&stroke(&[stalk, vein], (width * 0.06).max(2.5)), colour.lighter(0.35));
}

/// Three wisps of steam above a place.
pub fn steam(canvas: &mut Canvas, look: &Look, x: f64, y: f64) {
    for (n, lift) in [(-1.0, 0.0), (0.0, -34.0), (1.0, 6.0)] {
        let (x, y) = (x + n * 74.0, y + lift);
        let line = [(x, y), (x + 22.0, y - 40.0), (x - 16.0, y - 84.0), (x + 10.0, y - 128.0)];
        let wisp = ribbon(&line, |t| 4.0 + 15.0 * (t * std::f64::consts::PI).sin());
        canvas.tint(&wisp, look.ground.mix(WHITE, 0.45), 0.7);
    }
}

/// A flower of five petals, such as a frangipani.
pub fn flower(canvas: &mut Canvas, (x, y): Point, size: f64, petal: Colour, heart: Colour) {
    for n in 0..5 {
        let angle = (f64::from(n) * 72.0 - 90.0).to_radians();
        let tip = (x + angle.cos() * size, y + angle.sin() * size);
        canvas.fill(&leaf((x, y), tip, size * 0.92), petal.darker(0.06 * f64::from(n % 2)));
    }
    canvas.fill(&circle(x, y, size * 0.22), heart);
}

/// An egg standing on its round end.
pub fn egg((x, y): Point, half_width: f64) -> Path {
    let w = half_width;
    blob(&[
        (x, y - w * 1.38),
        (x + w * 0.68, y - w * 0.78),
        (x + w, y + w * 0.16),
        (x + w * 0.7, y + w * 0.88),
        (x, y + w * 1.14),
        (x - w * 0.7, y + w * 0.88),
        (x - w, y + w * 0.16),
        (x - w * 0.68, y - w * 0.78),
    ])
}

/// Half a boiled egg.
pub fn egg_half(canvas: &mut Canvas, (x, y): Point, size: f64) {
    canvas.fill(&ellipse(x, y + size * 0.1, size, size * 0.8), hex(0xE9_DF_CB));
    canvas.fill(&ellipse(x, y, size, size * 0.78), hex(0xFF_FD_F5));
    canvas.fill(&ellipse(x, y, size * 0.56, size * 0.44), hex(0xF5_A6_23));
    canvas.fill(
        &ellipse(x - size * 0.16, y - size * 0.12, size * 0.18, size * 0.12),
        hex(0xFD_D0_6B),
    );
}

/// A star of four points that says "fresh" or "clean".
pub fn sparkle((x, y): Point, size: f64) -> Path {
    let s = size * 0.18;
    polygon(&[
        (x, y - size),
        (x + s, y - s),
        (x + size, y),
        (x + s, y + s),
        (x, y + size),
        (x - s, y + s),
        (x - size, y),
        (x - s, y - s),
    ])
}
