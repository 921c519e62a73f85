//! The secret, and the folder that nobody else can enter.

use std::{fs, path::Path};

use super::{
    Mode,
    parse::{ConfigError, wrong},
};

/// The secret that is given, or in development the one that is kept in the folder.
pub(super) fn secret(text: Option<&str>, mode: Mode, data: &Path) -> Result<String, ConfigError> {
    const SHORTEST: usize = 32;
    match text {
        Some(secret) if secret.len() >= SHORTEST => return Ok(secret.to_owned()),
        Some(_) => return wrong("KRT_SECRET", format!("it needs at least {SHORTEST} characters")),
        None if mode == Mode::Production => {
            return wrong(
                "KRT_SECRET",
                format!(
                    "production needs it: at least {SHORTEST} characters, the same on every node (try `openssl rand -hex 32`)"
                ),
            );
        }
        None => {}
    }
    let path = data.join("secret");
    if let Ok(kept) = fs::read_to_string(&path)
        && kept.trim().len() >= SHORTEST
    {
        return Ok(kept.trim().to_owned());
    }
    let fresh = domain::identity::make_secret();
    write_privately(&path, &fresh).or_else(|error| {
        wrong("KRT_DATA", format!("{} cannot be written: {error}", path.display()))
    })?;
    Ok(fresh)
}

/// Makes the folder, which only its owner can enter: it holds phone numbers and hashes.
pub(super) fn make_privately(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Writes a file that only its owner can read.
fn write_privately(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)?.write_all(text.as_bytes())
}
