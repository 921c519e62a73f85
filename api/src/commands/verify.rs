//! Checking an exported log of a patrol.

use std::{fs, path::Path};

use domain::mysrs::seal::{self, LogFault, PublicKey};
use serde::Deserialize;

use super::start::{Sentence, prepared, print};

pub(super) fn run(file: &Path, keys: &[String]) -> Result<(), Sentence> {
    let keys = if keys.is_empty() { own()? } else { given(keys)? };
    let text = fs::read_to_string(file)
        .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let checked = seal::check_log(&text, &keys).map_err(|fault| sentence(file, &fault))?;
    print(&format!(
        "The log of {} is whole: {} seals, {} rows and {} positions; sealed at {}, written at {}.\n",
        checked.patrol,
        checked.seals,
        checked.rows,
        checked.fixes,
        checked.sealed_at.to_rfc3339(),
        checked.exported_at.to_rfc3339()
    ))?;
    if checked.fixes_not_kept > 0 {
        print(&format!(
            "{} sealed positions are no longer kept, because they were old or their account was \
             erased; their digests are, and belong to the seals.\n",
            checked.fixes_not_kept
        ))?;
    }
    if checked.erased_texts > 0 {
        print(&format!(
            "In {} rows texts were erased with the account of whoever wrote them.\n",
            checked.erased_texts
        ))?;
    }
    Ok(())
}

/// Why a log was not found whole. One that cannot be checked with these keys may be whole.
fn sentence(file: &Path, fault: &LogFault) -> Sentence {
    let file = file.display();
    match fault {
        LogFault::KeyUnknown(..) => format!(
            "the log in {file} cannot be checked: {fault}; give that key with --key, as \
             /.well-known/krt-seal-keys.json of the service that wrote the log has it"
        ),
        LogFault::Unsealed => format!(
            "the log in {file} cannot be checked: {fault}; a patrol is sealed soon after its end"
        ),
        _ => format!("the log in {file} is not whole: {fault}"),
    }
}

/// The key that belongs to this program's secret.
fn own() -> Result<Vec<PublicKey>, Sentence> {
    Ok(vec![prepared()?.log_key().public().clone()])
}

/// The keys that are given, each by itself or in a file.
fn given(texts: &[String]) -> Result<Vec<PublicKey>, Sentence> {
    let mut keys = Vec::new();
    for text in texts {
        match text.parse::<PublicKey>() {
            Ok(key) => keys.push(key),
            Err(wanted) => {
                let held = fs::read_to_string(text)
                    .map_err(|error| format!("--key {text}: {wanted}, or a file: {error}"))?;
                keys.extend(in_file(&held).map_err(|cause| format!("--key {text}: {cause}"))?);
            }
        }
    }
    Ok(keys)
}

/// The keys in a file: one alone, or a set of them as the service gives it.
fn in_file(text: &str) -> Result<Vec<PublicKey>, String> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<One>,
    }
    #[derive(Deserialize)]
    struct One {
        x: String,
    }
    match serde_json::from_str::<Set>(text) {
        Ok(set) => set.keys.iter().map(|one| one.x.parse()).collect(),
        Err(_) => Ok(vec![text.parse()?]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_of_another_key_is_not_said_to_be_broken() {
        let file = Path::new("log.jsonl");
        let said = |fault| sentence(file, &fault);
        let other = said(LogFault::KeyUnknown(9, "k1".to_owned()));
        assert!(other.starts_with("the log in log.jsonl cannot be checked: line 9 "), "{other}");
        assert!(said(LogFault::Unsealed).contains("cannot be checked: not sealed yet"));
        assert_eq!(
            said(LogFault::Changed(3)),
            "the log in log.jsonl is not whole: changed at line 3"
        );
    }
}
