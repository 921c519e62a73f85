//! What a node throws away, and what it keeps.

use chrono::TimeDelta;
use domain::shared::{
    change_log::{Change, Noun, Scope},
    db, housekeeping,
};
use sea_orm::FromQueryResult;
use stories::TestApp;

#[derive(FromQueryResult)]
struct Number {
    number: i64,
}

async fn rows(app: &TestApp) -> Vec<i64> {
    let mut rows = Vec::new();
    for table in ["session", "change_log", "media", "replay"] {
        let sql = format!("select count(*) as number from {table}");
        let row: Option<Number> =
            db::one(app.house.tools.db.write(), &sql, []).await.expect("a count");
        rows.push(row.map_or(0, |row| row.number));
    }
    rows
}

/// Somebody signs in, announces a picture, and does something under a key.
async fn leave_traces(app: &TestApp, name: &str) {
    let somebody = app.person(name).await;
    somebody.ask("mutation { mediaUploadCreate(input: {}) { upload { id } } }").await.ok();
    let person = somebody.id;
    app.arrange(async |ctx, work| {
        let sql = "insert into replay (person_id, key, operation, content_hash, outcome, created_at) \
                   values ($1, 'a key', 'x', $2, '{\"refused\":[]}', $3)";
        let values = [person.into(), vec![0_u8].into(), ctx.now().into()];
        db::run(work.connection(), sql, values).await.expect("an outcome");
        work.tell(Change::new(Scope::Public, Noun::Person, person));
    })
    .await;
}

#[tokio::test]
async fn what_nobody_can_ask_for_goes_and_the_rest_stays() {
    let app = TestApp::start().await;
    let empty = rows(&app).await;
    leave_traces(&app, "Puan Devi").await;
    let old = rows(&app).await;
    // With Redis there are no rows for sessions, which come first.
    let elsewhere = usize::from(app.database.redis.is_some());
    let came = old.iter().zip(&empty).skip(elsewhere).all(|(old, empty)| old > empty);
    assert!(came, "{old:?} {empty:?}");
    assert_eq!(housekeeping::tidy(&app.house.tools).await.expect("tidied"), 0);
    app.advance(TimeDelta::days(31));
    leave_traces(&app, "Encik Lim").await;
    let young: Vec<i64> = rows(&app).await.iter().zip(&old).map(|(all, old)| all - old).collect();
    // A file that a node began when it died; the clock of files is the machine's.
    let parts = app.folder.path().join("media/parts");
    std::fs::create_dir_all(&parts).expect("a folder");
    let part = std::fs::File::create(parts.join("old")).expect("a file");
    part.set_modified((app.clock.now() - TimeDelta::hours(2)).into()).expect("an old file");
    std::fs::File::create(parts.join("young")).expect("a file");
    assert!(housekeeping::tidy(&app.house.tools).await.expect("tidied") >= 4);
    assert_eq!(rows(&app).await, young);
    let left: Vec<_> = std::fs::read_dir(&parts).expect("a folder").collect();
    assert_eq!(left.len(), 1);
}

#[tokio::test]
async fn however_much_has_come_together_all_of_it_goes() {
    // More than go at once.
    const MANY: i64 = 5_003;
    let app = TestApp::start().await;
    let number = async || {
        let sql = "select count(*) from change_log where noun = 'incident'";
        db::value::<i64, _>(app.house.tools.db.write(), sql, []).await.expect("a count")
    };
    let ids: Vec<uuid::Uuid> = (0..MANY).map(|_| app.ctx().mint()).collect();
    app.arrange(async |_, work| {
        for id in ids {
            work.tell(Change { scope: Scope::Public, noun: Noun::Incident, id, gone: false });
        }
    })
    .await;
    assert_eq!(number().await, Some(MANY));
    app.advance(TimeDelta::days(31));
    leave_traces(&app, "Encik Lim").await;
    let gone = housekeeping::tidy(&app.house.tools).await.expect("tidied");
    assert!(gone >= u64::try_from(MANY).expect("a number"), "{gone}");
    assert_eq!(number().await, Some(0));
}
