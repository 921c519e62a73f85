//! The bench's load program: N clients, each on one kept connection, ask the same thing with
//! changing rows; prints the median run's requests a second, p50 and p99.
//!
//! All clients live on two threads, as pgbench's do: the generator shares two cores with what it
//! measures, and a thread for each client has to be woken for each answer.

mod connection;
mod options;
mod rows;
mod template;

use std::{
    io::Write as _,
    mem,
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use connection::Connection;
use futures_util::future::join_all;
use options::Options;
use rows::Chance;
use tokio::{
    runtime,
    time::{sleep, timeout},
};

/// On so many threads the clients live.
const THREADS: usize = 2;

/// For so long an answer is waited for at the end of a run.
const PATIENCE: Duration = Duration::from_secs(20);

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

/// What the clients are told.
#[derive(Default)]
struct Flags {
    counting: AtomicBool,
    stopping: AtomicBool,
}

impl Flags {
    fn are_counting(&self) -> bool {
        self.counting.load(Ordering::Relaxed) && !self.stopping.load(Ordering::Relaxed)
    }
}

/// One run: the clients warm up, are counted for the time asked for, and stop.
fn run(options: &Options, number: usize, kept: &[Mutex<String>]) -> Run {
    let flags = Flags::default();
    let (seen, elapsed) = thread::scope(|scope| {
        let flags = &flags;
        let ask = |thread| scope.spawn(move || ask_all(options, number, thread, kept, flags));
        let threads: Vec<_> = (0..THREADS).map(ask).collect();
        pause(options.warm_up);
        let began = Instant::now();
        flags.counting.store(true, Ordering::Relaxed);
        pause(options.duration);
        flags.stopping.store(true, Ordering::Relaxed);
        let elapsed = began.elapsed();
        let seen = threads.into_iter().filter_map(|thread| thread.join().ok()).flatten();
        (seen.collect(), elapsed)
    });
    gather(seen, elapsed, options.clients)
}

/// The clients of one thread. One that waits for an answer that does not come is lost for this run.
fn ask_all(
    options: &Options,
    run: usize,
    thread: usize,
    kept: &[Mutex<String>],
    flags: &Flags,
) -> Vec<Seen> {
    let Ok(runtime) = runtime::Builder::new_current_thread().enable_all().build() else {
        return Vec::new();
    };
    let patience = options.warm_up + options.duration + options.pause + PATIENCE;
    runtime.block_on(async {
        let clients = kept.iter().enumerate().skip(thread).step_by(THREADS);
        let asking = clients.map(|(client, kept)| {
            let chance = Chance::new(run, client);
            timeout(patience, ask(options, client, chance, kept, flags))
        });
        join_all(asking).await.into_iter().flatten().collect()
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the thread that only takes the time has nothing else to do meanwhile"
)]
fn pause(time: Duration) {
    thread::sleep(time);
}

/// One client, until it is told to stop.
async fn ask(
    options: &Options,
    client: usize,
    mut chance: Chance,
    kept: &Mutex<String>,
    flags: &Flags,
) -> Seen {
    // What it keeps of its answers serves its next run.
    let place = || kept.lock().unwrap_or_else(PoisonError::into_inner);
    let mut kept = mem::take(&mut *place());
    let (mut micros, mut complaint, mut failures) = (Vec::with_capacity(100_000), None, 0);
    let mut connection: Option<Connection> = None;
    let mut request = Vec::with_capacity(16 * 1024);
    while !flags.stopping.load(Ordering::Relaxed) {
        options.request.fill(&mut request, client, &kept, &mut chance);
        let began = Instant::now();
        let open = match connection.take() {
            Some(open) => Ok(open),
            None => Connection::open(&options.address).await,
        };
        let answer = match open {
            Ok(mut open) => open.exchange(&request, &options.expect).await.map(|stays| {
                if let Some(field) = &options.keep {
                    open.keep(field, &mut kept);
                }
                connection = stays.then_some(open);
            }),
            Err(cause) => Err(cause.to_string()),
        };
        match answer {
            Ok(()) if flags.are_counting() => {
                micros.push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
            }
            Ok(()) => {}
            Err(cause) => {
                failures += 1;
                complaint.get_or_insert(cause);
                // A server that refuses everything is not to be hammered.
                sleep(Duration::from_millis(10)).await;
            }
        }
        if !options.pause.is_zero() {
            sleep(options.pause).await;
        }
    }
    *place() = kept;
    Seen { micros, complaint, failures }
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
