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
    print(&counted(&report))?;
    match report.broken {
        None if anchor.is_some() => print("The audit is whole, and has the link that was kept.\n"),
        None => print(
            "The audit is whole. Keep the newest link elsewhere: with --anchor a later check shows \
             whether its end was cut off.\n",
        ),
        Some(broken) => Err(format!("the audit is broken at {broken}")),
    }
}

/// How many entries were looked at, and the newest link.
fn counted(report: &audit::Report) -> String {
    let mut text = format!(
        "Entries with a seal: {}. Entries that wait for theirs, usually for a second: {}.\n",
        report.sealed, report.unsealed
    );
    if report.erased_details > 0 {
        text.push_str(&format!(
            "Entries of which the details were erased with somebody's account, which breaks \
             nothing: {}.\n",
            report.erased_details
        ));
    }
    if let Some(newest) = &report.newest {
        text.push_str(&format!("Newest link: {newest}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_erased_is_told_where_something_was() {
        let report = audit::Report { sealed: 2, ..audit::Report::default() };
        assert!(!counted(&report).contains("erased"));
        let erased = audit::Report { erased_details: 1, newest: Some("2:9f".to_owned()), ..report };
        let said = counted(&erased);
        assert!(said.contains("which breaks nothing: 1."), "{said}");
        assert!(said.ends_with("Newest link: 2:9f\n"), "{said}");
    }
}
