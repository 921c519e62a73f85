//! Opens thousands of sockets that follow notices live, publishes, and measures what an open socket
//! costs the server and how long each frame takes from the publishing's answer.

mod publisher;
mod socket;

use std::{cell::RefCell, fs, io, rc::Rc, time::Duration};

use futures_util::{StreamExt as _, stream};
use tokio::{
    sync::Notify,
    task::{LocalSet, spawn_local},
    time::{Instant, sleep, timeout},
};

use self::{publisher::Publisher, socket::Socket};

/// Printed when the arguments make no sense.
const HELP: &str = "bench-live NAME ADDRESS PID TOKENS PUBLISHER AREA [SOCKETS] [NOTICES]
  NAME       what stands before the figures
  ADDRESS    the server's address and port
  PID        its process, whose memory is read
  TOKENS     a file with an access token a line: the sockets take them in turn
  PUBLISHER  a file with the access token of whoever publishes
  AREA       the wire id of the area
Prints: NAME live, sockets, kB a socket, p50, p99 and the longest in microseconds from the answer
to the publishing, p99 from its question; tab between.";

/// So many sockets open at once.
const OPENING: usize = 64;
/// So many sockets share one address of this machine: its ports are about 28,000.
const FROM_ONE_ADDRESS: usize = 5_000;
/// A frame that has not come by then is lost.
const PATIENCE: Duration = Duration::from_secs(20);
/// What is made while the sockets open is given back to the system by then.
const SETTLE: Duration = Duration::from_secs(3);

/// When the frames of the present notice came.
#[derive(Default)]
pub(crate) struct Came {
    at: RefCell<Vec<Instant>>,
    all: Notify,
    wanted: usize,
}

impl Came {
    /// A frame came.
    pub(crate) fn note(&self) {
        let mut at = self.at.borrow_mut();
        at.push(Instant::now());
        if at.len() == self.wanted {
            self.all.notify_one();
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [name, address, pid, tokens, publisher, area, rest @ ..] = words.as_slice() else {
        return Err(HELP.into());
    };
    let number = |place: usize, usual: usize| {
        rest.get(place).map_or(Ok(usual), |word| word.parse::<usize>())
    };
    domain::shared::http::ready();
    let (sockets, notices) = (number(0, 10_000)?, number(1, 10)?);
    let tokens = fs::read_to_string(tokens)?;
    let tokens: Vec<&str> = tokens.lines().collect();
    let publisher = fs::read_to_string(publisher)?;
    let publisher = Publisher::new(address, publisher.trim(), area);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let figures = LocalSet::new().block_on(&runtime, async {
        let before = memory(pid)?;
        let came = Rc::new(Came { wanted: sockets, ..Came::default() });
        let opened = stream::iter(0..sockets)
            .map(|number| {
                let token = tokens.get(number % tokens.len().max(1)).copied().unwrap_or_default();
                Socket::open(address, number / FROM_ONE_ADDRESS, token)
            })
            .buffer_unordered(OPENING)
            .collect::<Vec<_>>()
            .await;
        for socket in opened {
            spawn_local(socket?.listen(Rc::clone(&came)));
        }
        sleep(SETTLE).await;
        let after = memory(pid)?;
        let times = publish(&publisher, &came, notices).await?;
        let kilobytes = tenths(after.saturating_sub(before), sockets);
        Ok::<_, Box<dyn std::error::Error>>((kilobytes, times))
    })?;
    let (kilobytes, (mut since_answer, mut since_question)) = figures;
    since_answer.sort_unstable();
    since_question.sort_unstable();
    let at = |micros: &[u128], hundredths: usize| {
        let place = (micros.len() * hundredths / 100).min(micros.len().saturating_sub(1));
        micros.get(place).copied().unwrap_or_default()
    };
    let (p50, p99) = (at(&since_answer, 50), at(&since_answer, 99));
    let (longest, asked) = (at(&since_answer, 100), at(&since_question, 99));
    println_row(&format!("{name} live\t{sockets}\t{kilobytes}\t{p50}\t{p99}\t{longest}\t{asked}"))?;
    Ok(())
}

/// Publishes notices one after another; gives the microseconds of each frame since the answer to
/// the publishing and since its question.
async fn publish(
    publisher: &Publisher,
    came: &Came,
    notices: usize,
) -> Result<(Vec<u128>, Vec<u128>), Box<dyn std::error::Error>> {
    let (mut since_answer, mut since_question) = (Vec::new(), Vec::new());
    for number in 0..notices {
        let draft = publisher.draft(number).await?;
        sleep(Duration::from_secs(1)).await;
        came.at.borrow_mut().clear();
        let asked = Instant::now();
        publisher.publish(&draft).await?;
        let answered = Instant::now();
        if timeout(PATIENCE, came.all.notified()).await.is_err() {
            let told = came.at.borrow().len();
            return Err(format!("{told} frames came instead of {}", came.wanted).into());
        }
        for at in came.at.borrow().iter() {
            since_answer.push(at.saturating_duration_since(answered).as_micros());
            since_question.push(at.saturating_duration_since(asked).as_micros());
        }
    }
    Ok((since_answer, since_question))
}

/// What a process holds in memory, in bytes.
fn memory(pid: &str) -> io::Result<usize> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    Ok(kilobytes.unwrap_or_default() * 1024)
}

/// Kilobytes (of 1000 bytes) a piece, with one digit behind the point.
fn tenths(bytes: usize, pieces: usize) -> String {
    let tenths = bytes / 100 / pieces.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn println_row(row: &str) -> io::Result<()> {
    use io::Write as _;
    writeln!(io::stdout(), "{row}")
}
