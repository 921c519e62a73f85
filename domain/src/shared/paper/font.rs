//! The two fonts that every reader of PDF brings, so that a file holds none: how wide their letters
//! are, and which letters they have. Malay and English need no more; a letter of another script is
//! shown as a question mark, below which the file holds the letter itself: whoever reads it out,
//! searches or copies it gets what was written.

/// Upright or bold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// Helvetica.
    Plain,
    /// Helvetica Bold.
    Bold,
}

/// What stands for a letter that the fonts lack.
const UNKNOWN: u8 = b'?';
/// The first letter of the tables: a space.
const FIRST: u8 = 32;
/// The letters from 128 to 159, as Windows-1252 has them.
const SPECIAL: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/// How wide the letters from 32 on are, in thousandths of the font size (Adobe's metrics).
#[rustfmt::skip]
const PLAIN: [u16; 224] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 350,
    556, 350, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350,
    350, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 350, 500, 667,
    278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
];

/// The same of the bold ones.
#[rustfmt::skip]
const BOLD: [u16; 224] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584, 350,
    556, 350, 278, 556, 500, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350,
    350, 278, 278, 500, 500, 350, 556, 1000, 333, 1000, 556, 333, 944, 350, 500, 667,
    278, 333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 611, 556, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    722, 722, 722, 722, 722, 722, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 556, 556, 556, 556, 556, 278, 278, 278, 278,
    611, 611, 611, 611, 611, 611, 611, 584, 611, 611, 611, 611, 611, 556, 611, 556,
];

/// The text in the letters of the fonts.
pub(super) fn encode(text: &str) -> Vec<u8> {
    text.chars().map(letter).collect()
}

fn letter(letter: char) -> u8 {
    let code = u32::from(letter);
    if (32..127).contains(&code) || (160..256).contains(&code) {
        return u8::try_from(code).unwrap_or(UNKNOWN);
    }
    let special = SPECIAL.chars().zip(128_u8..).find(|(known, _)| *known == letter);
    match special {
        Some((known, code)) if known != ' ' => code,
        _ => UNKNOWN,
    }
}

/// Whether a text has letters that the fonts lack.
pub(super) fn lacks(text: &str) -> bool {
    text.chars().any(|it| it != char::from(UNKNOWN) && letter(it) == UNKNOWN)
}

/// How wide a text is, in points.
pub(super) fn width(text: &str, face: Face, size: f32) -> f32 {
    let table = match face {
        Face::Plain => &PLAIN,
        Face::Bold => &BOLD,
    };
    let of = |letter: u8| {
        letter.checked_sub(FIRST).and_then(|place| table.get(usize::from(place))).copied()
    };
    encode(text).into_iter().map(|letter| f32::from(of(letter).unwrap_or(0))).sum::<f32>() * size
        / 1000.0
}

/// The text in lines of at most so many points; a word that is longer is broken.
pub(super) fn lines(text: &str, face: Face, size: f32, room: f32) -> Vec<String> {
    let fits = |line: &str| width(line, face, size) <= room;
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if !fits(&line) && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_as_the_readers_of_pdf_have_them() {
        assert_eq!(encode("Aé€–"), [65, 0xe9, 0x80, 0x96]);
        assert_eq!(encode("面\u{200b} "), b"?? ");
        assert!(lacks("Lim 面") && lacks("தேவி") && !lacks("Puan Devi?"));
    }

    #[test]
    fn widths_are_the_published_ones() {
        // A 667, W 944, space 278 of Helvetica; A 722 of Helvetica Bold.
        assert!((width("A W", Face::Plain, 10.0) - 18.89).abs() < 0.001);
        assert!((width("A", Face::Bold, 10.0) - 7.22).abs() < 0.001);
    }

    #[test]
    fn lines_break_between_words_and_within_long_ones() {
        let room = width("Rukun Tetangga", Face::Plain, 10.0);
        assert_eq!(
            lines("Rukun Tetangga Taman\n\nMutiara", Face::Plain, 10.0, room),
            ["Rukun Tetangga", "Taman", "", "Mutiara"]
        );
        let long = "a".repeat(100);
        let broken = lines(&long, Face::Plain, 10.0, room);
        assert!(broken.len() > 2 && broken.concat() == long);
    }
}
