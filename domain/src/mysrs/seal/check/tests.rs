use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

use super::*;
use crate::{
    mysrs::seal::{Draft, LogFile, LogKey},
    shared::{
        id::{PersonId, TrackId},
        secret::Secret,
    },
};

fn at(seconds: i64) -> Instant {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::seconds(seconds)
}

fn patrol() -> PatrolId {
    PatrolId(Uuid::from_u128(1))
}

fn key() -> LogKey {
    LogKey::of(&Secret::new("a secret that is only good for tests"))
}

fn check_in(number: u32) -> Row {
    Row::new("checkIn", format!("checkin_{number}"))
        .at("correctedAt", Some(at(number.into())))
        .text("note", (number == 2).then_some("Pagar rosak"))
}

fn fix(sequence: i64) -> Fix {
    Fix {
        track_id: TrackId(Uuid::from_u128(2)),
        person_id: PersonId(Uuid::from_u128(3)),
        sequence,
        segment: 0,
        latitude: 1.54 + f64::from(i32::try_from(sequence).unwrap()) / 10_000.0,
        longitude: 103.65,
        accuracy_metres: Some(6.5),
        recorded_at: at(sequence),
        corrected_at: at(sequence),
        received_at: at(sequence),
        mock: None,
    }
}

/// A log of three check-ins and 600 fixes with a seal, and a fourth with another, as a file.
fn file() -> String {
    let key = key();
    let mut first = Draft::begin(patrol(), None, at(1_000));
    let head = Row::new("patrol", patrol()).at("startedAt", Some(at(0)));
    let rows: Vec<Row> = std::iter::once(head).chain((1..=3).map(check_in)).collect();
    for row in &rows {
        first.row(row, &key);
    }
    for sequence in 0..600 {
        first.fix(&fix(sequence));
    }
    let first = first.seal(&key).unwrap();
    assert_eq!((first.number, first.from_row, first.until_row), (1, 1, 604));
    let mut second = Draft::begin(patrol(), Some(&first), at(2_000));
    second.row(&check_in(4), &key);
    let second = second.seal(&key).unwrap();
    assert_eq!((second.number, second.from_row, second.until_row), (2, 605, 605));
    assert!(Draft::begin(patrol(), Some(&second), at(3_000)).seal(&key).is_none());
    let mut file = LogFile::begin(patrol());
    for row in rows.into_iter().chain([check_in(4)]) {
        file.row(row, &key);
    }
    for sequence in 0..600 {
        file.fix(&fix(sequence));
    }
    file.end(&[first, second], &key, at(4_000))
}

fn checked(text: &str) -> Result<Checked, LogFault> {
    check_log(text, &[key().public().clone()])
}

/// The file with its lines changed.
fn with(change: impl FnOnce(&mut Vec<String>)) -> Result<Checked, LogFault> {
    let mut lines: Vec<String> = file().lines().map(str::to_owned).collect();
    change(&mut lines);
    checked(&lines.join("\n"))
}

// The lines: 1 the head, 2 the patrol, 3 to 5 the first check-ins, 6 the late one, 7 to 606 the
// fixes, 607 and 608 the seals, 609 the end.

#[test]
fn a_file_as_it_was_written_is_whole() {
    let whole = checked(&file()).unwrap();
    assert_eq!((whole.patrol, whole.seals, whole.rows, whole.fixes), (patrol(), 2, 5, 600));
    assert_eq!((whole.sealed_at, whole.exported_at), (at(2_000), at(4_000)));
    assert_eq!(with(|_| {}), Ok(whole));
}

#[test]
fn a_changed_line_is_named() {
    for (line, from, to) in [
        (4, "Pagar rosak", "Pagar elok"),
        (3, "null", "\"Pagar\""),
        (2, "\"line\":\"patrol\"", "\"line\":\"patrol\",\"more\":null"),
        (5, ":", ": "),
        (7, "6.5", "5.5x"),
        (607, "row checkIn", "row checkOut"),
        (609, "seals 2", "seals 1"),
    ] {
        let found = with(|lines| lines[line - 1] = lines[line - 1].replacen(from, to, 1));
        let forged = line == 609;
        let wanted = if forged { LogFault::Forged(line) } else { LogFault::Changed(line) };
        assert_eq!(found, Err(wanted), "{line}");
    }
    // Of positions at least the part is named: lines 7 to 262 are the first 256 fixes.
    let moved = with(|lines| lines[99] = lines[99].replacen("103.65", "103.66", 1));
    assert_eq!(moved, Err(LogFault::ChangedBetween(7, 262)));
}

