//! Patrols that nobody walked: fixes as phones between houses make them, with breaks and tunnels, and
//! leaps planted into them. The same seed makes the same walk.

use chrono::{DateTime, TimeDelta, Utc};
use domain::shared::geo::Position;

/// The metres of a degree of latitude.
const DEGREE: f64 = 111_195.0;
/// How fast somebody walks, in metres a second.
const PACE: f64 = 1.25;
/// How far from its beginning a walk leads, in metres.
const FARTHEST: f64 = 600.0;
/// Planted leaps stand at least so many fixes apart.
const APART: usize = 80;

/// Chance that is the same each time.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Chance from a seed.
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits (splitmix64).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number from 0 to below 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number from `least` to `most`.
    pub fn whole(&mut self, least: usize, most: usize) -> usize {
        let count = u64::try_from(most - least + 1).expect("a small number");
        least + usize::try_from(self.next() % count).expect("a small number")
    }

    /// A number around 0 with this standard deviation (Box and Muller).
    pub fn gaussian(&mut self, deviation: f64) -> f64 {
        let (one, two) = (1.0 - self.part(), self.part());
        deviation * (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * two).cos()
    }
}

/// A fix of a walk.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// Where the walker was.
    pub truth: Position,
    /// Where the phone says that they were.
    pub position: Position,
    /// How far off the phone says that this may be, in metres.
    pub accuracy_metres: f64,
    /// Whether a leap was planted here.
    pub planted: bool,
}

/// A place so many metres north and east of another.
pub fn beside(from: Position, north: f64, east: f64) -> Position {
    let narrow = from.latitude.to_radians().cos();
    Position {
        latitude: from.latitude + north / DEGREE,
        longitude: from.longitude + east / (DEGREE * narrow),
    }
}

/// What somebody does for a while.
#[derive(Clone, Copy, PartialEq)]
enum Doing {
    Walking,
    Resting,
    /// Under a roof, where no fix is made.
    Tunnel,
}

/// A walk of so many seconds with a fix every five: noise of 6 m, now and then a burst of 25 m between
/// high houses, breaks, and tunnels.
pub fn walk(seed: u64, base: Position, from: DateTime<Utc>, seconds: i64) -> Vec<Step> {
    let mut dice = Dice::of(seed);
    let (mut north, mut east, mut heading) = (0.0_f64, 0.0_f64, dice.part() * 6.0);
    let (mut doing, mut until) = (Doing::Walking, 600);
    let (mut burst_until, mut burst) = (0, (0.0, 0.0));
    let mut steps = Vec::new();
    for second in (0..seconds).step_by(5) {
        if second >= until {
            doing = match (doing, dice.whole(0, 3)) {
                (Doing::Walking, 0) => Doing::Resting,
                (Doing::Walking, 1) => Doing::Tunnel,
                _ => Doing::Walking,
            };
            let longest = if doing == Doing::Walking { 900 } else { 420 };
            until = second + i64::try_from(dice.whole(120, longest)).expect("a small number");
        }
        if doing != Doing::Resting {
            heading += dice.gaussian(0.15);
            if north.hypot(east) > FARTHEST {
                // Home again.
                heading = (-east).atan2(-north);
            }
            north += PACE * 5.0 * heading.cos();
            east += PACE * 5.0 * heading.sin();
        }
        if doing == Doing::Tunnel {
            continue;
        }
        if second >= burst_until && dice.whole(0, 120) == 0 {
            burst_until = second + i64::try_from(dice.whole(15, 60)).expect("a small number");
            burst = (dice.gaussian(25.0), dice.gaussian(25.0));
        }
        let within = second < burst_until;
        let (more_north, more_east) = if within { burst } else { (0.0, 0.0) };
        let truth = beside(base, north, east);
        let off = (more_north + dice.gaussian(6.0), more_east + dice.gaussian(6.0));
        steps.push(Step {
            at: from + TimeDelta::seconds(second),
            truth,
            position: beside(truth, off.0, off.1),
            accuracy_metres: if within {
                30.0 + dice.part() * 15.0
            } else {
                5.0 + dice.part() * 7.0
            },
            planted: false,
        });
    }
    steps
}

/// Plants so many leaps of one to six fixes each, 3 to 40 km away, and tells how many fixes that are.
pub fn plant_leaps(steps: &mut [Step], leaps: usize, seed: u64) -> usize {
    let mut dice = Dice::of(seed);
    let mut planted = 0;
    for number in 0..leaps {
        let first = 40 + number * (APART + 6) + dice.whole(0, 5);
        let many = 1 + number % 6;
        let (far, heading) = (3_000.0 + dice.part() * 37_000.0, dice.part() * 6.0);
        for step in steps.iter_mut().skip(first).take(many) {
            step.position = beside(step.truth, far * heading.cos(), far * heading.sin());
            step.planted = true;
            planted += 1;
        }
    }
    planted
}

/// Reads the fixes of a GPX file: only what stands in `trkpt` with a time.
pub fn read_gpx(text: &str) -> Vec<Step> {
    let attribute = |part: &str, name: &str| -> Option<f64> {
        let (_, rest) = part.split_once(&format!("{name}=\""))?;
        rest.split_once('"')?.0.parse().ok()
    };
    text.split("<trkpt")
        .skip(1)
        .filter_map(|part| {
            let (latitude, longitude) = (attribute(part, "lat")?, attribute(part, "lon")?);
            let (_, rest) = part.split_once("<time>")?;
            let at = rest.split_once("</time>")?.0.trim().parse().ok()?;
            let truth = Position::on_globe(latitude, longitude)?;
            Some(Step { at, truth, position: truth, accuracy_metres: 10.0, planted: false })
        })
        .collect()
}
