//! What the program can be told to do.

mod admin;
mod backup;
mod run;

use clap::{Parser, Subcommand};

pub use run::run;

/// One backend for three neighbourhood apps: `MyKRT`, `MySRS` and KRT Shop.
///
/// Without a command it serves. Settings come from the environment or a file; `krt settings`
/// explains each of them.
#[derive(Debug, Parser)]
#[command(name = "krt", version, propagate_version = true)]
pub struct Krt {
    /// What to do; `serve` when nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// One thing to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answers GraphQL and REST until it is asked to stop (SIGTERM or Ctrl-C).
    ///
    /// Brings the tables up to date first. In development an empty database is filled with sample
    /// content, and the sample accounts are printed.
    Serve,
    /// Brings the tables up to date and ends.
    Migrate,
    /// Adds or looks after administrators.
    Admin {
        /// What to do.
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Prints the GraphQL schema.
    Schema,
    /// Prints the OpenAPI document of the REST part.
    Openapi,
    /// Explains every setting.
    Settings,
    /// Copies the embedded database into FILE while the program runs.
    ///
    /// For PostgreSQL use `pg_dump`; README tells how. The folder of pictures is copied beside it.
    Backup {
        /// Where to write; it must not exist.
        file: std::path::PathBuf,
    },
    /// Tells a database that it was restored from a backup.
    ///
    /// Its generation is renewed, so that phones read everything again instead of trusting a
    /// place in a history that no longer exists.
    Restored,
}

/// What can be done about administrators.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Makes an administrator, or makes somebody one. The password is asked for on standard input.
    Create {
        /// The mobile number.
        #[arg(long)]
        phone: String,
        /// The name that others see.
        #[arg(long)]
        name: String,
    },
}
