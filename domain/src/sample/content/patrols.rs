//! Sample patrol units, shifts, checkpoints, and walks that look walked.

use pictures::Dice;

/// A patrol unit (SRS) of one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatrolUnit {
    /// Name, the same in every language.
    pub name: &'static str,
    /// Index in [`super::areas::AREAS`].
    pub area: usize,
    /// Where a patrol gathers, in Malay.
    pub meeting_place: &'static str,
}

/// A recurring shift, in Malaysia time (UTC+8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShiftTemplate {
    /// Malay name.
    pub name_ms: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Start, in minutes after 00:00 Malaysia time.
    pub starts_at: u32,
    /// Length in minutes; a shift may run past midnight.
    pub minutes: u32,
    /// Volunteers wanted.
    pub places: u32,
}

/// One position of a walk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WalkPoint {
    /// Seconds since the walk began.
    pub seconds: u32,
    /// Degrees north, WGS 84.
    pub latitude: f64,
    /// Degrees east, WGS 84.
    pub longitude: f64,
    /// Radius in metres within which the phone believes itself to be.
    pub accuracy: f64,
}

macro_rules! units {
    ($($area:literal $name:literal $place:literal;)*) => {
        &[$(PatrolUnit { name: $name, area: $area, meeting_place: $place }),*]
    };
}

/// Patrol units; each has its own area.
pub static PATROL_UNITS: &[PatrolUnit] = units! {
    0 "SRS Taman Melati Fasa 2" "Pondok pengawal Jalan 5/23E";
    1 "SRS Bangsar Park" "Padang permainan Lorong Maarof";
    2 "SRS Kampung Baru Hujung Pasir" "Gerai Komuniti Jalan Raja Alang";
    3 "SRS Taman Midah" "Dewan Serbaguna Taman Midah";
    5 "SRS Seksyen 7 Shah Alam" "Balai Rukun Tetangga Seksyen 7";
    6 "SRS Damansara Jaya" "Hadapan Dewan Damansara Jaya";
    7 "SRS Taman Kajang Utama" "Surau Lama Taman Kajang Utama";
    8 "SRS Pandan Indah Blok M" "Pondok bas Jalan Pandan Indah 4/1";
    9 "SRS Bandar Bukit Tinggi 1" "Gazebo taman rekreasi";
    10 "SRS Taman Sri Gombak Fasa 5" "Pusat Komuniti Jalan SG 5/8";
    12 "SRS Taman Universiti" "Dewan Raya Taman Universiti";
    13 "SRS Larkin Jaya" "Balai Raya Larkin";
    15 "SRS Kampung Parit Jawa" "Jeti Parit Jawa";
    17 "SRS Taman Pelangi Alor Setar" "Dewan Komuniti Lorong Pelangi 6";
    18 "SRS Taman Ria Jaya" "Balai Rukun Tetangga Jalan Ria 12";
    20 "SRS Kampung Sireh" "Balai Islam Kampung Sireh";
    23 "SRS Kampung Morten" "Jambatan Kampung Morten";
    25 "SRS Taman Rasah Jaya" "Dewan Rasah Jaya";
    28 "SRS Indera Mahkota 3" "Dewan Komuniti IM 3";
    31 "SRS Taman Free School" "Dewan JKK Taman Free School";
    33 "SRS Taman Impian Alma" "Pusat Komuniti Alma";
    34 "SRS Gunung Rapat Permai" "Dewan Orang Ramai Gunung Rapat";
    36 "SRS Taman Tasik Taiping" "Pintu utama Taman Tasik";
    38 "SRS Taman Sena Indah" "Dewan Taman Sena Indah";
    39 "SRS Batu Buruk Pantai" "Gerai Pantai Batu Buruk";
    41 "SRS Taman Likas Jaya" "Dewan Komuniti Likas";
    42 "SRS Kampung Kandazon" "Dewan Kampung Kandazon";
    44 "SRS Kampung Tabuan Dayak" "Balai Raya Tabuan Dayak";
    46 "SRS Permai Jaya Sibu" "Dewan Suarah Permai";
    48 "SRS Kampung Patau-Patau 2" "Titian kayu Patau-Patau";
    49 "SRS Presint 9 Putrajaya" "Kompleks Kejiranan Presint 9";
};

