//! The forms of a word: Malay affixes, English endings, and spellings that sound alike; pure.
//!
//! A form is only ever compared with words that the catalogue holds, so that taking too much off does
//! no harm unless it makes two real words one. Therefore what stays has four letters at least.

/// What stays of a word has so many letters at least.
const SHORTEST: usize = 4;
/// … and so many when an English plural is taken off: `egg`.
const SHORTEST_OF_PLURAL: usize = 3;
/// Endings that stand behind others.
const PARTICLES: [&str; 5] = ["nya", "lah", "kah", "ku", "mu"];
/// Endings that make a word of a word.
const SUFFIXES: [&str; 3] = ["kan", "an", "i"];
/// Beginnings, each with the letters that it swallows: `menjahit` is of `jahit`, `menukar` of `tukar`.
const PREFIXES: [(&str, &[&str]); 15] = [
    ("meny", &["s"]),
    ("peny", &["s"]),
    ("meng", &["", "k"]),
    ("peng", &["", "k"]),
    ("mem", &["", "p"]),
    ("pem", &["", "p"]),
    ("men", &["", "t"]),
    ("pen", &["", "t"]),
    ("me", &[""]),
    ("per", &[""]),
    ("pe", &[""]),
    ("ber", &[""]),
    ("ter", &[""]),
    ("di", &[""]),
    ("ke", &[""]),
];

/// The word, and what it may have been made of: `penyewaan` is of `sewaan`, and that of `sewa`.
#[must_use]
pub(super) fn stems(word: &str) -> Vec<String> {
    let mut stems = vec![word.to_owned()];
    if word.len() < SHORTEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return stems;
    }
    let mut add = |stem: String, shortest: usize| {
        if stem.len() >= shortest && !stems.contains(&stem) {
            stems.push(stem);
        }
    };
    if let Some(rest) = word.strip_suffix("ies") {
        add(format!("{rest}y"), SHORTEST);
    }
    if let Some(rest) = word.strip_suffix("es") {
        add(rest.to_owned(), SHORTEST_OF_PLURAL);
    }
    if let Some(rest) = word.strip_suffix('s').filter(|rest| !rest.ends_with('s')) {
        add(rest.to_owned(), SHORTEST_OF_PLURAL);
    }
    if let Some(rest) = word.strip_suffix("ing") {
        add(rest.to_owned(), SHORTEST);
    }
    for stem in malay(word) {
        add(stem, SHORTEST);
    }
    stems
}

fn malay(word: &str) -> Vec<String> {
    let mut found = vec![word.to_owned()];
    for ends in [PARTICLES.as_slice(), SUFFIXES.as_slice()] {
        let shorter: Vec<String> = found
            .iter()
            .flat_map(|word| ends.iter().filter_map(move |end| word.strip_suffix(*end)))
            .filter(|rest| rest.len() >= SHORTEST)
            .map(str::to_owned)
            .collect();
        found.extend(shorter);
    }
    let mut roots = Vec::new();
    for word in &found {
        for (prefix, swallowed) in PREFIXES {
            let Some(rest) = word.strip_prefix(prefix) else { continue };
            roots.extend(swallowed.iter().map(|letter| format!("{letter}{rest}")));
        }
    }
    found.extend(roots);
    found
}

/// Letters that sound alike in Malay, old and new, and in what people type.
const SOUNDS: [(&str, &str); 11] = [
    ("ch", "c"),
    ("sy", "s"),
    ("sh", "s"),
    ("dj", "j"),
    ("tj", "c"),
    ("kh", "k"),
    ("gh", "g"),
    ("ph", "f"),
    ("v", "f"),
    ("q", "k"),
    ("oe", "u"),
];

/// What a word sounds like: words with the same sound are spellings of one, such as `kampong` and
/// `kampung`, `mee`, `mie` and `mi`, `batek` and `batik`.
#[must_use]
pub(super) fn sound(word: &str) -> String {
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let mut sound = word.to_owned();
    for (written, heard) in SOUNDS {
        sound = sound.replace(written, heard);
    }
    let mut sound = once(&sound);
    if sound.ends_with("ie") {
        sound.pop();
    }
    once(&sound.replace('o', "u").replace('e', "i"))
}

/// The same letter twice is written once.
fn once(word: &str) -> String {
    let mut letters = String::with_capacity(word.len());
    for letter in word.chars() {
        if !letters.ends_with(letter) {
            letters.push(letter);
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_of(word: &str, root: &str) -> bool {
        stems(word).iter().any(|stem| stem == root)
    }

    #[test]
    fn affixes_are_taken_off() {
        for (word, root) in [
            ("duriannya", "durian"),
            ("menjahit", "jahit"),
            ("jahitan", "jahit"),
            ("menukar", "tukar"),
            ("memotong", "potong"),
            ("penyewaan", "sewa"),
            ("sewaan", "sewa"),
            ("mengurut", "urut"),
            ("membaiki", "baik"),
            ("berkahwin", "kahwin"),
            ("perkahwinan", "kahwin"),
            ("pembersihan", "bersih"),
            ("kebersihan", "bersih"),
            ("noodles", "noodle"),
            ("eggs", "egg"),
            ("anchovies", "anchovy"),
            ("tailoring", "tailor"),
        ] {
            assert!(is_of(word, root), "{word}: {:?}", stems(word));
        }
        assert_eq!(stems("mi"), ["mi"]);
        assert_eq!(stems("தோசை"), ["தோசை"]);
        assert!(!is_of("ikan", "ik") && !is_of("daging", "dag"));
    }

    #[test]
    fn spellings_sound_alike() {
        for (one, other) in [
            ("mee", "mi"),
            ("mie", "mi"),
            ("kampong", "kampung"),
            ("batek", "batik"),
            ("telor", "telur"),
            ("belachan", "belacan"),
            ("cincalok", "cencaluk"),
            ("kerupuk", "keropok"),
            ("kueh", "kuih"),
            ("kunning", "kuning"),
        ] {
            assert_eq!(sound(one), sound(other), "{one} {other}");
        }
        assert_ne!(sound("ayam"), sound("ikan"));
    }
}
