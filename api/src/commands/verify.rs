//! Checking an exported log of a patrol.

use std::{fs, path::Path};

use domain::mysrs::seal::{self, PublicKey};
use serde::Deserialize;

use super::start::{Sentence, prepared, print};

pub(super) fn run(file: &Path, keys: &[String]) -> Result<(), Sentence> {
    let keys = if keys.is_empty() { own()? } else { given(keys)? };
    let text = fs::read_to_string(file)
        .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let checked = seal::check_log(&text, &keys)
        .map_err(|fault| format!("the log in {} is not whole: {fault}", file.display()))?;
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
            "{} sealed positions are no longer kept; their digests are.\n",
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
