//! Checking the audit.

use domain::shared::{
    audit,
    clock::Clock,
    db::{Db, PoolSizes},
};

use super::{
    AuditCommand,
    start::{Sentence, prepared, print},
};

pub(super) async fn run(command: AuditCommand) -> Result<(), Sentence> {
    let AuditCommand::Verify { anchor } = command;
    let config = prepared()?;
    // The tables are left as they are: who checks changes nothing.
    let db = Db::connect(&config.database_url, PoolSizes { connections: 1, threads: 1 })
        .await
        .map_err(|error| error.to_string())?;
    let key = config.seal_key().map_err(|error| error.to_string())?;
    let report = audit::verify(&db, &key, anchor.as_ref(), Clock::System.now())
        .await
        .map_err(|error| error.to_string())?;
    print(&format!(
        "{} entries are sealed, {} wait for their seal; beside {} something was erased.\n",
        report.sealed, report.unsealed, report.erased_details
    ))?;
    if let Some(newest) = &report.newest {
        print(&format!("Newest link: {newest}\n"))?;
    }
    match report.broken {
        None => print("The audit is whole.\n"),
        Some(broken) => Err(format!("the audit is broken at {broken}")),
    }
}
