//! What the program can be told to do.

mod admin;
mod audit;
mod backup;
mod import;
mod keys;
mod notices;
mod run;
mod search;
mod seed;
mod start;
mod verify;

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
    /// Plants the sample: neighbourhoods with people, notices, patrols and a shop.
    ///
    /// For development, where the first start does it by itself. Planting again changes nothing.
    /// The accounts are printed with their password (`KRT_SAMPLE_PASSWORD`).
    Seed,
    /// Brings districts or areas from a CSV file.
    ///
    /// The first line names the columns, in any order. All of the file is taken or, when a row is
    /// bad, nothing; each bad row is named by its line and column. Importing again changes what
    /// differs and doubles nothing.
    Import {
        /// What the file holds.
        #[command(subcommand)]
        command: ImportCommand,
    },
    /// Adds or looks after administrators.
    Admin {
        /// What to do.
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Looks after the keys that sign access tokens.
    Keys {
        /// What to do.
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Looks after the audit.
    Audit {
        /// What to do.
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Looks after what is kept about notices.
    Notices {
        /// What to do.
        #[command(subcommand)]
        command: NoticesCommand,
    },
    /// Looks after the index of what is offered.
    Search {
        /// What to do.
        #[command(subcommand)]
        command: SearchCommand,
    },
    /// Checks an exported log of a patrol (`GET /v1/patrols/{id}/log.jsonl`).
    ///
    /// Says whether it is whole, or where it was changed, cut off or forged, and ends with exit code 1
    /// then. Needs no network and no database: with `--key` alone it checks anywhere.
    Verify {
        /// The file.
        file: std::path::PathBuf,
        /// A public key that is trusted: 43 letters, or a file that holds it as
        /// `/.well-known/krt-seal-keys.json` gives it. May be given several times. Without one, the
        /// key that belongs to this program's own secret.
        #[arg(long)]
        key: Vec<String>,
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

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// The department's districts.
    ///
    /// Columns: `state`, `district`, `code_state`, `code_district`, `code_state_district`
    /// (`Johor,Batu Pahat,1,1,1_1`). A district is known by its two codes.
    Districts(ImportFile),
    /// Neighbourhoods (KRT); their districts must be there.
    ///
    /// Columns: `reference`, `name`, `address`, `postcode` (five digits), `state_code`,
    /// `district_code` (`1_1`, `01-01` or `1`) and, when wanted, `parliament`, `state_assembly`,
    /// `local_authority`, `police_district`, `police_station`, `status`, `latitude`, `longitude`.
    /// An area is known by its reference number; a column that is missing is left as it stands.
    Areas(ImportFile),
}

/// A file to be imported.
#[derive(Debug, clap::Args)]
pub struct ImportFile {
    /// The file, in UTF-8, with commas between the values.
    pub file: std::path::PathBuf,
    /// Takes the good rows when others are bad. The exit code still tells that some were bad.
    #[arg(long)]
    pub keep_going: bool,
}

/// What can be done about administrators.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Makes an account that is an administrator's. Its password is read from standard input.
    ///
    /// The role counts once an authenticator app is enrolled (`totpBegin`, `totpConfirm`). Whoever has
    /// an account already becomes one with `krt admin renew`.
    Create {
        /// Their Malaysian mobile number: `012-345 6789` or `+60123456789`.
        #[arg(long)]
        phone: String,
        /// The name that others see.
        #[arg(long)]
        name: String,
    },
    /// Makes somebody with an account an administrator from now on: one who is none, or whose time as
    /// one runs out or has run out.
    Renew {
        /// Their Malaysian mobile number: `012-345 6789` or `+60123456789`.
        #[arg(long)]
        phone: String,
    },
}

/// What can be done about the keys that sign access tokens.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Makes another key, with which every running node signs from now on. Nobody is signed out:
    /// the older keys count until the tokens that they signed have expired.
    Rotate,
}

/// What can be done about notices.
#[derive(Debug, Subcommand)]
pub enum NoticesCommand {
    /// Counts the receipts of every notice anew, and puts figures right that differ from them.
    ///
    /// The figures are kept with the receipts and need it never, but after an update during which
    /// older nodes wrote receipts. It may run beside the program.
    Recount,
}

/// What can be done about the index of what is offered.
#[derive(Debug, Subcommand)]
pub enum SearchCommand {
    /// Indexes the words of every listed offer anew, and counts them.
    ///
    /// The index is kept with the offers and needs it never, but after an update that reads words in
    /// another way. It may run beside the program, whose nodes help with it.
    Reindex,
}

/// What can be done about the audit.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Checks that no entry was changed or removed since it was sealed.
    ///
    /// Each entry is a link of a chain, which is named by its place and its hash (`1234:9f86…`). Prints
    /// how many entries there are and the newest link; at the first break it says which entry and what
    /// is wrong, and ends with exit code 1. Changes nothing, and may run beside the program.
    Verify {
        /// An older link that was kept elsewhere, from this command or from the log: `1234:9f86…`.
        /// Without one nothing shows whether the newest entries were cut off.
        #[arg(long)]
        anchor: Option<domain::shared::audit::Anchor>,
    },
}
