//! The program itself: what it says when it cannot do what it was told.

#![allow(clippy::expect_used, reason = "a test that cannot begin must fail at that line")]

use std::{
    net::TcpListener,
    process::{Command, Output, Stdio},
};

use domain::{
    mysrs::seal::{Draft, LogFile, LogKey, Row},
    shared::{clock::Instant, id::PatrolId, secret::Secret},
};
use tempfile::TempDir;

fn krt(folder: &TempDir, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_krt"))
        .args(arguments)
        .env_clear()
        .env("KRT_DATA", folder.path())
        .envs(settings.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

/// The one sentence that a refused start leaves on standard error.
#[track_caller]
fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "it should have refused");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = text.lines().last().unwrap_or_default().to_owned();
    assert!(last.starts_with("krt: "), "{text}");
    last
}

#[test]
fn a_setting_that_cannot_work_is_named_with_the_reason() {
    let folder = TempDir::new().expect("a folder");
    for (setting, value, why) in [
        ("KRT_LISTEN", "8080", "an address and a port"),
        ("KRT_LISEN", "127.0.0.1:1", "no such setting"),
        ("KRT_SECRET", "short", "at least 32 characters"),
        ("DATABASE_URL", "mysql://root@localhost/krt", "postgres:// or sqlite://"),
        ("KRT_CONFIG", "/nowhere/krt.toml", "no file"),
        ("KRT_SMS_URL", "https://sms.example", "KRT_SMS_TOKEN"),
    ] {
        let sentence = refused(&krt(&folder, &["serve"], &[(setting, value)]));
        assert!(sentence.contains(setting) && sentence.contains(why), "{sentence}");
    }
}

#[test]
fn settings_come_from_a_file_too_and_the_environment_wins() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("krt.toml");
    std::fs::write(&file, "krt_listen = \"nonsense\"\nkrt_requests_per_minute = 60\n")
        .expect("a file");
    let file = file.to_str().expect("a path");
    let sentence = refused(&krt(&folder, &["migrate"], &[("KRT_CONFIG", file)]));
    assert!(sentence.contains("KRT_LISTEN"), "{sentence}");
    let fine = krt(&folder, &["migrate"], &[("KRT_CONFIG", file), ("KRT_LISTEN", "127.0.0.1:0")]);
    assert!(fine.status.success(), "{}", String::from_utf8_lossy(&fine.stderr));
}

#[test]
fn a_port_that_is_taken_is_said_before_anything_is_touched() {
    let folder = TempDir::new().expect("a folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let sentence = refused(&krt(&folder, &["serve"], &[("KRT_LISTEN", &address)]));
    assert!(sentence.contains("KRT_LISTEN") && sentence.contains(&address), "{sentence}");
    assert!(!folder.path().join("krt.sqlite").exists(), "nothing was made");
}

#[test]
fn a_database_that_cannot_be_reached_is_said() {
    let folder = TempDir::new().expect("a folder");
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let url = format!("postgres://krt@{free}/krt");
    let secret = ("KRT_SECRET", "0123456789012345678901234567890123456789");
    let listen = ("KRT_LISTEN", "127.0.0.1:0");
    let given = [("DATABASE_URL", &*url), secret, listen, ("KRT_SMS_URL", "none")];
    let sentence = refused(&krt(&folder, &["serve"], &given));
    assert!(sentence.contains("the database could not be prepared"), "{sentence}");
}

#[test]
fn what_it_prints_can_be_read_by_programs() {
    let folder = TempDir::new().expect("a folder");
    let schema = krt(&folder, &["schema"], &[]);
    assert!(String::from_utf8_lossy(&schema.stdout).contains("type Query"));
    let openapi = krt(&folder, &["openapi"], &[]);
    assert!(serde_json::from_slice::<serde_json::Value>(&openapi.stdout).is_ok());
    let settings = krt(&folder, &["settings"], &[]);
    let text = String::from_utf8_lossy(&settings.stdout).into_owned();
    for setting in api::config::SETTINGS {
        assert!(text.contains(setting.name), "{}", setting.name);
    }
}

#[test]
fn a_backup_is_never_written_over() {
    let folder = TempDir::new().expect("a folder");
    let copy = folder.path().join("copy.sqlite");
    let path = copy.to_str().expect("a path");
    let first = krt(&folder, &["backup", path], &[]);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    assert!(copy.exists());
    assert!(refused(&krt(&folder, &["backup", path], &[])).contains("exists"));
    let restored = krt(&folder, &["restored"], &[]);
    assert!(String::from_utf8_lossy(&restored.stdout).contains("new generation"));
}

#[test]
fn a_bad_row_is_named_by_line_and_column_and_the_exit_code_tells() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("districts.csv");
    let head = "state,district,code_state,code_district,code_state_district";
    std::fs::write(&file, format!("{head}\nJohor,Muar,1,1,1_1\nJohor,,1,2,1_2\n")).expect("a file");
    let file = file.to_str().expect("a path");
    let refused_file = krt(&folder, &["import", "districts", file], &[]);
    let text = String::from_utf8_lossy(&refused_file.stderr).into_owned();
    assert!(text.contains("line 3, column district: "), "{text}");
    assert!(refused(&refused_file).contains("nothing of "), "{text}");
    let others = krt(&folder, &["import", "districts", file, "--keep-going"], &[]);
    assert_eq!(others.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&others.stdout), "1 added, 0 changed, 0 unchanged\n");
    let nowhere = refused(&krt(&folder, &["import", "areas", "/nowhere.csv"], &[]));
    assert!(nowhere.contains("/nowhere.csv cannot be read"), "{nowhere}");
}

