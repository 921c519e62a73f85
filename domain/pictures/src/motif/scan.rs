//! From outlines to pixels: for each row, which stretch of it is covered how much.

use super::path::Path;

/// Lines probed in each row of pixels; across a line coverage is exact.
const LINES: u32 = 4;

/// A straight piece of an outline, from its upper to its lower end.
struct Edge {
    top: f64,
    bottom: f64,
    x: f64,
    slope: f64,
    turn: i32,
}

/// Calls `run(row, from, to, coverage)` for every stretch of pixels that the path covers, where
/// coverage runs from 0 (not at all) to 1 (wholly). Only the path's own rectangle is visited.
pub fn scan(path: &Path, width: u32, height: u32, mut run: impl FnMut(u32, u32, u32, f64)) {
    let bounds = path.bounds();
    let mut waiting = edges(path);
    waiting.sort_unstable_by(|a, b| b.top.total_cmp(&a.top));
    let mut active: Vec<Edge> = Vec::new();
    let mut crossings: Vec<(f64, i32)> = Vec::new();
    let mut changes: Vec<(u32, f64)> = Vec::new();
    let last = whole(bounds.bottom.ceil()).min(height);
    for row in whole(bounds.top)..last {
        let y = f64::from(row);
        while waiting.last().is_some_and(|edge| edge.top < y + 1.0) {
            active.extend(waiting.pop());
        }
        active.retain(|edge| edge.bottom > y);
        changes.clear();
        for line in 0..LINES {
            let y = y + (f64::from(line) + 0.5) / f64::from(LINES);
            crossings.clear();
            for edge in &active {
                if edge.top <= y && y < edge.bottom {
                    crossings.push((edge.x + (y - edge.top) * edge.slope, edge.turn));
                }
            }
            crossings.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            let (mut winding, mut start) = (0, 0.0);
            for &(x, turn) in &crossings {
                if winding == 0 {
                    start = x;
                }
                winding += turn;
                if winding == 0 {
                    add_span(&mut changes, start, x, f64::from(width));
                }
            }
        }
        changes.sort_unstable_by_key(|change| change.0);
        emit(&changes, width, |from, to, coverage| run(row, from, to, coverage));
    }
}

fn edges(path: &Path) -> Vec<Edge> {
    let mut edges = Vec::new();
    for outline in path.outlines() {
        let next = outline.iter().skip(1).chain(outline.first());
        for (&a, &b) in outline.iter().zip(next) {
            let ((x, top), (end, bottom), turn) = if a.1 < b.1 { (a, b, 1) } else { (b, a, -1) };
            if bottom > top {
                edges.push(Edge { top, bottom, x, slope: (end - x) / (bottom - top), turn });
            }
        }
    }
    edges
}

/// Notes where coverage rises and falls for a span of one probed line.
fn add_span(changes: &mut Vec<(u32, f64)>, start: f64, end: f64, width: f64) {
    let (start, end) = (start.clamp(0.0, width), end.clamp(0.0, width));
    if end <= start {
        return;
    }
    for (x, weight) in [(start, 1.0 / f64::from(LINES)), (end, -1.0 / f64::from(LINES))] {
        let pixel = whole(x);
        let part = x - f64::from(pixel);
        changes.push((pixel, weight * (1.0 - part)));
        changes.push((pixel + 1, weight * part));
    }
}

/// Turns sorted changes of coverage into stretches of equal coverage.
fn emit(changes: &[(u32, f64)], width: u32, mut run: impl FnMut(u32, u32, f64)) {
    let (mut from, mut coverage) = (0, 0.0);
    for &(pixel, change) in changes {
        let pixel = pixel.min(width);
        if pixel > from {
            if coverage > 0.004 {
                run(from, pixel, coverage);
            }
            from = pixel;
        }
        coverage += change;
    }
}

/// The whole number below; 0 for anything negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is clamped to what a u32 holds"
)]
pub fn whole(value: f64) -> u32 {
    value.clamp(0.0, 100_000.0) as u32
}
