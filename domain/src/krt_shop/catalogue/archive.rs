//! A file as it came: a table by itself, or a zip with one table and pictures; pure, and within bounds
//! by what is really unpacked, whatever the zip declares.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use bytes::Bytes;
use zip::ZipArchive;

use super::{MOST_PICTURES, words};
use crate::shared::error::Refusal;

/// The most entries of a zip.
const ENTRIES: usize = 2_000;
/// The most bytes of one unpacked entry.
const ENTRY: u64 = 16 * 1024 * 1024;
/// The most bytes of everything that is unpacked.
const UNPACKED: u64 = 64 * 1024 * 1024;
/// The longest name of an entry, in bytes.
const NAME: usize = 240;
/// How zips begin.
const MARK: &[u8] = b"PK\x03\x04";

/// A table's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TableFile {
    /// A text with commas.
    Csv(Bytes),
    /// A spreadsheet.
    Xlsx(Bytes),
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    /// The table.
    pub table: TableFile,
    /// The pictures by their names, with the folders in which they lie.
    pub pictures: BTreeMap<String, Bytes>,
}

/// Opens a file.
pub(super) fn open(file: &Bytes) -> Result<Opened, Refusal> {
    if !file.starts_with(MARK) {
        return Ok(Opened { table: TableFile::Csv(file.clone()), pictures: BTreeMap::new() });
    }
    let mut unpacking = Unpacking { left: UNPACKED };
    let names = names(file)?;
    if is_spreadsheet(&names) {
        unpacking.measure(file)?;
        return Ok(Opened { table: TableFile::Xlsx(file.clone()), pictures: BTreeMap::new() });
    }
    let mut archive = opened(file)?;
    let mut tables = Vec::new();
    let mut pictures = BTreeMap::new();
    for (place, name) in names.iter().enumerate() {
        let Some(kind) = kind(name) else { continue };
        let bytes = unpacking.entry(&mut archive, place)?;
        match kind {
            Kind::Csv => tables.push(TableFile::Csv(bytes)),
            Kind::Xlsx => {
                let within = self::names(&bytes)?;
                if !is_spreadsheet(&within) {
                    return Err(words::unreadable());
                }
                unpacking.measure(&bytes)?;
                tables.push(TableFile::Xlsx(bytes));
            }
            Kind::Picture => {
                if pictures.len() >= MOST_PICTURES {
                    return Err(words::file(
                        &format!("ia mempunyai lebih daripada {MOST_PICTURES} gambar"),
                        &format!("it has more than {MOST_PICTURES} pictures"),
                    ));
                }
                if pictures.insert(name.clone(), bytes).is_some() {
                    return Err(words::unreadable());
                }
            }
        }
    }
    let (Some(table), true) = (tables.pop(), tables.is_empty()) else {
        return Err(words::file(
            "zip mesti mengandungi tepat satu fail CSV atau XLSX",
            "a zip must hold exactly one CSV or XLSX file",
        ));
    };
    Ok(Opened { table, pictures })
}

enum Kind {
    Csv,
    Xlsx,
    Picture,
}

/// What an entry is by its name; nothing for folders, and for what systems put beside files.
fn kind(name: &str) -> Option<Kind> {
    let last = name.rsplit('/').next().unwrap_or_default();
    if last.is_empty() || last.starts_with('.') || name.starts_with("__MACOSX/") {
        return None;
    }
    let ending = last.rsplit_once('.').map(|(_, ending)| ending.to_lowercase())?;
    match ending.as_str() {
        "csv" => Some(Kind::Csv),
        "xlsx" => Some(Kind::Xlsx),
        "jpg" | "jpeg" | "png" | "webp" => Some(Kind::Picture),
        _ => None,
    }
}

fn is_spreadsheet(names: &[String]) -> bool {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    has("[Content_Types].xml") && has("xl/workbook.xml")
}