#[test]
fn another_key_signs_and_the_older_one_stays() {
    let folder = TempDir::new().expect("a folder");
    let rotate = || {
        let done = krt(&folder, &["keys", "rotate"], &[]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    let (first, second) = (rotate(), rotate());
    assert!(first.starts_with("Tokens are signed with the key "), "{first}");
    assert_ne!(first, second, "another key each time");
}

/// A secret for an authenticator app: 32 letters of base 32.
fn is_secret(word: &str) -> bool {
    let base32 = |letter: char| letter.is_ascii_uppercase() || ('2'..='7').contains(&letter);
    word.len() == 32 && word.chars().all(base32)
}

#[test]
fn the_sample_is_planted_once_and_production_does_not_start_with_it() {
    let folder = TempDir::new().expect("a folder");
    let secret = "a secret that is long enough for production";
    let password = ("KRT_SAMPLE_PASSWORD", "a password of my own");
    let production = [
        ("KRT_MODE", "production"),
        ("KRT_SECRET", secret),
        ("KRT_LISTEN", "127.0.0.1:0"),
        ("KRT_PUBLIC_URL", "https://krt.test"),
        ("KRT_SMS_URL", "none"),
    ];
    let sentence = refused(&krt(&folder, &["seed"], &production));
    assert!(sentence.contains("KRT_MODE=development"), "{sentence}");
    let planted = krt(&folder, &["seed"], &[("KRT_SECRET", secret), password]);
    let text = String::from_utf8_lossy(&planted.stdout).into_owned();
    assert!(text.contains("52 neighbourhoods") && text.contains("a password of my own"), "{text}");
    assert!(text.contains("ADMINISTRATOR") && text.contains("PATROLLER"), "{text}");
    // Officers sign in with a second factor, whose secret stays the same at every start.
    let officers = |text: &str| -> Vec<String> {
        let rows = text.lines().filter(|row| row.contains("_OFFICER") || row.contains("LIAISON"));
        rows.filter_map(|row| row.split_whitespace().find(|word| is_secret(word)))
            .map(str::to_owned)
            .collect()
    };
    let secrets = officers(&text);
    assert_eq!(secrets.len(), 4, "{text}");
    let again = krt(&folder, &["seed"], &[("KRT_SECRET", secret)]);
    let text = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(text.contains("nothing was changed") && text.contains("+601155500101"), "{text}");
    assert_eq!(officers(&text), secrets);
    let sentence = refused(&krt(&folder, &["serve"], &production));
    assert!(sentence.contains("sample accounts"), "{sentence}");
}

#[test]
fn the_audit_is_verified_without_starting_a_node() {
    let folder = TempDir::new().expect("a folder");
    let missing = refused(&krt(&folder, &["audit", "verify"], &[]));
    assert!(missing.contains("audit_seal") || missing.contains("database"), "{missing}");
    assert!(krt(&folder, &["migrate"], &[]).status.success());
    let fine = krt(&folder, &["audit", "verify"], &[]);
    let said = String::from_utf8_lossy(&fine.stdout).into_owned();
    assert!(fine.status.success() && said.contains("The audit is whole."), "{said}");
    // A link that was kept elsewhere is not there: the chain was cut off.
    let anchor = format!("7:{}", "0".repeat(64));
    let cut = krt(&folder, &["audit", "verify", "--anchor", &anchor], &[]);
    assert_eq!(cut.status.code(), Some(1));
    assert!(refused(&cut).contains("which was kept elsewhere, are missing"));
    assert_eq!(krt(&folder, &["audit", "verify", "--anchor", "7"], &[]).status.code(), Some(2));
}

/// A log of one row, sealed by whoever has this secret.
fn log_of(secret: &str) -> (String, LogKey) {
    let key = LogKey::of(&Secret::new(secret));
    let patrol: PatrolId = "patrol_01jaaaaaaaaaaaaaaaaaaaaaaa".parse().expect("an id");
    let at: Instant = "2026-03-14T04:00:00Z".parse().expect("an instant");
    let row = Row::new("patrol", patrol).text("note", Some("Surau"));
    let mut draft = Draft::begin(patrol, None, at);
    draft.row(&row, &key);
    let seal = draft.seal(&key).expect("a seal");
    let mut file = LogFile::begin(patrol);
    file.row(row, &key);
    (file.end(&[seal], &key, at), key)
}

#[test]
fn an_exported_log_is_checked_without_a_node() {
    let folder = TempDir::new().expect("a folder");
    let secret = "a secret that is long enough for production";
    let (log, key) = log_of(secret);
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    let whole = write("log.jsonl", &log);
    let public = key.public().to_string();
    let keys = write("keys.json", &format!("{{\"keys\":[{{\"kid\":\"x\",\"x\":\"{public}\"}}]}}"));
    for (arguments, settings) in [
        (vec!["verify", &whole], vec![("KRT_SECRET", secret)]),
        (vec!["verify", &whole, "--key", &public], vec![]),
        (vec!["verify", &whole, "--key", &keys], vec![]),
    ] {
        let fine = krt(&folder, &arguments, &settings);
        let said = String::from_utf8_lossy(&fine.stdout).into_owned();
        assert!(fine.status.success(), "{}", String::from_utf8_lossy(&fine.stderr));
        assert!(said.contains("is whole: 1 seals, 1 rows and 0 positions"), "{said}");
    }
    assert!(!folder.path().join("krt.sqlite").exists(), "nothing was made");

    let changed = write("changed.jsonl", &log.replace("Surau", "Balai"));
    let found = krt(&folder, &["verify", &changed, "--key", &public], &[]);
    assert_eq!(found.status.code(), Some(1));
    assert!(refused(&found).contains("changed at line 2"));
    let cut: Vec<&str> = log.lines().take(3).collect();
    let cut = write("cut.jsonl", &cut.join("\n"));
    let found = refused(&krt(&folder, &["verify", &cut, "--key", &public], &[]));
    assert!(found.contains("cut: the end of the file is missing"), "{found}");
    // Whoever has another key says that it was this one.
    let (theirs, other) = log_of("another secret that is long enough");
    let forged = theirs.replace(&other.public().id(), &key.public().id());
    let forged = write("forged.jsonl", &forged);
    let found = refused(&krt(&folder, &["verify", &forged, "--key", &public], &[]));
    assert!(found.contains("forged: "), "{found}");
    let found = refused(&krt(&folder, &["verify", &whole, "--key", "/nowhere.json"], &[]));
    assert!(found.contains("--key /nowhere.json"), "{found}");
    let found = refused(&krt(&folder, &["verify", "/nowhere.jsonl", "--key", &public], &[]));
    assert!(found.contains("/nowhere.jsonl cannot be read"), "{found}");
}
