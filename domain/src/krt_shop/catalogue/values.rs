//! What a cell means; pure. Sellers write `RM 1,250.00` and `ya`; spreadsheets keep numbers and dates.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::{cells::Cell, words};
use crate::shared::{clock::Instant, error::Refusal, malaysia};

/// A text: also a number that the spreadsheet keeps as one, such as a code.
pub(super) fn text(cell: &Cell) -> Result<String, Refusal> {
    match cell {
        Cell::Text(text) => Ok(text.clone()),
        Cell::Number(number) => Ok(plain(*number)),
        Cell::Flag(flag) => Ok(if *flag { "TRUE" } else { "FALSE" }.to_owned()),
        Cell::Moment(_) => Err(words::date()),
        Cell::Wrong(refusal) => Err(refusal.clone()),
    }
}

/// A number as one writes it: whole ones without a point.
fn plain(number: f64) -> String {
    // The shortest digits that stand for it.
    number.to_string()
}

/// A single line with single spaces; nothing when it is empty.
pub(super) fn line(cell: &Cell) -> Result<Option<String>, Refusal> {
    let text = text(cell)?;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Some(line).filter(|line| !line.is_empty()))
}

/// A text of several lines; nothing when it is empty.
pub(super) fn paragraphs(cell: &Cell) -> Result<Option<String>, Refusal> {
    let text = text(cell)?.trim().replace("\r\n", "\n");
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// An amount in sen; nothing when it is empty.
pub(super) fn price(cell: &Cell) -> Result<Option<i64>, Refusal> {
    let Some(written) = line(cell)? else { return Ok(None) };
    sen(&written).map(Some).ok_or_else(words::no_price)
}

/// Reads `RM 1,250.5` as 125050 sen. What would have to be rounded is no price.
pub(super) fn sen(written: &str) -> Option<i64> {
    let bare = written.trim();
    let bare = match bare.get(..2) {
        Some(sign) if sign.eq_ignore_ascii_case("rm") => bare.get(2..)?.trim_start(),
        _ => bare,
    };
    let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = match whole.split_once(',') {
        None => whole.to_owned(),
        // Commas stand between thousands and nowhere else.
        Some((first, rest)) => {
            let thousands = rest.split(',').all(|group| group.len() == 3 && digits(group));
            (thousands && (1..=3).contains(&first.len())).then(|| whole.replace(',', ""))?
        }
    };
    if whole.is_empty() || whole.len() > 15 || part.len() > 2 || !digits(&whole) || !digits(part) {
        return None;
    }
    let hundredths: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(hundredths)
}

/// A whole number; nothing when it is empty.
pub(super) fn whole(cell: &Cell) -> Result<Option<i64>, Refusal> {
    let Some(written) = line(cell)? else { return Ok(None) };
    written.parse().map(Some).map_err(|_| words::no_number())
}

/// Yes or no; nothing when it is empty.
pub(super) fn flag(cell: &Cell) -> Result<Option<bool>, Refusal> {
    let Some(written) = line(cell)? else { return Ok(None) };
    match written.to_lowercase().as_str() {
        "ya" | "yes" | "y" | "true" | "1" => Ok(Some(true)),
        "tidak" | "no" | "n" | "t" | "false" | "0" => Ok(Some(false)),
        _ => Err(words::no_flag()),
    }
}

/// A moment in Malaysia; a day alone is its beginning. A number that stands for a date and is not
/// shown as one is refused: nobody can tell which date it was meant to be.
pub(super) fn moment(cell: &Cell) -> Result<Option<Instant>, Refusal> {
    let at = |moment: NaiveDateTime| malaysia::at(moment.date(), moment.time());
    match cell {
        Cell::Moment(moment) => Ok(Some(at(*moment))),
        Cell::Number(_) | Cell::Flag(_) => Err(words::no_date()),
        Cell::Wrong(refusal) => Err(refusal.clone()),
        Cell::Text(_) => {
            let Some(written) = line(cell)? else { return Ok(None) };
            let moment = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M"]
                .iter()
                .find_map(|form| NaiveDateTime::parse_from_str(&written, form).ok());
            let day = || {
                let day = ["%Y-%m-%d", "%d/%m/%Y"]
                    .iter()
                    .find_map(|form| NaiveDate::parse_from_str(&written, form).ok());
                day.map(|day| day.and_time(NaiveTime::MIN))
            };
            moment.or_else(day).map(at).map(Some).ok_or_else(words::no_date)
        }
    }
}

/// One of a list, by any of its names; nothing when it is empty. `wanted` are the names to tell.
pub(super) fn choice<T: Copy>(
    cell: &Cell,
    choices: &[(&str, T)],
    wanted: &str,
) -> Result<Option<T>, Refusal> {
    let Some(written) = line(cell)? else { return Ok(None) };
    let name = written.to_lowercase().replace([' ', '-'], "_");
    let found = choices.iter().find(|(known, _)| *known == name);
    found.map(|(_, choice)| Some(*choice)).ok_or_else(|| words::none_of(wanted))
}

/// The parts of a text between signs; a sign behind a backslash is a letter. Empty parts stay.
pub(super) fn parts(text: &str, signs: &[char]) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let part = parts.last_mut();
        match (letter, part) {
            ('\\', Some(part)) => {
                // Kept: whoever splits further takes it out with `plain_text`.
                part.push(letter);
                part.extend(letters.next());
            }
            (sign, _) if signs.contains(&sign) => parts.push(String::new()),
            (letter, Some(part)) => part.push(letter),
            (_, None) => {}
        }
    }
    parts
}

