//! Importing districts and areas from files, good and bad.

use std::fmt::Write as _;

use domain::{
    Error, ErrorCode,
    community::{
        self, ImportReport, OnBadRow,
        OnBadRow::{KeepGoing, TakeNothing},
        Progress,
        area::{AreaFilter, areas},
    },
    shared::page::PageArgs,
};
use stories::TestApp;

const AREAS: &str = "reference,name,address,postcode,state_code,district_code\n";

/// A table of ten districts in each of the sixteen states, as the statistics office writes it.
fn districts() -> String {
    let mut file = String::from("state,district,code_state,code_district,code_state_district\n");
    for state in 1..=16 {
        for district in 1..=10 {
            let name = format!("Daerah {state}.{district}");
            writeln!(file, "Negeri {state},{name},{state},{district},{state}_{district}").unwrap();
        }
    }
    file
}

/// A row of a file of areas.
fn area(number: usize, postcode: &str) -> String {
    format!("KRT/{number:06},KRT Taman {number},\"Dewan, Jalan {number}\",{postcode},1,1_1\n")
}

async fn import_districts(app: &TestApp, file: &str) -> Result<ImportReport, Error> {
    community::import_districts(&app.ctx(), file.as_bytes(), TakeNothing, &mut |_| {}).await
}

async fn import_areas(app: &TestApp, file: &str, on_bad_row: OnBadRow) -> ImportReport {
    community::import_areas(&app.ctx(), file.as_bytes(), on_bad_row, &mut |_| {})
        .await
        .expect("the file as a whole can be read")
}

fn counts(report: &ImportReport) -> [u64; 4] {
    [report.added, report.changed, report.unchanged, report.bad]
}

/// How many of all areas' names hold this word, up to 100.
async fn areas_called(app: &TestApp, word: &str) -> usize {
    let filter = AreaFilter { words: Some(word.to_owned()), ..AreaFilter::default() };
    let args = PageArgs { first: Some(100), ..PageArgs::default() };
    areas(&app.ctx(), filter, &args).await.expect("areas").items.len()
}

#[tokio::test]
async fn a_table_of_160_districts_is_imported_as_often_as_one_likes() {
    let app = TestApp::start().await;
    let file = districts();
    assert_eq!(counts(&import_districts(&app, &file).await.unwrap()), [160, 0, 0, 0]);
    assert_eq!(counts(&import_districts(&app, &file).await.unwrap()), [0, 0, 160, 0]);
    let renamed = file.replace("Daerah 14.3", "Cheras").replace('\n', "\r\n");
    let renamed = format!("\u{feff}{renamed}");
    assert_eq!(counts(&import_districts(&app, &renamed).await.unwrap()), [0, 1, 159, 0]);
    let answer = app.anybody().ask("{ districts(stateCode: \"14\") { code name } }").await.ok();
    let list = answer.body["data"]["districts"].as_array().expect("districts");
    assert_eq!(list.len(), 10);
    assert!(list.iter().any(|one| one["code"] == "14-03" && one["name"] == "Cheras"));
}

#[tokio::test]
async fn a_file_that_lacks_a_column_is_refused_and_the_column_named() {
    let app = TestApp::start().await;
    let file = "state,district,code_state,code_state_district\nJohor,Muar,1,1_1\n";
    let Err(Error::Refused(refusals)) = import_districts(&app, file).await else {
        panic!("it should have been refused");
    };
    assert_eq!(refusals[0].code, ErrorCode::ImportColumnMissing);
    assert_eq!(refusals[0].value("column"), Some("code_district"));
    assert!(community::districts(&app.ctx(), None).await.unwrap().is_empty());
}

#[tokio::test]
async fn latin_1_is_refused_by_line_and_column_and_nothing_is_taken() {
    let app = TestApp::start().await;
    let mut file = districts().into_bytes();
    file.extend_from_slice(b"Johor,Caf\xe9,1,11,1_11\n");
    let ctx = app.ctx();
    let report = community::import_districts(&ctx, &file, TakeNothing, &mut |_| {}).await.unwrap();
    assert_eq!((report.written, report.bad), (false, 1));
    assert_eq!(
        report.bad_rows[0].to_string(),
        "line 162, column district: This is not UTF-8. Save the file as \"CSV UTF-8\". (IMPORT_NOT_UTF8)"
    );
    assert!(community::districts(&ctx, None).await.unwrap().is_empty());
}

