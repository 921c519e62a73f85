//! The program `krt`.

use std::process::ExitCode;

use api::commands::{Krt, run};
use clap::Parser as _;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[actix_web::main]
async fn main() -> ExitCode {
    let code = run(Krt::parse()).await;
    api::telemetry::end();
    code
}