#[test]
fn a_removed_line_is_missed() {
    let missing = with(|lines| drop(lines.remove(4)));
    assert_eq!(missing, Err(LogFault::Missing("checkIn checkin_3".to_owned())));
    assert_eq!(with(|lines| drop(lines.remove(100))), Err(LogFault::ChangedBetween(7, 261)));
    let all = with(|lines| drop(lines.drain(6..606)));
    assert!(matches!(all, Err(LogFault::Missing(name)) if name.ends_with(" 0-255")));
    assert_eq!(with(|lines| drop(lines.remove(606))), Err(LogFault::Cut("a seal is missing")));
    let newest = with(|lines| {
        lines.remove(607);
        lines.remove(5);
    });
    assert_eq!(newest, Err(LogFault::Cut("the newest seals are missing")));
    let none = with(|lines| drop(lines.drain(606..608)));
    assert_eq!(none, Err(LogFault::Cut("the seals are missing")));
    let end = Err(LogFault::Cut("the end of the file is missing"));
    assert_eq!(with(|lines| lines.truncate(608)), end);
    assert_eq!(with(|lines| lines.truncate(3)), end);
    assert_eq!(with(Vec::clear), Err(LogFault::Cut("the file is empty")));
}

#[test]
fn an_added_line_is_no_part_of_the_log() {
    let again = |from: usize, to: usize| with(|lines| lines.insert(to, lines[from].clone()));
    assert_eq!(again(3, 6), Err(LogFault::Added(7)));
    assert_eq!(again(3, 609), Err(LogFault::Added(610)));
    let invented = serde_json::to_string(&check_in(9)).unwrap();
    assert_eq!(with(|lines| lines.insert(6, invented)), Err(LogFault::Added(7)));
    let position = serde_json::to_string(&FixLine::of(&fix(600))).unwrap();
    assert_eq!(with(|lines| lines.insert(606, position)), Err(LogFault::Added(607)));
    assert_eq!(again(100, 101), Err(LogFault::ChangedBetween(7, 263)));
}

#[test]
fn what_another_key_signed_is_not_believed() {
    let other = LogKey::of(&Secret::new("another"));
    let found = check_log(&file(), &[other.public().clone()]);
    assert_eq!(found, Err(LogFault::KeyUnknown(609, key().public().id())));
    // Whoever says that it was ours is found out.
    let (theirs, ours) = (other.public().id(), key().public().id());
    let mut draft = Draft::begin(patrol(), None, at(0));
    draft.row(&check_in(1), &other);
    let seal = Seal { key_id: ours.clone(), ..draft.seal(&other).unwrap() };
    let mut text = LogFile::begin(patrol());
    text.row(check_in(1), &other);
    let text = text.end(&[seal], &other, at(1));
    assert_eq!(checked(&text.replace(&theirs, &ours)), Err(LogFault::Forged(4)));
}

#[test]
fn texts_and_positions_are_withheld_only_by_the_service() {
    let key = key();
    let mut draft = Draft::begin(patrol(), None, at(0));
    draft.row(&check_in(2), &key);
    for sequence in 0..300 {
        draft.fix(&fix(sequence));
    }
    let seal = draft.seal(&key).unwrap();
    let digest = check_in(2).texts_digest(&key.salt("checkin_2")).unwrap();
    let mut text = LogFile::begin(patrol());
    text.row_without_texts(check_in(2), &digest);
    for chunk in Sealed::of(&[Manifest::read(&seal.manifest).unwrap()]).chunks() {
        text.not_kept(chunk.sealed.name());
    }
    let text = text.end(&[seal], &key, at(1));
    let whole = checked(&text).unwrap();
    assert_eq!((whole.erased_texts, whole.fixes_not_kept, whole.fixes), (1, 300, 0));
    assert!(!text.contains("Pagar"));
    // In a file in which the service did not say so, nobody hides a text.
    let hidden = check_in(2).without_texts(&digest);
    let line = serde_json::to_string(&hidden).unwrap();
    assert_eq!(with(|lines| lines[3] = line), Err(LogFault::Changed(4)));
}

#[test]
fn a_log_without_a_seal_says_so() {
    let text = LogFile::begin(patrol()).end(&[], &key(), at(0));
    assert_eq!(checked(&text), Err(LogFault::Unsealed));
}
