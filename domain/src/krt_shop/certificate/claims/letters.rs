//! The letters of a text as its reader sees them: what cannot be seen is left out, and what looks like
//! a letter of `halal` is that letter; pure.

/// Whether a character shows nothing of its own: joiners and fillers, marks above and below letters,
/// the Tamil dot, and the strokes by which Arabic letters are drawn out or vowelled.
pub(super) fn invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{115f}' | '\u{1160}' | '\u{3164}'
        | '\u{ffa0}' | '\u{feff}' | '\u{bcd}' | '\u{640}' | '\u{670}'
        | '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{e0000}'..='\u{e01ef}')
}

/// Alphabets whose 26 letters follow each other: where each begins.
const ALPHABETS: [u32; 10] = [
    0xff21, 0xff41, // full width
    0x24b6, 0x24d0, 0x249c, // in circles and brackets
    0x1f110, 0x1f130, 0x1f150, 0x1f170, // in boxes, white and black
    0x1f1e6, // as flags are made of
];
/// The 13 pairs of alphabets of mathematics, capitals first: 26 × 26 letters.
const MATHEMATICS: std::ops::Range<u32> = 0x1d400..0x1d400 + 26 * 26;

fn ascii(place: u32) -> Option<char> {
    char::from_digit(place + 10, 36)
}

fn of_an_alphabet(letter: char) -> Option<char> {
    let code = u32::from(letter);
    if MATHEMATICS.contains(&code) {
        return ascii((code - MATHEMATICS.start) % 26);
    }
    let begins = ALPHABETS.into_iter().find(|begins| (*begins..*begins + 26).contains(&code))?;
    ascii(code - begins)
}

/// The letter that a character looks like, in small letters.
pub(super) fn letter(shown: char) -> char {
    if let Some(plain) = of_an_alphabet(shown) {
        return plain;
    }
    match shown {
        // With marks, small capitals, raised, and from other scripts.
        'à'..='å'
        | 'À'..='Å'
        | 'Ā'..='ą'
        | 'Ǎ'
        | 'ǎ'
        | 'Ǟ'..='ǡ'
        | 'Ǻ'
        | 'ǻ'
        | 'Ȁ'..='ȃ'
        | 'Ȧ'
        | 'ȧ'
        | 'ɐ'..='ɒ'
        | 'Ḁ'
        | 'ḁ'
        | 'ẚ'
        | 'Ạ'..='ặ'
        | 'ᴀ'
        | 'ᵃ'
        | 'ᴬ'
        | 'ₐ'
        | 'ª'
        | 'а'
        | 'А'
        | 'ӑ'
        | 'Ӑ'
        | 'ӓ'
        | 'Ӓ'
        | 'α'
        | 'Α'
        | 'ά'
        | 'Ά' => 'a',
        'ĥ'
        | 'Ĥ'
        | 'ħ'
        | 'Ħ'
        | 'ȟ'
        | 'Ȟ'
        | 'Ḣ'..='ḫ'
        | 'ẖ'
        | 'ʜ'
        | 'ʰ'
        | 'ᴴ'
        | 'ₕ'
        | 'ℎ'
        | 'ℏ'
        | 'ℋ'
        | 'ℌ'
        | 'ℍ'
        | 'һ'
        | 'Һ'
        | 'н'
        | 'Н'
        | 'ԋ'
        | 'Η' => 'h',
        'Ĺ'..='ł'
        | 'ƚ'
        | 'ɫ'
        | 'ɬ'
        | 'ɭ'
        | 'Ḷ'..='ḽ'
        | 'ʟ'
        | 'ˡ'
        | 'ᴸ'
        | 'ₗ'
        | 'ℒ'
        | 'ℓ'
        | 'ⅼ'
        | 'Ⅼ'
        | 'Ⱡ'
        | 'ⱡ'
        | 'ӏ'
        | 'Ӏ'
        | 'і'
        | 'І'
        | 'Ι' => 'l',
        // The shapes that Arabic letters have within words.
        'ﺡ'..='ﺤ' => 'ح',
        'ﻝ'..='ﻠ' => 'ل',
        'ﺍ' | 'ﺎ' | 'ٱ' => 'ا',
        'ﺮ' | 'ﺭ' => 'ر',
        '淸' => '清',
        '眞' => '真',
        other => other.to_lowercase().next().unwrap_or(other),
    }
}

/// The letter that a digit or a sign stands for within a word.
pub(super) fn stands_for(letter: char) -> char {
    match letter {
        '4' | '@' | '^' => 'a',
        '1' | '|' | '!' => 'l',
        other => other,
    }
}
