//! Outlines to fill: closed polygons, made of straight pieces short enough to look round.

use std::f64::consts::TAU;

/// A place on the canvas: pixels to the right and down from its upper left corner.
pub type Point = (f64, f64);

/// One or more closed outlines; what any of them surrounds is inside.
#[derive(Debug, Clone, Default)]
pub struct Path {
    outlines: Vec<Vec<Point>>,
}

/// The smallest upright rectangle around something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Bounds {
    /// Distance from left to right.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Distance from top to bottom.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// A closed polygon.
pub fn polygon(points: &[Point]) -> Path {
    Path::from_outline(points.to_vec())
}

/// An upright ellipse.
pub fn ellipse(x: f64, y: f64, rx: f64, ry: f64) -> Path {
    Path::from_outline(arc(x, y, rx, ry, 0.0, 360.0))
}

/// A circle.
pub fn circle(x: f64, y: f64, radius: f64) -> Path {
    ellipse(x, y, radius, radius)
}

/// An upright rectangle with rounded corners; radius 0 leaves them sharp.
pub fn rounded(x: f64, y: f64, width: f64, height: f64, radius: f64) -> Path {
    let r = radius.min(width / 2.0).min(height / 2.0);
    if r <= 0.0 {
        return polygon(&[(x, y), (x + width, y), (x + width, y + height), (x, y + height)]);
    }
    let corners = [
        (x + width - r, y + height - r, 0.0),
        (x + r, y + height - r, 90.0),
        (x + r, y + r, 180.0),
        (x + width - r, y + r, 270.0),
    ];
    let turn = |(cx, cy, from): (f64, f64, f64)| arc(cx, cy, r, r, from, from + 90.0);
    Path::from_outline(corners.into_iter().flat_map(turn).collect())
}

/// A smooth closed shape through these points.
pub fn blob(points: &[Point]) -> Path {
    let around = points.iter().cycle().copied();
    let count = points.len();
    let smooth = (0..count).flat_map(|n| {
        let mut four = around.clone().skip(n + count - 1).take(4);
        let mut next = || four.next().unwrap_or_default();
        curve_piece([next(), next(), next(), next()])
    });
    Path::from_outline(smooth.collect())
}

/// A line of this width along the points, with round ends and joints.
pub fn stroke(points: &[Point], width: f64) -> Path {
    let half = width / 2.0;
    let mut path = Path::default();
    for (&(ax, ay), &(bx, by)) in points.iter().zip(points.iter().skip(1)) {
        let length = (bx - ax).hypot(by - ay).max(1e-6);
        let (nx, ny) = ((by - ay) / length * half, (ax - bx) / length * half);
        path.add(vec![
            (ax + nx, ay + ny),
            (bx + nx, by + ny),
            (bx - nx, by - ny),
            (ax - nx, ay - ny),
        ]);
    }
    // Joints of thin or gently bending lines need few corners.
    let last = points.len().saturating_sub(1);
    for (n, &(x, y)) in points.iter().enumerate() {
        let corners = if n == 0 || n == last { 16 } else { 8 };
        let around = |k: u32| {
            let angle = TAU * f64::from(k) / f64::from(corners);
            (x + half * angle.cos(), y + half * angle.sin())
        };
        path.add((0..corners).map(around).collect());
    }
    path
}

/// Points along an ellipse from one angle to another, in degrees, clockwise from the right.
pub fn arc(x: f64, y: f64, rx: f64, ry: f64, from: f64, to: f64) -> Vec<Point> {
    let share = (to - from).abs() / 360.0;
    // So many corners keep the error near a fifth of a pixel.
    let steps = ((rx.max(ry) * TAU / 9.0).clamp(24.0, 160.0) * share).ceil().max(2.0);
    let mut points = Vec::new();
    let mut step = 0.0;
    while step <= steps {
        let angle = (from + (to - from) * step / steps).to_radians();
        points.push((x + rx * angle.cos(), y + ry * angle.sin()));
        step += 1.0;
    }
    points
}

