//! A way as a drawing: north is up, and a bar says how long a part of it is; pure.

use std::fmt::Write as _;

use domain::shared::geo::Position;

/// How wide and high the drawing is, in its own units: a phone's screen, less its margins.
const SIDE: f64 = 320.0;
/// What is left free around the way.
const MARGIN: f64 = 24.0;
/// A drawing shows at least so much of the world, in metres: somebody who stands still is a point.
const LEAST: f64 = 200.0;
/// A degree of a great circle, in metres.
const DEGREE: f64 = 111_195.08;

/// From places to the drawing.
struct Plane {
    south: f64,
    west: f64,
    /// A degree of longitude for one of latitude.
    shrunk: f64,
    /// Metres in one unit of the drawing.
    scale: f64,
}

impl Plane {
    /// A plane that holds all of these; nothing when there are none.
    fn around<'a>(places: impl Iterator<Item = &'a Position>) -> Option<Self> {
        let nowhere = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
        let (south, west, north, east) = places.fold(nowhere, |(s, w, n, e), place| {
            let (latitude, longitude) = (place.latitude, place.longitude);
            (s.min(latitude), w.min(longitude), n.max(latitude), e.max(longitude))
        });
        if !south.is_finite() {
            return None;
        }
        let shrunk = f64::midpoint(south, north).to_radians().cos().max(0.01);
        let (high, wide) = ((north - south) * DEGREE, (east - west) * DEGREE * shrunk);
        let metres = high.max(wide).max(LEAST);
        let spare = |length: f64, each: f64| (metres - length) / 2.0 / each;
        Some(Self {
            south: south - spare(high, DEGREE),
            west: west - spare(wide, DEGREE * shrunk),
            shrunk,
            scale: metres / (SIDE - 2.0 * MARGIN),
        })
    }

    /// Where a place is drawn: to the right and down.
    fn at(&self, place: Position) -> (f64, f64) {
        let east = (place.longitude - self.west) * DEGREE * self.shrunk / self.scale;
        let north = (place.latitude - self.south) * DEGREE / self.scale;
        (MARGIN + east, SIDE - MARGIN - north)
    }
}

/// What is drawn.
pub(super) struct Drawing<'a> {
    /// The way, line by line.
    pub lines: &'a [Vec<Position>],
    /// Where the phones are.
    pub spots: &'a [Position],
    /// What it is, for those who hear it read out.
    pub label: &'a str,
}

impl Drawing<'_> {
    /// The drawing as SVG; nothing when there is nothing to draw.
    pub(super) fn svg(&self) -> Option<String> {
        let plane = Plane::around(self.lines.iter().flatten().chain(self.spots))?;
        let mut svg = format!(
            "<svg viewBox=\"0 0 {SIDE} {SIDE}\" width=\"100%\" role=\"img\" aria-label=\"{}\">\n",
            self.label
        );
        for line in self.lines {
            let points: Vec<String> = line
                .iter()
                .map(|place| {
                    let (right, down) = plane.at(*place);
                    format!("{right:.1},{down:.1}")
                })
                .collect();
            // Writing into a String cannot fail.
            let _ = writeln!(svg, "<polyline class=\"way\" points=\"{}\"/>", points.join(" "));
        }
        if let Some(start) = self.lines.first().and_then(|line| line.first()) {
            dot(&mut svg, "start", plane.at(*start), 5.0);
        }
        for spot in self.spots {
            dot(&mut svg, "now", plane.at(*spot), 8.0);
        }
        bar(&mut svg, plane.scale);
        svg.push_str("</svg>\n");
        Some(svg)
    }
}

fn dot(svg: &mut String, class: &str, (right, down): (f64, f64), radius: f64) {
    let _ = writeln!(
        svg,
        "<circle class=\"{class}\" cx=\"{right:.1}\" cy=\"{down:.1}\" r=\"{radius}\"/>"
    );
}

/// A bar of a round length, about a quarter of the drawing.
fn bar(svg: &mut String, scale: f64) {
    let rounds = [50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 50_000.0];
    let fits = |metres: &f64| *metres / scale <= SIDE / 3.0;
    let metres = rounds.into_iter().rev().find(fits).unwrap_or(50.0);
    let (from, level) = (MARGIN / 2.0, SIDE - MARGIN / 3.0);
    let to = from + metres / scale;
    let shown =
        if metres < 1_000.0 { format!("{metres} m") } else { format!("{} km", metres / 1_000.0) };
    let _ = writeln!(
        svg,
        "<path class=\"bar\" d=\"M{from:.1} {level:.1}H{to:.1}\"/>\
         <text x=\"{from:.1}\" y=\"{:.1}\">{shown}</text>",
        level - 4.0
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(latitude: f64, longitude: f64) -> Position {
        Position::on_globe(latitude, longitude).unwrap()
    }

    #[test]
    fn everything_lies_within_the_drawing_and_north_is_up() {
        // 1 km north and 2 km east.
        let (start, end) = (place(1.54, 103.65), place(1.549, 103.668));
        let plane = Plane::around([&start, &end].into_iter()).unwrap();
        let (from, to) = (plane.at(start), plane.at(end));
        assert!((from.0 - MARGIN).abs() < 0.1 && (to.0 - (SIDE - MARGIN)).abs() < 0.1);
        assert!(from.1 > to.1 && from.1 < SIDE - MARGIN && to.1 > MARGIN, "{from:?} {to:?}");
        let lines = [vec![start, end]];
        let drawing = Drawing { lines: &lines, spots: &[end], label: "Peta" };
        let svg = drawing.svg().unwrap();
        assert!(svg.contains("500 m") && svg.matches("<circle").count() == 2, "{svg}");
    }

    #[test]
    fn whoever_stands_still_is_a_point_in_the_middle() {
        let here = place(1.54, 103.65);
        let plane = Plane::around(std::iter::once(&here)).unwrap();
        let (right, down) = plane.at(here);
        assert!((right - SIDE / 2.0).abs() < 0.1 && (down - SIDE / 2.0).abs() < 0.1);
        assert!(Drawing { lines: &[], spots: &[], label: "Peta" }.svg().is_none());
    }
}
