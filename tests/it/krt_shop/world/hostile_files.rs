//! Catalogues with everything that spreadsheets, and people, do wrong.

use std::io::{Cursor, Write as _};

use reqwest::StatusCode;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use serde_json::json;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::files::counts;
use crate::krt_shop::Shop;

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A spreadsheet with these columns.
fn book(names: &[&str], fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (place, name) in (0_u16..).zip(names) {
        sheet.write_string(0, place, *name).unwrap();
    }
    fill(sheet);
    book.save_to_buffer().unwrap()
}

/// One long text, which a spreadsheet keeps once, in a thousand cells: 30 kB that mean 30 MB.
fn repeated() -> Vec<u8> {
    let text = "x".repeat(30_000);
    let names = ["code", "name_ms", "description_ms", "description_en", "description_zh", "unit"];
    book(&names, |sheet| {
        for row in 1..=200 {
            for column in 1..=5 {
                sheet.write_string(row, column, &text).unwrap();
            }
        }
    })
}

/// More ranges of merged cells than any catalogue has.
fn merged() -> Vec<u8> {
    book(&["code", "name_ms"], |sheet| {
        for row in 1..=1_001 {
            sheet.merge_range(row, 0, row, 1, "Mi", &Format::new()).unwrap();
        }
    })
}

