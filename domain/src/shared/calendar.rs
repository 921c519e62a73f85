//! iCalendar (RFC 5545), as much of it as activities and shifts need; pure. Every time is in UTC, so that no
//! zone has to be explained.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

/// The longest line, in octets, without its end.
const LONGEST_LINE: usize = 75;

/// What stands in a calendar that has no event: an object holds at least one component, and this one
/// says nothing but where its readers are.
const ZONE: [&str; 9] = [
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Kuala_Lumpur",
    "BEGIN:STANDARD",
    "DTSTART:19820101T000000",
    "TZOFFSETFROM:+0730",
    "TZOFFSETTO:+0800",
    "TZNAME:+08",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// Something that takes place.
#[derive(Clone, Debug)]
pub struct Event {
    /// Names it in every calendar, for ever.
    pub uid: String,
    /// Rises with every change.
    pub sequence: i64,
    /// When it was last changed.
    pub stamp: DateTime<Utc>,
    /// When it was first written.
    pub created: DateTime<Utc>,
    /// From when.
    pub starts_at: DateTime<Utc>,
    /// Until when.
    pub ends_at: DateTime<Utc>,
    /// What it is called.
    pub summary: String,
    /// What it is about.
    pub description: Option<String>,
    /// Where.
    pub location: String,
    /// Where on the globe: degrees north and east.
    pub position: Option<(f64, f64)>,
    /// What kind of thing it is.
    pub category: String,
    /// Why it does not take place.
    pub cancelled: Option<String>,
}

/// A calendar with these events as a document; the name is that of a subscription.
#[must_use]
pub fn document(name: Option<&str>, events: &[Event]) -> String {
    let mut to = Lines::default();
    to.line("BEGIN:VCALENDAR");
    to.line("VERSION:2.0");
    to.line("PRODID:-//KRT//KRT//MS");
    to.line("CALSCALE:GREGORIAN");
    if let Some(name) = name {
        to.text("NAME", name);
        to.text("X-WR-CALNAME", name);
        to.line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        to.line("X-PUBLISHED-TTL:PT1H");
    }
    if events.is_empty() {
        for line in ZONE {
            to.line(line);
        }
    }
    for event in events {
        put(&mut to, event);
    }
    to.line("END:VCALENDAR");
    to.0
}

fn put(to: &mut Lines, event: &Event) {
    to.line("BEGIN:VEVENT");
    to.text("UID", &event.uid);
    to.line(&format!("SEQUENCE:{}", event.sequence));
    to.time("DTSTAMP", event.stamp);
    to.time("CREATED", event.created);
    to.time("LAST-MODIFIED", event.stamp);
    to.time("DTSTART", event.starts_at);
    to.time("DTEND", event.ends_at);
    to.text("SUMMARY", &event.summary);
    if let Some(description) = &event.description {
        to.text("DESCRIPTION", description);
    }
    to.text("LOCATION", &event.location);
    if let Some((latitude, longitude)) = event.position {
        to.line(&format!("GEO:{latitude:.6};{longitude:.6}"));
    }
    to.text("CATEGORIES", &event.category);
    match &event.cancelled {
        None => to.line("STATUS:CONFIRMED"),
        Some(reason) => {
            to.line("STATUS:CANCELLED");
            to.text("COMMENT", reason);
        }
    }
    to.line("END:VEVENT");
}

/// The lines of a document, each folded.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Adds a line, on as many lines as it takes: each has at most 75 octets, and a following one
    /// begins with a space. No character is split.
    fn line(&mut self, line: &str) {
        let mut octets = 0;
        for letter in line.chars() {
            let more = letter.len_utf8();
            if octets + more > LONGEST_LINE {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(letter);
            octets += more;
        }
        self.0.push_str("\r\n");
    }

    /// Adds a property that is a text.
    fn text(&mut self, name: &str, text: &str) {
        let mut line = String::with_capacity(name.len() + 1 + text.len());
        line.push_str(name);
        line.push(':');
        for letter in text.chars() {
            match letter {
                '\\' | ';' | ',' => {
                    line.push('\\');
                    line.push(letter);
                }
                '\n' => line.push_str("\\n"),
                '\t' => line.push(' '),
                letter if letter.is_control() => {}
                letter => line.push(letter),
            }
        }
        self.line(&line);
    }

    /// Adds a property that is an instant.
    fn time(&mut self, name: &str, at: DateTime<Utc>) {
        let mut line = String::with_capacity(name.len() + 17);
        // Writing to a string cannot fail.
        let _ = write!(line, "{name}:{}", at.format("%Y%m%dT%H%M%SZ"));
        self.line(&line);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event() -> Event {
        let at = |text: &str| text.parse().unwrap();
        Event {
            uid: "activity_01jaaaaaaaaaaaaaaaaaaaaaaa".to_owned(),
            sequence: 3,
            stamp: at("2026-03-14T04:00:00.123Z"),
            created: at("2026-03-01T00:00:00Z"),
            starts_at: at("2026-03-21T00:00:00Z"),
            ends_at: at("2026-03-21T03:00:00Z"),
            summary: "Mesyuarat Agung, 2026; satu\\dua".to_owned(),
            description: Some("Agenda:\r\n1. Ucapan\n2. Laporan".to_owned()),
            location: "Dewan".to_owned(),
            position: Some((1.54, 103.65)),
            category: "ANNUAL_MEETING".to_owned(),
            cancelled: None,
        }
    }

    fn unfolded(document: &str) -> Vec<String> {
        document.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_event_is_written_as_rfc_5545_wants_it() {
        let document = document(Some("KRT"), &[event()]);
        assert!(document.ends_with("END:VCALENDAR\r\n"));
        assert!(!document.replace("\r\n", "").contains(['\r', '\n']));
        let lines = unfolded(&document);
        assert_eq!(lines[..2], ["BEGIN:VCALENDAR", "VERSION:2.0"]);
        for line in [
            "UID:activity_01jaaaaaaaaaaaaaaaaaaaaaaa",
            "SEQUENCE:3",
            "DTSTAMP:20260314T040000Z",
            "DTSTART:20260321T000000Z",
            "DTEND:20260321T030000Z",
            "SUMMARY:Mesyuarat Agung\\, 2026\\; satu\\\\dua",
            "DESCRIPTION:Agenda:\\n1. Ucapan\\n2. Laporan",
            "GEO:1.540000;103.650000",
            "STATUS:CONFIRMED",
        ] {
            assert!(lines.iter().any(|found| found == line), "{line}\n{document}");
        }
    }

    #[test]
    fn what_is_cancelled_says_so_and_why() {
        let event = Event { cancelled: Some("Banjir".to_owned()), ..event() };
        let lines = unfolded(&document(None, &[event]));
        assert!(lines.contains(&"STATUS:CANCELLED".to_owned()));
        assert!(lines.contains(&"COMMENT:Banjir".to_owned()));
        assert!(!lines.iter().any(|line| line.starts_with("X-WR-CALNAME")));
    }

    #[test]
    fn a_calendar_without_events_still_holds_something() {
        let lines = unfolded(&document(Some("KRT"), &[]));
        assert!(lines.contains(&"BEGIN:VTIMEZONE".to_owned()));
        assert!(!lines.contains(&"BEGIN:VEVENT".to_owned()));
    }

    #[test]
    fn a_long_line_is_folded_between_characters() {
        // 7 octets of the name, then 22 characters of 3 octets: 73. The next one begins a line.
        let mut to = Lines::default();
        to.text("SUMMAR", &"面".repeat(30));
        let (first, second) = to.0.trim_end().split_once("\r\n").unwrap();
        assert_eq!((first.len(), second.len()), (73, 1 + 8 * 3));
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_nothing_is_lost(text in "[ -~\u{a0}-\u{2fff}😀]{0,300}") {
            let mut to = Lines::default();
            to.text("DESCRIPTION", &text);
            for line in to.0.split_terminator("\r\n") {
                prop_assert!(line.len() <= LONGEST_LINE);
            }
            let whole = unfolded(&to.0);
            prop_assert_eq!(whole.len(), 1);
            let mut said = String::new();
            let mut letters = whole[0]["DESCRIPTION:".len()..].chars();
            while let Some(letter) = letters.next() {
                said.push(if letter == '\\' { letters.next().unwrap() } else { letter });
            }
            prop_assert_eq!(said, text);
        }
    }
}