/// A part without its backslashes, trimmed.
pub(super) fn plain_text(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    let mut letters = part.trim().chars();
    while let Some(letter) = letters.next() {
        text.extend(if letter == '\\' { letters.next() } else { Some(letter) });
    }
    text
}

/// A text in which no sign separates anything.
pub(super) fn escaped(text: &str, signs: &[char]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '\\' || signs.contains(&letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn a_price_is_read_as_sellers_write_it() {
        for (written, wanted) in [
            ("6.5", Some(650)),
            ("RM 6.50", Some(650)),
            ("rm6", Some(600)),
            ("1,250.00", Some(125_000)),
            ("12,50", None),
            ("6.505", None),
            ("-1", None),
            ("1e3", None),
            ("percuma", None),
            ("", None),
            ("999999999999999999", None),
        ] {
            assert_eq!(sen(written), wanted, "{written}");
        }
        assert_eq!(price(&Cell::Number(6.5)), Ok(Some(650)));
        assert_eq!(price(&Cell::Number(12.0)), Ok(Some(1_200)));
        assert_eq!(price(&Cell::Number(1e300)), Err(words::no_price()));
        assert_eq!(price(&text(" ")), Ok(None));
    }

    #[test]
    fn a_date_is_one_and_a_number_is_none() {
        let noon: Instant = "2026-03-31T04:00:00Z".parse().unwrap();
        let midnight: Instant = "2026-03-30T16:00:00Z".parse().unwrap();
        assert_eq!(moment(&text("2026-03-31 12:00")), Ok(Some(noon)));
        assert_eq!(moment(&text("31/03/2026")), Ok(Some(midnight)));
        assert_eq!(moment(&Cell::Number(46_112.0)), Err(words::no_date()));
        assert_eq!(moment(&text("esok")), Err(words::no_date()));
        let day = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap().and_time(NaiveTime::MIN);
        assert_eq!(moment(&Cell::Moment(day)), Ok(Some(midnight)));
        assert_eq!(super::text(&Cell::Moment(day)), Err(words::date()));
    }

    #[test]
    fn a_sign_behind_a_backslash_separates_nothing() {
        let name = "Besar; pedas | \\ 1";
        let written = format!("{}|2;b", escaped(name, &['|', ';']));
        let all = parts(&written, &[';']);
        assert_eq!(all.len(), 2);
        let first = parts(&all[0], &['|']);
        assert_eq!((plain_text(&first[0]).as_str(), first[1].as_str()), (name, "2"));
    }

    #[test]
    fn a_code_is_read_as_it_is_written() {
        assert_eq!(super::text(&Cell::Number(123.0)).as_deref(), Ok("123"));
        assert_eq!(super::text(&Cell::Number(1.5)).as_deref(), Ok("1.5"));
        assert_eq!(whole(&Cell::Number(2.0)), Ok(Some(2)));
        assert_eq!(whole(&Cell::Number(2.5)), Err(words::no_number()));
        assert_eq!(flag(&text("Ya")), Ok(Some(true)));
        assert_eq!(flag(&Cell::Flag(false)), Ok(Some(false)));
        assert_eq!(flag(&text("mungkin")), Err(words::no_flag()));
    }
}