#[tokio::test]
async fn each_fault_is_named_by_its_row_and_column() {
    let shop = Shop::open().await;
    let file = "code,category,kind,name_ms,description_ms,price,pictures,nota\n\
                A,FOOD_NOODLES,GOODS,Mi,Segar,6.50,,x\n\
                B,TIADA,GOODS,Mi,Segar,6.50,,\n\
                C,FOOD_NOODLES,makanan,Mi,Segar,enam,,\n\
                A,FOOD_NOODLES,GOODS,Mi,Segar,6.50,,\n\
                ,FOOD_NOODLES,GOODS,Mi,Segar,6.50,,\n\
                D,FOOD_NOODLES,GOODS,,Segar,-1,,\n\
                E,FOOD_NOODLES,GOODS,=1+1,Segar,6.50,tiada.jpg,\n";
    let held = shop.import(&shop.owner, file, "").await.ok();
    assert_eq!((counts(&held), &held.body["written"]), ([1, 0, 0, 6], &json!(false)));
    assert_eq!(held.body["unknownColumns"], json!(["nota"]));
    let errors: Vec<String> = held.body["rows"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| {
            let of = |error: &serde_json::Value| {
                let text = |name: &str| error[name].as_str().unwrap_or("-").to_owned();
                format!("{} {} {}", row["row"], text("column"), text("code"))
            };
            row["errors"].as_array().cloned().unwrap_or_default().iter().map(of).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(
        errors,
        [
            "3 category CATEGORY_UNKNOWN",
            "4 kind IMPORT_CELL_INVALID",
            "4 price IMPORT_CELL_INVALID",
            "5 code IMPORT_DUPLICATE",
            "6 code REQUIRED",
            "7 price IMPORT_CELL_INVALID",
            "8 name_ms IMPORT_CELL_INVALID",
            "8 pictures IMPORT_CELL_INVALID",
        ]
    );
    let message = |answer: &stories::Answer| {
        answer.body["rows"][2]["errors"][1]["message"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(
        message(&held),
        "Row 4, column price: The cell cannot be taken: this is no price; write it like 6.50."
    );
    let malay = shop.import(&shop.owner.speaking("ms"), file, "?dryRun=true").await.ok();
    assert_eq!(
        message(&malay),
        "Baris 4, lajur price: Sel ini tidak dapat diambil: ini bukan harga; tulis seperti 6.50."
    );

    // The good row is taken when the seller says so, and then stands for itself.
    let going = shop.import(&shop.owner, file, "?keepGoing=true").await.ok();
    assert_eq!((counts(&going), &going.body["written"]), ([1, 0, 0, 6], &json!(true)));
    let again = shop.import(&shop.owner, file, "?keepGoing=true").await.ok();
    assert_eq!(counts(&again), [0, 0, 1, 6]);
}

#[tokio::test]
async fn a_spreadsheet_does_what_spreadsheets_do() {
    let shop = Shop::open().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let names = [
        "code",
        "category",
        "kind",
        "name_ms",
        "description_ms",
        "price",
        "unit",
        "promotion_price",
        "promotion_until",
    ];
    for (place, name) in (0_u16..).zip(names) {
        sheet.write_string(0, place, name).unwrap();
    }
    for row in 1..=4 {
        let texts = ["FOOD_NOODLES", "GOODS", "Mi", "Segar"];
        sheet.write_number(row, 0, row).unwrap();
        for (place, text) in (1_u16..).zip(texts) {
            sheet.write_string(row, place, text).unwrap();
        }
        sheet.write_number(row, 5, 6.5).unwrap();
    }
    let date = Format::new().set_num_format("yyyy-mm-dd");
    // A date where one is wanted, a date where none is, a formula, and cells that are merged.
    let until = ExcelDateTime::from_ymd(2026, 4, 1).unwrap();
    sheet.write_number(1, 7, 5).unwrap();
    sheet.write_datetime_with_format(1, 8, &until, &date).unwrap();
    let half = ExcelDateTime::from_ymd(2026, 2, 1).unwrap();
    sheet.write_datetime_with_format(2, 6, &half, &date).unwrap();
    sheet.write_formula(2, 5, Formula::new("=3+3.5").set_result("6.5")).unwrap();
    sheet.merge_range(3, 3, 4, 3, "Mi", &Format::new()).unwrap();
    let file = book.save_to_buffer().unwrap();
    let taken = shop.import(&shop.owner, file, "?keepGoing=true").await.ok();
    assert_eq!(counts(&taken), [1, 0, 0, 3], "{}", taken.text);
    let columns: Vec<Vec<&str>> = taken.body["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let errors = row["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
            errors.iter().map(|error| error["column"].as_str().unwrap_or("-")).collect()
        })
        .collect();
    assert_eq!(columns, [vec![], vec!["price", "unit"], vec!["name_ms"], vec!["name_ms"]]);
    let id = taken.body["rows"][0]["productId"].as_str().unwrap();
    let query = "query($id: ID!) { product(id: $id) { price { amount } promotion { price { amount } until } } }";
    let read = shop.owner.graphql(query, json!({ "id": id })).await.ok();
    assert_eq!(read.at("product/price/amount"), "6.50");
    assert_eq!(read.at("product/promotion/price/amount"), "5.00");
}

#[tokio::test]
async fn a_file_that_wants_to_be_something_else_is_put_down() {
    let shop = Shop::open().await;
    let table: &[u8] = b"code,name_ms\nA,Mi\n";
    let zeros = vec![0_u8; 17 * 1024 * 1024];
    let many: String =
        (0..2_001).fold("code,name_ms\n".to_owned(), |all, row| format!("{all}{row},Mi\n"));
    let files: [(&str, Vec<u8>); 11] = [
        ("a bomb", zipped(&[("a.csv", table), ("a.jpg", &zeros)])),
        ("a name that leads elsewhere", zipped(&[("a.csv", table), ("../../a.jpg", b"x")])),
        ("two tables", zipped(&[("a.csv", table), ("b.csv", table)])),
        ("no table", zipped(&[("a.jpg", b"x")])),
        ("a spreadsheet in name only", zipped(&[("a.xlsx", b"PK\x03\x04")])),
        ("half a zip", zipped(&[("a.csv", table)])[..40].to_vec()),
        (
            "an empty spreadsheet",
            zipped(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"<x")]),
        ),
        ("too many rows", many.into_bytes()),
        ("a text that is shown a thousand times", repeated()),
        ("merged all over", merged()),
        ("a picture", crate::krt_shop::small_picture()),
    ];
    for (what, file) in files {
        let answer = shop.import(&shop.owner, file, "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {}", answer.text);
        let code = answer.code().to_owned();
        assert!(
            ["IMPORT_FILE_INVALID", "IMPORT_NOT_UTF8"].contains(&code.as_str()),
            "{what}: {code}"
        );
    }
    // A picture that is none by its content is the fault of its row.
    let file = zipped(&[
        (
            "a.csv",
            b"code,category,kind,name_ms,description_ms,pictures\nA,FOOD,GOODS,Mi,Segar,a.jpg\n",
        ),
        ("a.jpg", b"<svg onload=alert(1)>"),
    ]);
    let answer = shop.import(&shop.owner, file, "").await.ok();
    let error = &answer.body["rows"][0]["errors"][0];
    assert_eq!((&error["code"], &error["column"]), (&json!("PICTURE_INVALID"), &json!("pictures")));
}

#[tokio::test]
async fn the_same_file_twice_at_once_makes_each_offer_once() {
    let shop = Shop::open().await;
    let file = "code,category,kind,name_ms,description_ms\nA,FOOD,GOODS,Mi,Segar\nB,FOOD,GOODS,Kuetiau,Segar\n";
    let other = shop.app.beside().await;
    let there = shop.owner.asking(&other.url);
    let (one, two) =
        tokio::join!(shop.import(&shop.owner, file, ""), shop.import(&there, file, ""));
    assert!(one.status.is_success() && two.status.is_success(), "{} {}", one.text, two.text);
    let after = shop.import(&shop.owner, file, "").await.ok();
    assert_eq!(counts(&after), [0, 0, 2, 0]);
    let exported = String::from_utf8(shop.export("csv").await).unwrap();
    assert_eq!(exported.lines().count(), 3, "{exported}");
}