#[tokio::test]
async fn every_fault_of_a_row_is_named_with_its_line_and_column() {
    let app = TestApp::start().await;
    import_districts(&app, &districts()).await.unwrap();
    let file = format!(
        "{AREAS}{}{}{}{}{}{}{}{}",
        area(1, "81300"),
        area(2, "8130"),
        area(1, "81300"),
        "KRT/3,,Dewan,81300,1,1_1\n",
        "KRT/4,Taman,Dewan,81300,17,1_1\n",
        "KRT/5,Taman,Dewan,81300,2,1_1\n",
        "KRT/6,Taman,Dewan,81300,1\n",
        "KRT/7,\"Taman\nMelati\",Dewan,81300,1,11\n",
    );
    let report = import_areas(&app, &file, TakeNothing).await;
    let faults: Vec<String> = report
        .bad_rows
        .iter()
        .map(|bad| {
            let column = bad.column.as_deref().unwrap_or("-");
            format!("{} {column} {}", bad.line, bad.refusal.code.as_str())
        })
        .collect();
    assert_eq!(
        faults,
        [
            "3 postcode POSTCODE_INVALID",
            "4 reference IMPORT_DUPLICATE",
            "5 name REQUIRED",
            "6 state_code STATE_UNKNOWN",
            "7 district_code DISTRICT_UNKNOWN",
            "8 - IMPORT_ROW_INVALID",
            "9 district_code DISTRICT_UNKNOWN",
        ]
    );
    assert_eq!(areas_called(&app, "taman").await, 0);
    let taken = import_areas(&app, &file, KeepGoing).await;
    assert_eq!((counts(&taken), taken.written), ([1, 0, 0, 7], true));
}

#[tokio::test]
async fn a_column_that_a_file_lacks_stays_as_it_stands() {
    let app = TestApp::start().await;
    import_districts(&app, &districts()).await.unwrap();
    let whole = "reference,name,address,postcode,state_code,district_code,status,latitude,longitude,remark\n\
                 KRT/1,KRT Taman Melati,Dewan,81300,01,01-01,INACTIVE,1.5,103.7,x\n";
    let report = import_areas(&app, whole, TakeNothing).await;
    assert_eq!(report.unknown_columns, ["remark"]);
    let short = format!("{AREAS}KRT/1,KRT Taman Melati Indah,Dewan,81300,1,1\n");
    assert_eq!(counts(&import_areas(&app, &short, TakeNothing).await), [0, 1, 0, 0]);
    let answer = app
        .anybody()
        .ask("{ areas(query: \"melati indah\") { nodes { status coordinates { latitude } } } }")
        .await
        .ok();
    let area = &answer.body["data"]["areas"]["nodes"][0];
    assert_eq!(
        (&area["status"], &area["coordinates"]["latitude"]),
        (&"INACTIVE".into(), &1.5.into())
    );
}

#[tokio::test]
async fn one_bad_row_of_100_000_holds_back_all_of_them() {
    let app = TestApp::start().await;
    import_districts(&app, &districts()).await.unwrap();
    let mut file = String::from(AREAS);
    for number in 1..=100_000 {
        file.push_str(&area(number, if number == 70_000 { "8130" } else { "81300" }));
    }
    let report = import_areas(&app, &file, TakeNothing).await;
    assert_eq!((report.written, report.bad), (false, 1));
    let bad = &report.bad_rows[0];
    assert_eq!((bad.line, bad.column.as_deref()), (70_001, Some("postcode")));
    assert_eq!(areas_called(&app, "taman").await, 0);

    let mut told = Vec::new();
    let mut tell = |progress| told.push(progress);
    let taken =
        community::import_areas(&app.ctx(), file.as_bytes(), KeepGoing, &mut tell).await.unwrap();
    assert_eq!(counts(&taken), [99_999, 0, 0, 1]);
    assert!(told.contains(&Progress::Read(100_000)));
    assert_eq!(told.last(), Some(&Progress::Written(99_999, 99_999)));
    let mended = file.replace(",8130,", ",81300,");
    assert_eq!(counts(&import_areas(&app, &mended, TakeNothing).await), [1, 0, 99_999, 0]);
}
