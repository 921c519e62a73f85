//! What argon2id alone reaches: N threads hash with the program's parameters and do nothing else.
//! Prints, as `bench-load` does: name, hashes a second, p50 and p99 in microseconds, failures.

use std::{
    io::Write as _,
    process::ExitCode,
    time::{Duration, Instant},
};

use argon2::{Algorithm, Argon2, Params, Version};

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_else(|| "hash".to_owned());
    let mut number =
        |default: u64| words.next().and_then(|word| word.parse().ok()).unwrap_or(default);
    let (threads, seconds, runs) = (number(2), number(5), number(3));
    let mut all: Vec<(f64, Vec<u32>)> =
        (0..runs).map(|_| run(threads, Duration::from_secs(seconds))).collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let Some((rate, micros)) = all.get(all.len() / 2) else { return ExitCode::from(2) };
    let at = |hundredths: usize| micros.get(micros.len() * hundredths / 100).copied().unwrap_or(0);
    // A reader that has gone is no reason to fail: the figures are all that is printed.
    let _ = writeln!(std::io::stdout(), "{name}\t{rate:.1}\t{}\t{}\t0", at(50), at(99));
    ExitCode::SUCCESS
}

/// Hashes a second of all threads, and how long each took.
fn run(threads: u64, time: Duration) -> (f64, Vec<u32>) {
    let began = Instant::now();
    let mut micros: Vec<u32> = std::thread::scope(|scope| {
        let working: Vec<_> = (0..threads).map(|_| scope.spawn(|| hashing(time))).collect();
        working.into_iter().filter_map(|one| one.join().ok()).flatten().collect()
    });
    let elapsed = began.elapsed().as_secs_f64();
    micros.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "a count of hashes is far below 2^52")]
    let rate = micros.len() as f64 / elapsed;
    (rate, micros)
}

fn hashing(time: Duration) -> Vec<u32> {
    let mut micros = Vec::new();
    // domain/src/identity/password.rs: 19 MiB, two passes, one lane.
    let Ok(params) = Params::new(19 * 1024, 2, 1, None) else { return micros };
    let engine = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let began = Instant::now();
    while began.elapsed() < time {
        let one = Instant::now();
        let mut hash = [0_u8; 32];
        if engine
            .hash_password_into(b"ukur-jiran-kita-2026", b"sixteen bytes!!!", &mut hash)
            .is_err()
        {
            break;
        }
        micros.push(u32::try_from(one.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    micros
}
