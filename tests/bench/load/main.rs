//! The bench's load program: N clients, each on one kept connection, ask the same thing with
//! changing rows; prints the median run's requests a second, p50 and p99.
//!
//! Threads and plain sockets, because the generator shares two cores with what it measures.

mod connection;
mod options;
mod rows;
mod template;

use std::{
    io::Write as _,
    process::ExitCode,
    sync::{
        Barrier, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use connection::Connection;
use options::Options;
use rows::Chance;

/// What one client saw in one run.
struct Seen {
    /// Microseconds of each good answer.
    micros: Vec<u32>,
    /// The first answer that was not the one asked for.
    complaint: Option<String>,
    failures: u64,
}

/// One run's figures.
struct Run {
    per_second: f64,
    p50_micros: u32,
    p99_micros: u32,
    failures: u64,
    complaint: Option<String>,
}

fn main() -> ExitCode {
    let mut out = std::io::stdout();
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(sentence) => {
            let _ = writeln!(std::io::stderr(), "{sentence}\n\n{}", options::HELP);
            return ExitCode::from(2);
        }
    };
    let kept: Vec<Mutex<String>> = (0..options.clients).map(|_| Mutex::default()).collect();
    let mut runs: Vec<Run> = (0..options.runs).map(|number| run(&options, number, &kept)).collect();
    let failures: u64 = runs.iter().map(|run| run.failures).sum();
    if let Some(complaint) = runs.iter().find_map(|run| run.complaint.as_deref()) {
        let _ = writeln!(std::io::stderr(), "{}: {complaint}", options.name);
    }
    runs.sort_by(|one, other| one.per_second.total_cmp(&other.per_second));
    let Some(median) = runs.get(runs.len() / 2) else {
        return ExitCode::from(2);
    };
    // A reader that has gone is no reason to fail: the figures are all that is printed.
    let _ = writeln!(
        out,
        "{}\t{:.0}\t{}\t{}\t{failures}",
        options.name, median.per_second, median.p50_micros, median.p99_micros
    );
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One run: the clients warm up, are counted for the time asked for, and stop.
fn run(options: &Options, number: usize, kept: &[Mutex<String>]) -> Run {
    let counting = AtomicBool::new(false);
    let stopping = AtomicBool::new(false);
    let start = Barrier::new(options.clients + 1);
    let (seen, elapsed) = std::thread::scope(|scope| {
        let clients: Vec<_> = kept
            .iter()
            .enumerate()
            .map(|(client, kept)| {
                let (counting, stopping, start) = (&counting, &stopping, &start);
                scope.spawn(move || {
                    start.wait();
                    // Nobody else holds it; what it kept serves the next run.
                    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                    let chance = Chance::new(number, client);
                    ask(options, client, chance, &mut kept, [counting, stopping])
                })
            })
            .collect();
        start.wait();
        pause(options.warm_up);
        let began = Instant::now();
        counting.store(true, Ordering::Relaxed);
        pause(options.duration);
        stopping.store(true, Ordering::Relaxed);
        let elapsed = began.elapsed();
        let seen: Vec<Seen> = clients.into_iter().filter_map(|client| client.join().ok()).collect();
        (seen, elapsed)
    });
    gather(seen, elapsed, options.clients)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the load program has plain threads and nothing else to do meanwhile"
)]
fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// One client, until it is told to stop.
fn ask(
    options: &Options,
    client: usize,
    mut chance: Chance,
    kept: &mut String,
    [counting, stopping]: [&AtomicBool; 2],
) -> Seen {
    let mut seen = Seen { micros: Vec::with_capacity(100_000), complaint: None, failures: 0 };
    let mut connection: Option<Connection> = None;
    let mut request = Vec::with_capacity(16 * 1024);
    while !stopping.load(Ordering::Relaxed) {
        options.request.fill(&mut request, client, kept, &mut chance);
        let began = Instant::now();
        let answer = match connection.take().map_or_else(|| Connection::open(&options.address), Ok)
        {
            Ok(mut open) => open.exchange(&request, &options.expect).map(|stays| {
                if let Some(field) = &options.keep {
                    open.keep(field, kept);
                }
                connection = stays.then_some(open);
            }),
            Err(cause) => Err(cause.to_string()),
        };
        match answer {
            Ok(()) if counting.load(Ordering::Relaxed) => {
                seen.micros.push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
            }
            Ok(()) => {}
            Err(complaint) => {
                seen.failures += 1;
                seen.complaint.get_or_insert(complaint);
                // A server that refuses everything is not to be hammered.
                pause(Duration::from_millis(10));
            }
        }
        if !options.pause.is_zero() {
            pause(options.pause);
        }
    }
    seen
}

fn gather(seen: Vec<Seen>, elapsed: Duration, clients: usize) -> Run {
    let lost = clients - seen.len();
    let failures = seen.iter().map(|client| client.failures).sum::<u64>() + lost as u64;
    let mut micros: Vec<u32> = Vec::new();
    let mut complaint = (lost > 0).then(|| format!("{lost} clients stopped"));
    for client in seen {
        micros.extend(client.micros);
        complaint = complaint.or(client.complaint);
    }
    micros.sort_unstable();
    let at = |hundredths: usize| micros.get(micros.len() * hundredths / 100).copied().unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "a count of requests is far below 2^52")]
    let per_second = micros.len() as f64 / elapsed.as_secs_f64();
    Run { per_second, p50_micros: at(50), p99_micros: at(99), failures, complaint }
}
