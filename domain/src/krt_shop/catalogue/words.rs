//! What is wrong with a file or a cell, in Malay and English.

use crate::shared::error::{ErrorCode, Refusal};

/// The file as a whole cannot be taken.
pub(super) fn file(ms: &str, en: &str) -> Refusal {
    Refusal::of(ErrorCode::ImportFileInvalid).with("ms", ms).with("en", en)
}

/// A cell cannot be taken.
pub(super) fn cell(ms: &str, en: &str) -> Refusal {
    Refusal::of(ErrorCode::ImportCellInvalid).with("ms", ms).with("en", en)
}

pub(super) fn unreadable() -> Refusal {
    file(
        "ia bukan CSV (UTF-8), XLSX atau zip yang lengkap",
        "it is no whole CSV (UTF-8), XLSX or zip",
    )
}

pub(super) fn too_long(most: usize) -> Refusal {
    let most = most / (1024 * 1024);
    file(
        &format!(
            "teks semua selnya melebihi {most} MiB; pendekkan atau bahagikan kepada beberapa fail"
        ),
        &format!(
            "the texts of its cells are more than {most} MiB; shorten them or make several files of it"
        ),
    )
}

pub(super) fn merged_too_often(most: usize) -> Refusal {
    file(
        &format!("lebih daripada {most} julat selnya digabungkan; nyahgabung"),
        &format!("more than {most} ranges of its cells are merged; unmerge them"),
    )
}

pub(super) fn slow() -> Refusal {
    file(
        "ia mengambil masa terlalu lama untuk dibaca; bahagikan kepada beberapa fail",
        "it takes too long to read; make several files of it",
    )
}

pub(super) fn formula() -> Refusal {
    cell(
        "ia mengandungi formula; tampal nilainya sahaja (Tampal Khas > Nilai)",
        "it holds a formula; paste its value only (Paste Special > Values)",
    )
}

pub(super) fn merged() -> Refusal {
    cell(
        "sel ini digabungkan; nyahgabung dan isi setiap sel",
        "cells are merged here; unmerge them and fill in each one",
    )
}

pub(super) fn date() -> Refusal {
    cell(
        "lembaran kerja telah menukarnya kepada tarikh; format sel sebagai Teks dan taip semula",
        "the spreadsheet made a date of it; format the cell as Text and type it again",
    )
}

pub(super) fn broken(shown: &str) -> Refusal {
    let shown: String = shown.chars().take(40).collect();
    cell(
        &format!("lembaran kerja melaporkan ralat padanya ({shown})"),
        &format!("the spreadsheet reports an error in it ({shown})"),
    )
}

pub(super) fn no_date() -> Refusal {
    cell(
        "ini bukan tarikh; tulis seperti 2026-03-31 atau 2026-03-31 18:00, atau format sel sebagai Tarikh",
        "this is no date; write it like 2026-03-31 or 2026-03-31 18:00, or format the cell as Date",
    )
}

pub(super) fn no_price() -> Refusal {
    cell("ini bukan harga; tulis seperti 6.50", "this is no price; write it like 6.50")
}

pub(super) fn no_number() -> Refusal {
    cell("ini bukan nombor bulat", "this is no whole number")
}

pub(super) fn no_flag() -> Refusal {
    cell("tulis ya atau tidak", "write yes or no")
}

/// A value that is none of a list.
pub(super) fn none_of(values: &str) -> Refusal {
    cell(&format!("tulis satu daripada: {values}"), &format!("write one of: {values}"))
}

pub(super) fn no_delivery() -> Refusal {
    cell(
        "tulis tempat dan kosnya, seperti NATION=12.00; STATE:01=8.00; AREA:area_…=0 (kosong selepas = \
         bermaksud tanya penjual)",
        "write places with what they cost, like NATION=12.00; STATE:01=8.00; AREA:area_…=0 (nothing \
         after = means on asking)",
    )
}

pub(super) fn no_variant() -> Refusal {
    cell(
        "tulis pilihan seperti Biasa | 6.50 | IN_STOCK; Pedas | 7.00 | FEW",
        "write choices like Biasa | 6.50 | IN_STOCK; Pedas | 7.00 | FEW",
    )
}

pub(super) fn no_picture(name: &str) -> Refusal {
    let name: String = name.chars().take(80).collect();
    cell(
        &format!("gambar {name} tiada dalam zip"),
        &format!("the picture {name} is not in the zip"),
    )
}

pub(super) fn two_pictures(name: &str) -> Refusal {
    let name: String = name.chars().take(80).collect();
    cell(
        &format!(
            "terdapat lebih daripada satu gambar bernama {name} dalam zip; tulis juga foldernya"
        ),
        &format!("there are several pictures called {name} in the zip; write the folder too"),
    )
}