fn opened(file: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Refusal> {
    let archive = ZipArchive::new(Cursor::new(file)).map_err(|_| words::unreadable())?;
    if archive.len() > ENTRIES {
        return Err(words::file(
            &format!("zip ini mempunyai lebih daripada {ENTRIES} fail"),
            &format!("the zip has more than {ENTRIES} files"),
        ));
    }
    Ok(archive)
}

/// The names of all entries, each of them a path that stays within.
fn names(file: &[u8]) -> Result<Vec<String>, Refusal> {
    let mut archive = opened(file)?;
    let mut names = Vec::with_capacity(archive.len());
    let mut declared: u64 = 0;
    for place in 0..archive.len() {
        let entry = archive.by_index_raw(place).map_err(|_| words::unreadable())?;
        if entry.encrypted() {
            return Err(words::file(
                "zip ini dikunci dengan kata laluan",
                "the zip is locked with a password",
            ));
        }
        declared = declared.saturating_add(entry.size());
        if entry.size() > ENTRY || declared > UNPACKED {
            return Err(too_large());
        }
        let name = std::str::from_utf8(entry.name_raw()).ok().filter(|name| is_within(name));
        let name = name.ok_or_else(|| {
            words::file(
                "zip ini mengandungi nama fail yang tidak dapat diterima",
                "the zip holds a file name that cannot be taken",
            )
        })?;
        names.push(name.to_owned());
    }
    Ok(names)
}

/// Whether a name is a path that stays where it is unpacked.
fn is_within(name: &str) -> bool {
    let plain = !name.is_empty() && name.len() <= NAME && !name.starts_with('/');
    plain
        && !name.contains(['\\', ':'])
        && !name.chars().any(char::is_control)
        && !name.split('/').any(|part| part == "..")
}

fn too_large() -> Refusal {
    words::file(
        "ia menjadi terlalu besar apabila dibuka (paling besar 64 MiB, setiap fail 16 MiB)",
        "it becomes too large when it is unpacked (at most 64 MiB, 16 MiB each file)",
    )
}

/// How much may be unpacked yet.
struct Unpacking {
    left: u64,
}

impl Unpacking {
    /// Unpacks an entry, at most as much as there is left.
    fn entry(
        &mut self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        place: usize,
    ) -> Result<Bytes, Refusal> {
        let mut bytes = Vec::new();
        self.read(archive, place, |part| bytes.extend_from_slice(part))?;
        Ok(Bytes::from(bytes))
    }

    /// Unpacks everything and keeps nothing: only its size is asked.
    fn measure(&mut self, file: &[u8]) -> Result<(), Refusal> {
        let mut archive = opened(file)?;
        for place in 0..archive.len() {
            self.read(&mut archive, place, |_| {})?;
        }
        Ok(())
    }

    fn read(
        &mut self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        place: usize,
        mut keep: impl FnMut(&[u8]),
    ) -> Result<(), Refusal> {
        let mut entry = archive.by_index(place).map_err(|_| words::unreadable())?;
        let most = self.left.min(ENTRY);
        let (mut part, mut read) = (vec![0_u8; 64 * 1024], 0_u64);
        loop {
            let length = entry.read(&mut part).map_err(|_| words::unreadable())?;
            if length == 0 {
                break;
            }
            read += length as u64;
            if read > most {
                return Err(too_large());
            }
            keep(part.get(..length).unwrap_or_default());
        }
        self.left -= read;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn zipped(files: &[(&str, &[u8])]) -> Bytes {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, bytes) in files {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        Bytes::from(writer.finish().unwrap().into_inner())
    }

    #[test]
    fn a_zip_holds_one_table_and_pictures() {
        let file = zipped(&[
            ("katalog/senarai.csv", b"code,name_ms\n"),
            ("katalog/gambar/mi.JPG", b"x"),
            ("__MACOSX/katalog/._senarai.csv", b"y"),
            ("katalog/nota.txt", b"z"),
        ]);
        let opened = open(&file).unwrap();
        assert_eq!(opened.table, TableFile::Csv(Bytes::from_static(b"code,name_ms\n")));
        assert_eq!(opened.pictures.keys().collect::<Vec<_>>(), ["katalog/gambar/mi.JPG"]);
        assert!(open(&zipped(&[("a.csv", b""), ("b.csv", b"")])).is_err());
        assert!(open(&zipped(&[("a.jpg", b"")])).is_err());
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_refused() {
        for name in ["../a.csv", "a/../../b.csv", "/etc/a.csv", "c:a.csv", "a\\b.csv"] {
            assert!(!is_within(name), "{name}");
        }
        assert!(is_within("gambar/mi kuning.jpg") && is_within("folder/"));
        assert!(!is_within(&"x".repeat(300)));
    }

    #[test]
    fn a_bomb_is_put_down_by_what_it_really_becomes() {
        let zeros = vec![0_u8; 17 * 1024 * 1024];
        let file = zipped(&[("a.csv", b"code,name_ms\n"), ("a.jpg", &zeros)]);
        assert!(file.len() < 100_000);
        assert_eq!(open(&file), Err(too_large()));
        // It says that it is small: the sizes stand in the local header and in the list at the end.
        let honest = 17_u32 * 1024 * 1024;
        let mut lying = file.to_vec();
        let size = honest.to_le_bytes();
        let places: Vec<usize> =
            lying.windows(4).enumerate().filter(|(_, it)| *it == size).map(|(at, _)| at).collect();
        assert!(!places.is_empty());
        for place in places {
            lying[place..place + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        assert!(open(&Bytes::from(lying)).is_err());
    }
}
