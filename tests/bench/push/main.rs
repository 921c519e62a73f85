//! The bench's push service, and the phones that it reaches.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
    process::ExitCode,
    time::Duration,
};

use domain::shared::{clock::Clock, secret::Secret};
use stories::push_service::PushService;

const HELP: &str = "\
bench-push devices COUNT SECRET FILE
  writes one phone for each of the first COUNT people of seed_outbox.sql, with its token sealed as a
  node with this KRT_SECRET seals it, as CSV for PostgreSQL
bench-push serve ADDRESS CREDENTIALS MILLISECONDS
  writes the key with which a node sends to it, and answers each message after so long, by HTTP/2;
  GET /tally tells how many came";

/// For what tokens are sealed and hashed.
const SEAL: &str = "device tokens";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["devices", count, secret, file] => devices(count, secret, Path::new(file)),
        ["serve", address, credentials, delay] => {
            serve(address, Path::new(credentials), delay).await
        }
        _ => Err(HELP.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // Nobody is left to be told when this cannot be written.
            let _ = writeln!(io::stderr(), "{sentence}");
            ExitCode::from(2)
        }
    }
}

fn devices(count: &str, secret: &str, path: &Path) -> Result<(), String> {
    let count: u64 = count.parse().map_err(|_| "COUNT is no number".to_owned())?;
    let said = |cause: &dyn std::fmt::Display| format!("{}: {cause}", path.display());
    let mut file = BufWriter::new(File::create(path).map_err(|cause| said(&cause))?);
    let secret = Secret::new(secret);
    for number in 1..=count {
        // As long as the push service's tokens are.
        let token = format!("{number:0>152}");
        let hash = secret.hash(SEAL, &[token.as_bytes()]);
        let sealed = secret.seal(SEAL, &hash, token.as_bytes()).map_err(|cause| said(&cause))?;
        let line = device(number, &hash, &sealed);
        file.write_all(line.as_bytes()).map_err(|cause| said(&cause))?;
    }
    file.flush().map_err(|cause| said(&cause))
}

/// One line: `bench.id` of seed.sql makes the same ids.
fn device(number: u64, hash: &[u8], sealed: &[u8]) -> String {
    let id = |kind: u32| format!("0190bec0-{kind:04x}-7000-8000-{number:012x}");
    let (device, person, session) = (id(16), id(13), id(17));
    let (hash, sealed) = (hex(hash), hex(sealed));
    format!(
        "{device},{person},{session},MYKRT,ANDROID,{hash},{sealed},ms,2025-01-01Z,2025-01-01Z,\
         2100-01-01Z\n"
    )
}

fn hex(bytes: &[u8]) -> String {
    let mut text = "\\x".to_owned();
    for byte in bytes {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

async fn serve(address: &str, credentials: &Path, delay: &str) -> Result<(), String> {
    let delay = delay.parse().map_err(|_| "MILLISECONDS is no number".to_owned())?;
    let delay = Duration::from_millis(delay);
    let service = PushService::start_counting(address, &Clock::System, delay)
        .map_err(|cause| format!("{address}: {cause}"))?;
    fs::write(credentials, service.credentials())
        .map_err(|cause| format!("{}: {cause}", credentials.display()))?;
    std::future::pending().await
}