/// The usual shifts: late evening, midnight and before dawn.
pub static SHIFT_TEMPLATES: &[ShiftTemplate] = &[
    ShiftTemplate {
        name_ms: "Syif malam (11.00 malam – 3.00 pagi)",
        name_en: "Late evening shift (11 pm – 3 am)",
        starts_at: 23 * 60,
        minutes: 4 * 60,
        places: 3,
    },
    ShiftTemplate {
        name_ms: "Syif tengah malam (12.00 – 3.00 pagi)",
        name_en: "Midnight shift (12 – 3 am)",
        starts_at: 0,
        minutes: 3 * 60,
        places: 3,
    },
    ShiftTemplate {
        name_ms: "Syif subuh (3.00 – 6.00 pagi)",
        name_en: "Before-dawn shift (3 – 6 am)",
        starts_at: 3 * 60,
        minutes: 3 * 60,
        places: 3,
    },
];

/// Checkpoint names, as people say them.
pub static CHECKPOINTS: &[&str] = &[
    "Pondok pengawal",
    "Taman permainan",
    "Surau Al-Ikhlas",
    "Deretan kedai",
    "Sekolah kebangsaan",
    "Dewan komuniti",
    "Tadika Ceria",
    "Pencawang elektrik TNB",
    "Gelanggang futsal",
    "Hentian bas",
    "Kuil kecil di hujung jalan",
    "Lorong belakang blok C",
    "Jejantas",
    "Kolam takungan",
    "Tokong lama",
    "Kebun komuniti",
    "Rumah sampah",
    "Klinik desa",
    "Jambatan kecil",
    "Masjid jamek",
];

/// What volunteers write when they check in, in Malay; most nights are quiet.
pub static CHECK_IN_NOTES: &[&str] = &[
    "Semua tenang.",
    "Keadaan terkawal.",
    "Tiada apa-apa yang luar biasa.",
    "Lampu jalan tidak menyala di lorong ini, akan dimaklumkan kepada PBT.",
    "Pintu pagar taman permainan terbuka, sudah ditutup semula.",
    "Bertegur sapa dengan penduduk yang baru pulang kerja.",
    "Hujan renyai, pasukan berteduh sebentar.",
    "Kereta dengan tingkap terbuka; tuan rumah sudah dimaklumkan.",
    "Dahan pokok patah di bahu jalan, sudah dialihkan.",
    "Anjing terbiar berkumpul, pasukan melalui jalan lain.",
    "Bertemu kereta peronda polis, bertukar maklumat.",
    "Kedai serbaneka masih dibuka, keadaan baik.",
];

/// Remarks for a finished patrol's report, in Malay.
pub static REPORT_REMARKS: &[&str] = &[
    "Rondaan selesai tanpa kejadian. Semua ahli pulang dengan selamat.",
    "Rondaan berjalan lancar. Dua lampu jalan rosak perlu dilaporkan kepada PBT.",
    "Rondaan selesai. Penduduk diingatkan supaya mengunci pagar dan kenderaan.",
    "Rondaan dipendekkan 20 minit kerana hujan lebat. Kelengkapan dipulangkan.",
    "Rondaan bersama dua anggota polis dari balai. Tiada kes.",
    "Rondaan selesai. Seorang warga emas dibantu pulang ke rumah.",
];

/// Length of the ring that a walk follows, in metres, before bends and noise.
const RING_METRES: f64 = 2_200.0;
/// A brisk but watchful pace: 50 minutes for the ring.
const WALK_SECONDS: u32 = 50 * 60;
/// Phones report about this often on patrol.
const STEP_SECONDS: u32 = 15;
/// Metres in one degree of latitude.
const METRES_PER_DEGREE: f64 = 111_320.0;

/// A walk of about 2.4 km in 50 minutes, one position every 15 seconds, which starts and ends
/// at the same corner near the given place. The same seed gives the same walk.
#[must_use]
pub fn walk(area_latitude: f64, area_longitude: f64, seed: u64) -> Vec<WalkPoint> {
    let mut dice = Dice::new(seed);
    let corners = street_corners(&mut dice);
    let east_metres = METRES_PER_DEGREE * area_latitude.to_radians().cos();
    let (mut drift_east, mut drift_north) = (0.0, 0.0);
    (0..=WALK_SECONDS / STEP_SECONDS)
        .map(|step| {
            let seconds = step * STEP_SECONDS;
            let (east, north) = along(&corners, f64::from(seconds) / f64::from(WALK_SECONDS));
            // A phone's error wanders slowly; independent errors would lengthen the track.
            drift_east = drift_east * 0.9 + dice.between(-0.9, 0.9);
            drift_north = drift_north * 0.9 + dice.between(-0.9, 0.9);
            WalkPoint {
                seconds,
                latitude: area_latitude + (north + drift_north) / METRES_PER_DEGREE,
                longitude: area_longitude + (east + drift_east) / east_metres,
                accuracy: (dice.between(4.0, 14.0) * 10.0).round() / 10.0,
            }
        })
        .collect()
}

