//! Which characters of a text can be shown; pure.
//!
//! Refused are control characters, marks that turn the direction of the text around them, and
//! characters that leave nothing on a screen: they make a text look like something else than it is, or
//! like no text at all. What joins letters stays, because Tamil, Jawi and emoji are written with it.

/// The black flag, after which letters that cannot be seen name a region.
const FLAG: char = '\u{1f3f4}';
/// The longest name of a region after a flag: a country of two letters and a part of it of four.
const LONGEST_REGION: u8 = 6;

/// A text on its way from its first character to its last.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reading {
    /// What was taken last.
    before: Option<char>,
    /// How many letters of a flag's region were taken last.
    region: u8,
}

impl Reading {
    /// Whether the next character can be shown where it stands. What cannot is as if it were not there.
    pub(super) fn takes(&mut self, letter: char) -> bool {
        let taken = match letter {
            // Between letters or parts of an emoji, one at a time.
            letter if joins(letter) => {
                self.before.is_some_and(|before| !before.is_whitespace() && !joins(before))
            }
            '\u{e0020}'..='\u{e007e}' => {
                (self.before == Some(FLAG) || self.region > 0) && self.region < LONGEST_REGION
            }
            '\u{e007f}' => self.region > 0,
            letter => !unshowable(letter),
        };
        if taken {
            let names_region = matches!(letter, '\u{e0020}'..='\u{e007e}');
            self.region = if names_region { self.region + 1 } else { 0 };
            self.before = Some(letter);
        }
        taken
    }
}

/// Whether somebody who looks at the text sees anything.
pub(super) fn has_something_to_see(text: &str) -> bool {
    let mut reading = Reading::default();
    text.chars().any(|letter| {
        reading.takes(letter)
            && !letter.is_whitespace()
            && !joins(letter)
            && !varies(letter)
            && !matches!(letter, '\u{e0020}'..='\u{e007f}')
    })
}

/// The two joiners: with and without a bond.
fn joins(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

/// What chooses another form of the character before.
fn varies(letter: char) -> bool {
    matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn unshowable(letter: char) -> bool {
    (letter.is_control() && letter != '\n' && letter != '\t')
        || turns_direction(letter)
        || leaves_nothing(letter)
        || letter == '\u{fffd}'
}

fn turns_direction(letter: char) -> bool {
    matches!(
        letter,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Characters of no width, and such as are as wide as a letter and empty.
fn leaves_nothing(letter: char) -> bool {
    matches!(
        letter,
        // The soft hyphen; marks that nothing but a program sees.
        '\u{00ad}' | '\u{034f}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        // Space of no width, invisible signs of formulas, and what takes their place.
        | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}'
        // Where a Korean letter would stand; the pattern of Braille without a dot.
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}'
        // Notes between lines, shorthand and music.
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d159}' | '\u{1d173}'..='\u{1d17a}'
        // Tags, apart from those of a flag, and what is kept free beside them.
        | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_whole(text: &str) -> bool {
        let mut reading = Reading::default();
        text.chars().all(|letter| reading.takes(letter))
    }

    #[test]
    fn what_leaves_nothing_on_a_screen_is_not_taken() {
        for letter in [
            '\0',
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{1160}',
            '\u{180e}',
            '\u{200b}',
            '\u{200e}',
            '\u{200f}',
            '\u{202a}',
            '\u{202e}',
            '\u{2060}',
            '\u{2064}',
            '\u{2066}',
            '\u{2069}',
            '\u{206a}',
            '\u{2800}',
            '\u{3164}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fffb}',
            '\u{fffd}',
            '\u{1d173}',
            '\u{e0000}',
            '\u{e0001}',
            '\u{e0020}',
            '\u{e0061}',
            '\u{e007f}',
        ] {
            assert!(!is_whole(&format!("a{letter}b")), "U+{:04X}", u32::from(letter));
        }
    }

    #[test]
    fn what_people_write_with_is_taken() {
        for text in [
            "Mesyuarat, 8 malam\n\t— semua dijemput",
            "டிஜிட்டல் ஶ்ரீ க்\u{200c}ஷ",
            "كمڤوڠ ملايو، مى\u{200c}خواهم",
            "新年快乐 葛\u{e0100}城",
            "Jom! 👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥 🇲🇾 👍🏽 1\u{fe0f}\u{20e3}",
            // The flag of Wales.
            "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}!",
        ] {
            assert!(is_whole(text) && has_something_to_see(text), "{text}");
        }
    }

    #[test]
    fn a_joiner_stands_after_a_letter_and_alone() {
        for text in ["\u{200d}", "\u{200c}a", "a \u{200d}b", "a\u{200d}\u{200d}b", "a\n\u{200c}"] {
            assert!(!is_whole(text), "{text:?}");
        }
        assert!(is_whole("a\u{200d}"));
    }

    #[test]
    fn a_flag_hides_no_sentence() {
        let hidden = |letters: usize| format!("🏴{}\u{e007f}", "\u{e0061}".repeat(letters));
        assert!(is_whole(&hidden(6)) && !is_whole(&hidden(7)));
        assert!(!is_whole("🏴\u{e0061}\u{e007f}\u{e0061}"));
        assert!(!is_whole("🏴\u{e007f}"));
    }

    #[test]
    fn a_text_without_anything_to_see_is_none() {
        for text in ["", " \n", "\u{200b}", "\u{fe0f}", " \u{e0100} ", "\u{3164}\u{200d}"] {
            assert!(!has_something_to_see(text), "{text:?}");
        }
        assert!(has_something_to_see("\u{fe0f}.") && has_something_to_see("🏴"));
    }
}
