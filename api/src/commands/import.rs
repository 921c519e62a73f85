//! Bringing places from CSV files, with a word for the operator about every row that is bad.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use domain::{
    Ctx, Error,
    community::{self, ImportReport, OnBadRow, Progress},
    shared::language::Language,
};

use super::{
    ImportCommand, ImportFile,
    start::{Sentence, opened, prepared, print},
};

/// How often a terminal shows how far the import is.
const SHOW_EVERY: Duration = Duration::from_millis(200);
/// How often a log, which keeps every line, does.
const LOG_EVERY: Duration = Duration::from_secs(1);

pub(super) async fn run(command: ImportCommand) -> Result<(), Sentence> {
    let (ImportCommand::Districts(wanted) | ImportCommand::Areas(wanted)) = &command;
    let file = read(&wanted.file)?;
    let on_bad_row = if wanted.keep_going { OnBadRow::KeepGoing } else { OnBadRow::TakeNothing };
    let house = opened(prepared()?).await?;
    let ctx = Ctx::of_program(Arc::clone(&house.tools));
    let mut shown = Shown::new();
    let mut tell = |progress| shown.tell(progress);
    let imported = match &command {
        ImportCommand::Districts(_) => {
            community::import_districts(&ctx, &file, on_bad_row, &mut tell).await
        }
        ImportCommand::Areas(_) => {
            community::import_areas(&ctx, &file, on_bad_row, &mut tell).await
        }
    };
    shown.end();
    let report = imported.map_err(|error| sentence(wanted, &error))?;
    describe(wanted, &report)
}

fn read(path: &Path) -> Result<Vec<u8>, Sentence> {
    std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

/// Why the file as a whole was refused.
fn sentence(wanted: &ImportFile, error: &Error) -> Sentence {
    let cause = match error {
        Error::Refused(refusals) => refusals
            .iter()
            .map(|refusal| {
                let place = refusal.field.as_deref().unwrap_or("line 1");
                let words = refusal.sentence(Language::En);
                format!("{place}: {words} ({})", refusal.code.as_str())
            })
            .collect::<Vec<_>>()
            .join(" "),
        other => other.to_string(),
    };
    format!("nothing of {} was taken: {cause}", wanted.file.display())
}

/// Names the bad rows, and says what was done. A row that was refused is a failure, also when the
/// others were taken.
fn describe(wanted: &ImportFile, report: &ImportReport) -> Result<(), Sentence> {
    let mut words = String::new();
    if !report.unknown_columns.is_empty() {
        let columns = report.unknown_columns.join(", ");
        words.push_str(&format!("Passed over columns that are not known: {columns}\n"));
    }
    for bad in &report.bad_rows {
        words.push_str(&format!("{bad}\n"));
    }
    let described = report.bad_rows.len() as u64;
    if report.bad > described {
        words.push_str(&format!("… and {} more bad rows\n", report.bad - described));
    }
    write_error(&words);
    if report.written {
        print(&format!(
            "{} added, {} changed, {} unchanged\n",
            report.added, report.changed, report.unchanged
        ))?;
    }
    match (report.bad, report.written) {
        (0, _) => Ok(()),
        (bad, true) => Err(format!("{} were refused; the others were taken", rows(bad))),
        (bad, false) => Err(format!(
            "nothing of {} was taken: {} bad; mend them, or take the others with --keep-going",
            wanted.file.display(),
            if bad == 1 { "1 row is".to_owned() } else { format!("{bad} rows are") }
        )),
    }
}

fn rows(number: u64) -> String {
    if number == 1 { "1 row".to_owned() } else { format!("{number} rows") }
}

/// What the operator sees while it runs: on a terminal one line that is written over, in a log a
/// line each second.
struct Shown {
    terminal: bool,
    last: Instant,
    width: usize,
}

impl Shown {
    fn new() -> Self {
        Self { terminal: io::stderr().is_terminal(), last: Instant::now(), width: 0 }
    }

    fn tell(&mut self, progress: Progress) {
        let every = if self.terminal { SHOW_EVERY } else { LOG_EVERY };
        if self.last.elapsed() < every {
            return;
        }
        self.last = Instant::now();
        let line = match progress {
            Progress::Read(read) => format!("{read} rows read"),
            Progress::Written(written, total) => format!("{written} of {total} rows written"),
        };
        if self.terminal {
            // Blanks over what is left of a longer line before it.
            write_error(&format!("\r{line:width$}", width = self.width));
            self.width = line.len();
        } else {
            write_error(&format!("{line}\n"));
        }
    }

    fn end(&mut self) {
        if self.width > 0 {
            write_error("\n");
        }
    }
}

fn write_error(text: &str) {
    // Nothing can be done when even standard error is closed.
    let _ = io::stderr().write_all(text.as_bytes());
}