/// Corners of a closed loop of streets, in metres east and north of the middle.
fn street_corners(dice: &mut Dice) -> Vec<(f64, f64)> {
    let turn = dice.between(0.0, std::f64::consts::TAU);
    let width = dice.between(520.0, 640.0);
    let height = RING_METRES / 2.0 - width;
    let jog = dice.between(60.0, 110.0);
    // A block of houses with one street set back, so that the loop is no plain rectangle.
    let (x, y) = (width / 2.0, height / 2.0);
    [
        (-x, -y),
        (x, -y),
        (x, y),
        (jog, y),
        (jog, y - jog),
        (-jog, y - jog),
        (-jog, y),
        (-x, y),
        (-x, -y),
    ]
    .into_iter()
    .map(|(east, north)| {
        (east * turn.cos() - north * turn.sin(), east * turn.sin() + north * turn.cos())
    })
    .collect()
}

/// The place at this share (0 to 1) of a line's length.
fn along(corners: &[(f64, f64)], share: f64) -> (f64, f64) {
    let legs = || corners.iter().zip(corners.iter().skip(1));
    let length = |((ax, ay), (bx, by)): (&(f64, f64), &(f64, f64))| (bx - ax).hypot(by - ay);
    let mut left = legs().map(length).sum::<f64>() * share.clamp(0.0, 1.0);
    for leg in legs() {
        let size = length(leg);
        if left <= size && size > 0.0 {
            let ((ax, ay), (bx, by)) = leg;
            let part = left / size;
            return (ax + (bx - ax) * part, ay + (by - ay) * part);
        }
        left -= size;
    }
    corners.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::sample::content::areas::AREAS;

    fn metres(a: &WalkPoint, b: &WalkPoint) -> f64 {
        let north = (b.latitude - a.latitude) * METRES_PER_DEGREE;
        let east = (b.longitude - a.longitude) * METRES_PER_DEGREE * a.latitude.to_radians().cos();
        north.hypot(east)
    }

    #[test]
    fn a_walk_is_about_2400_metres_in_50_minutes_and_closes() {
        for seed in 0..40 {
            let walk = walk(3.2193, 101.7218, seed);
            let length: f64 = walk.iter().zip(walk.iter().skip(1)).map(|(a, b)| metres(a, b)).sum();
            assert!((2_200.0..2_700.0).contains(&length), "seed {seed}: {length} m");
            let ends = walk.first().zip(walk.last());
            assert!(ends.is_some_and(|(a, b)| metres(a, b) < 25.0 && b.seconds == WALK_SECONDS));
            assert!(walk.iter().zip(walk.iter().skip(1)).all(|(a, b)| a.seconds < b.seconds));
            assert!(walk.iter().all(|point| (3.0..20.0).contains(&point.accuracy)));
        }
    }

    #[test]
    fn walks_repeat_with_their_seed_and_differ_between_seeds() {
        assert_eq!(walk(3.0, 101.0, 7), walk(3.0, 101.0, 7));
        assert_ne!(walk(3.0, 101.0, 7), walk(3.0, 101.0, 8));
    }

    #[test]
    fn every_unit_has_an_active_area_of_its_own_and_bears_its_name() {
        let mut seen = HashSet::new();
        for unit in PATROL_UNITS {
            assert!(seen.insert(unit.area), "{}", unit.name);
            let area = AREAS.get(unit.area);
            let name = area.and_then(|area| area.name.strip_prefix("KRT "));
            assert_eq!(name, unit.name.strip_prefix("SRS "));
            assert_eq!(area.map(|area| area.status), Some("ACTIVE"));
            assert!(!unit.meeting_place.is_empty());
        }
        assert!(PATROL_UNITS.len() >= 24);
    }

    #[test]
    fn shifts_and_words_are_there() {
        assert_eq!(SHIFT_TEMPLATES.len(), 3);
        assert!(
            SHIFT_TEMPLATES.iter().all(|shift| shift.starts_at < 24 * 60 && shift.minutes >= 120)
        );
        let words = [CHECKPOINTS, CHECK_IN_NOTES, REPORT_REMARKS];
        assert!(
            words.iter().all(|list| list.len() >= 6 && list.iter().all(|word| !word.is_empty()))
        );
    }
}