/// A smooth open line through these points.
pub fn smooth(points: &[Point]) -> Vec<Point> {
    let (Some(&first), Some(&last)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let mut padded = vec![first];
    padded.extend_from_slice(points);
    padded.push(last);
    let mut line: Vec<Point> = padded
        .windows(4)
        .flat_map(|four| four.try_into().map(curve_piece).unwrap_or_default())
        .collect();
    line.push(last);
    line
}

/// The piece between the middle two of four points on a Catmull–Rom curve, without its end.
fn curve_piece(four: [Point; 4]) -> Vec<Point> {
    let [_, from, to, _] = four;
    let steps = ((to.0 - from.0).hypot(to.1 - from.1) / 9.0).clamp(3.0, 24.0).floor();
    let (across, down) = (four.map(|point| point.0), four.map(|point| point.1));
    let mut points = Vec::new();
    let mut step = 0.0;
    while step < steps {
        points.push((between(across, step / steps), between(down, step / steps)));
        step += 1.0;
    }
    points
}

/// One coordinate of a Catmull–Rom curve at this share (0 to 1) of its middle piece.
fn between([before, from, to, after]: [f64; 4], share: f64) -> f64 {
    let straight = (to - before) * share;
    let square = (2.0 * before - 5.0 * from + 4.0 * to - after) * share.powi(2);
    let cube = (3.0 * (from - to) + after - before) * share.powi(3);
    0.5 * (2.0 * from + straight + square + cube)
}

impl Path {
    fn from_outline(points: Vec<Point>) -> Self {
        let mut path = Self::default();
        path.add(points);
        path
    }

    /// Adds an outline, turned clockwise, so that overlapping outlines never cancel out.
    fn add(&mut self, mut points: Vec<Point>) {
        let next = points.iter().skip(1).chain(points.first());
        let area: f64 = points.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
        if area < 0.0 {
            points.reverse();
        }
        if points.len() > 2 {
            self.outlines.push(points);
        }
    }

    /// This and another path together.
    pub fn and(mut self, other: Path) -> Self {
        self.outlines.extend(other.outlines);
        self
    }

    /// The outlines, each closed from its last point to its first.
    pub fn outlines(&self) -> &[Vec<Point>] {
        &self.outlines
    }

    /// The same path elsewhere.
    pub fn moved(&self, right: f64, down: f64) -> Self {
        self.mapped(|(x, y)| (x + right, y + down))
    }

    /// The same path turned clockwise by degrees around a point.
    pub fn turned(&self, degrees: f64, (cx, cy): Point) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        self.mapped(|(x, y)| {
            let (dx, dy) = (x - cx, y - cy);
            (cx + dx * cos - dy * sin, cy + dx * sin + dy * cos)
        })
    }

    /// The same path in a mirror that stands upright at this `x`.
    pub fn mirrored(&self, mirror: f64) -> Self {
        self.mapped(|(x, y)| (2.0 * mirror - x, y))
    }

    fn mapped(&self, map: impl Fn(Point) -> Point) -> Self {
        let mut path = Self::default();
        for outline in &self.outlines {
            path.add(outline.iter().map(|&point| map(point)).collect());
        }
        path
    }

    /// The rectangle around all outlines.
    pub fn bounds(&self) -> Bounds {
        let nothing = Bounds {
            left: f64::INFINITY,
            top: f64::INFINITY,
            right: f64::NEG_INFINITY,
            bottom: f64::NEG_INFINITY,
        };
        self.outlines.iter().flatten().fold(nothing, |bounds, &(x, y)| Bounds {
            left: bounds.left.min(x),
            top: bounds.top.min(y),
            right: bounds.right.max(x),
            bottom: bounds.bottom.max(y),
        })
    }
}

/// A band along a smooth line through the points, as wide at each share (0 to 1) of its length
/// as `width` says.
pub fn ribbon(points: &[Point], width: impl Fn(f64) -> f64) -> Path {
    let line = smooth(points);
    let pieces = f64::from(u32::try_from(line.len()).unwrap_or(1).saturating_sub(1).max(1));
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let before = line.first().into_iter().chain(&line);
    let after = line.iter().skip(1).chain(line.last());
    let mut place = 0.0;
    for ((&(x, y), a), b) in line.iter().zip(before).zip(after) {
        let length = (b.0 - a.0).hypot(b.1 - a.1).max(1e-6);
        let half = width(place / pieces) / 2.0;
        let (nx, ny) = ((b.1 - a.1) / length * half, (a.0 - b.0) / length * half);
        left.push((x + nx, y + ny));
        right.push((x - nx, y - ny));
        place += 1.0;
    }
    left.extend(right.into_iter().rev());
    polygon(&left)
}

/// A smooth line of one width through the points, with round ends; cheaper than a stroke, but
/// only for lines that bend gently.
pub fn strand(points: &[Point], width: f64) -> Path {
    let ends = points.first().into_iter().chain(points.last());
    ends.fold(ribbon(points, |_| width), |path, &(x, y)| path.and(circle(x, y, width / 2.0)))
}
