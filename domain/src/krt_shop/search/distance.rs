//! How far apart two words are; pure.

/// How many letters of one word have to be put in, left out, changed or swapped with their neighbour
/// to make the other; none when it is more than `most`. What cannot come out any more is given up.
#[must_use]
pub(super) fn within(one: &str, other: &str, most: usize) -> Option<usize> {
    let other: Vec<char> = other.chars().collect();
    // The row before the last, and the last one.
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    let mut last_of_one = None;
    for (row, mine) in one.chars().enumerate() {
        let mut left = row + 1;
        let mut least = left;
        let mut current = Vec::with_capacity(above.len());
        current.push(left);
        let mut last_of_other = None;
        for (column, (&theirs, pair)) in other.iter().zip(above.windows(2)).enumerate() {
            let &[diagonal, up] = pair else { continue };
            let mut steps = (diagonal + usize::from(mine != theirs)).min(up + 1).min(left + 1);
            if last_of_one == Some(theirs)
                && last_of_other == Some(mine)
                && let Some(swapped) = column.checked_sub(1).and_then(|place| before.get(place))
            {
                steps = steps.min(swapped + 1);
            }
            current.push(steps);
            left = steps;
            least = least.min(steps);
            last_of_other = Some(theirs);
        }
        if least > most {
            return None;
        }
        before = std::mem::replace(&mut above, current);
        last_of_one = Some(mine);
    }
    above.last().copied().filter(|steps| *steps <= most)
}

/// Which letters a word has, a bit for each: two words that differ in more than two bits for each step
/// are further apart than those steps.
#[must_use]
pub(super) fn letters(word: &str) -> u64 {
    word.chars().fold(0, |letters, letter| letters | 1 << (u32::from(letter) % 64))
}

/// Whether two words may be within `most` steps, by their letters.
#[must_use]
pub(super) fn may_be_within(one: u64, other: u64, most: u32) -> bool {
    (one ^ other).count_ones() <= 2 * most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_counted() {
        for (one, other, steps) in [
            ("kuning", "kuning", 0),
            ("kunning", "kuning", 1),
            ("kning", "kuning", 1),
            ("kuninh", "kuning", 1),
            ("kunign", "kuning", 1),
            ("uning", "kuning", 1),
            ("yuning", "kuning", 1),
            ("cathering", "catering", 1),
            ("pinaple", "pineapple", 2),
        ] {
            assert_eq!(within(one, other, 2), Some(steps), "{one} {other}");
            assert_eq!(within(other, one, 2), Some(steps), "{other} {one}");
            let most = u32::try_from(steps).unwrap();
            assert!(may_be_within(letters(one), letters(other), most), "{one} {other}");
        }
        assert_eq!(within("ayam", "ikan", 2), None);
        assert_eq!(within("", "mi", 1), None);
        assert_eq!(within("kunign", "kuning", 0), None);
    }
}
