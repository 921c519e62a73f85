//! Everything about oneself: taken out, corrected, erased; and no table forgotten.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use domain::{
    community::{Appointing, add_appointment},
    krt_shop::{
        category::{self, Category},
        project::{self, NewProject, ProjectStatus},
    },
    mysrs::unit::add_patroller,
    own_data::{
        Upon, columns,
        treatments::{Erasure, IMPERSONAL, NAMING, TREATMENTS},
    },
    policy::Role,
    shared::{
        audit, db,
        id::{PersonId, ProjectId},
        language::LocalizedText,
    },
};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, socket::Socket};

use super::mysrs::Night;

const UPDATE: &str = "mutation($input: AccountUpdateInput!) { accountUpdate(input: $input) { viewer { displayName language email } userErrors { code field } } }";
const ERASE: &str = "mutation($understood: Boolean!) { accountErase(input: { understood: $understood }) { kept { code count reason } userErrors { code field message } } }";
const NAME: &str = "Khairunnisa binti Salleh";
const PHONE: &str = "+60198765432";

#[derive(FromQueryResult)]
struct Named {
    table_name: String,
    column_name: String,
}

async fn named(app: &TestApp, postgres: &str, sqlite: &str) -> Vec<(String, String)> {
    let database = &app.house.tools.db;
    let sql = if database.is_postgres() { postgres } else { sqlite };
    let rows: Vec<Named> = db::all(database.write(), sql, []).await.unwrap();
    rows.into_iter().map(|row| (row.table_name, row.column_name)).collect()
}

/// Every column of every table, from the database's own catalogue.
async fn every_column(app: &TestApp) -> BTreeMap<String, BTreeSet<String>> {
    let postgres = "select table_name::text, column_name::text from information_schema.columns where table_schema = 'public'";
    let sqlite = "select m.name as table_name, c.name as column_name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%'";
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (table, column) in named(app, postgres, sqlite).await {
        tables.entry(table).or_default().insert(column);
    }
    tables
}

/// Every foreign key to a person, and the columns that name one without being such a key.
async fn every_name_of_a_person(app: &TestApp) -> BTreeSet<(String, String)> {
    let postgres = "select c.conrelid::regclass::text as table_name, a.attname::text as column_name from pg_constraint c \
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey) where c.contype = 'f' and c.confrelid = 'person'::regclass";
    let sqlite = "select m.name as table_name, f.\"from\" as column_name from sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table' and f.\"table\" = 'person'";
    let mut names: BTreeSet<_> = named(app, postgres, sqlite).await.into_iter().collect();
    names.insert(("person".to_owned(), "id".to_owned()));
    names.extend(NAMING.iter().map(|(table, column)| ((*table).to_owned(), (*column).to_owned())));
    names
}

#[tokio::test]
async fn export_and_erasure_treat_every_column_of_every_table() {
    let app = TestApp::start().await;
    let tables = every_column(&app).await;
    let mut treated: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for treatment in TREATMENTS {
        for column in columns(treatment.columns) {
            let Some(column) = column else {
                wrong.push(format!("{}: a column is spelled wrongly", treatment.table));
                continue;
            };
            treated.entry(treatment.table).or_default().insert(column.name.to_owned());
        }
    }
    for (table, columns) in &tables {
        let impersonal = IMPERSONAL.contains(&table.as_str());
        match treated.get(table.as_str()) {
            Some(_) if impersonal => wrong.push(format!("{table}: treated and impersonal")),
            Some(treated) if treated != columns => wrong.push(format!(
                "{table}: not treated {:?}, not there {:?}",
                columns.difference(treated).collect::<Vec<_>>(),
                treated.difference(columns).collect::<Vec<_>>()
            )),
            None if !impersonal => wrong.push(format!("{table}: not treated at all")),
            _ => {}
        }
        let telling = ["phone", "email", "display_name", "person_id"];
        for column in columns.iter().filter(|column| telling.contains(&column.as_str())) {
            if impersonal {
                wrong.push(format!("{table}.{column}: tells of somebody in an impersonal table"));
            }
        }
    }
    for table in treated.keys().copied().chain(IMPERSONAL.iter().copied()) {
        if !tables.contains_key(table) {
            wrong.push(format!("{table}: there is no such table"));
        }
    }
    for (table, column) in every_name_of_a_person(&app).await {
        let by = |whose: &str| {
            whose
                .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .any(|word| word == column)
        };
        if !TREATMENTS.iter().any(|treatment| treatment.table == table && by(treatment.whose)) {
            wrong.push(format!("{table}.{column}: nobody is found by it"));
        }
    }
    assert!(wrong.is_empty(), "see domain/src/own_data/treatments.rs:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_statement_of_export_and_erasure_fits_the_tables() {
    // An erasure of somebody with nothing walks through every line.
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let exported = aminah.get("/v1/account/export").await;
    assert_eq!(exported.status, 200);
    for treatment in TREATMENTS {
        let Some(section) = treatment.section else { continue };
        assert!(exported.body[section].is_array(), "{section}: {}", exported.text);
        let ends = columns(treatment.columns).flatten().filter(|column| column.upon == Upon::End);
        assert!(treatment.erasure != Erasure::Remove || ends.count() == 0, "{section}");
    }
    let erased = erase(&aminah).await.ok();
    assert_eq!(erased.at("accountErase/kept/0/code"), "ACCOUNT");
}

async fn erase(user: &User) -> Answer {
    user.graphql(ERASE, json!({ "understood": true })).await
}

#[tokio::test]
async fn a_person_corrects_their_account() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminh").await;
    let update = async |input: Value| aminah.graphql(UPDATE, json!({ "input": input })).await;
    let wrong = update(json!({ "displayName": " ", "email": "aminah" })).await;
    assert_eq!(wrong.refusals("accountUpdate"), ["REQUIRED displayName", "EMAIL_INVALID email"]);
    let right =
        update(json!({ "displayName": "Aminah", "email": "aminah@example.my", "language": "EN" }))
            .await;
    assert_eq!(
        right.ok().at("accountUpdate/viewer"),
        &json!({ "displayName": "Aminah", "language": "EN", "email": "aminah@example.my" })
    );
    let part = update(json!({ "email": "" })).await.ok();
    assert_eq!(
        part.at("accountUpdate/viewer"),
        &json!({ "displayName": "Aminah", "language": "EN", "email": null })
    );
}

/// Somebody who did something in all three apps, beside others who did as well.
struct Busy {
    night: Night,
    nisa: User,
    project: ProjectId,
}

impl Busy {
    async fn at_work() -> Self {
        let night = Night::begins().await;
        let app = &night.app;
        let area = app.area("Taman Bayu").await;
        let mut nisa = User::register(&app.url, PHONE, NAME).await;
        let (person, now, unit) = (nisa.id, app.clock.now(), night.unit);
        let project: ProjectId = app.ctx().mint();
        app.join(person, area).await;
        app.arrange(async |ctx, work| {
            let (post, starts_at) = (Role::Secretary, now);
            let new = Appointing { person, area, post, starts_at, ends_at: None };
            add_appointment(work, ctx.mint(), &new).await.unwrap();
            add_patroller(work, ctx.mint(), unit, person, false, now).await.unwrap();
            let name = LocalizedText::new("Makanan", "Food");
            let code = "FOOD".to_owned();
            let food = Category { code, parent_code: None, name, position: 1 };
            category::put_category(work, &food).await.unwrap();
            let new = NewProject {
                area_id: area,
                owner_id: person,
                category_code: "FOOD".to_owned(),
                name: format!("Kuih {NAME}"),
                story: LocalizedText::new("Hubungi 019-8765432.", "Call 019-876 5432."),
                start_year: Some(2019),
                status: ProjectStatus::Active,
                sample: false,
            };
            project::add_project(ctx, work, project, &new).await.unwrap();
        })
        .await;
        nisa.sign_in_again().await;
        let busy = Self { night, nisa, project };
        busy.writes_a_notice(&area.to_string()).await;
        busy.patrols().await;
        busy.sells().await;
        busy
    }

    async fn does(&self, document: &str, input: Value) -> Answer {
        self.nisa.graphql(document, json!({ "input": input })).await.ok()
    }

    async fn writes_a_notice(&self, area: &str) {
        let create = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id } userErrors { code } } }";
        let text = |text: &str| json!({ "ms": text });
        let body = format!("Hubungi {NAME}, 0198765432.");
        let input = json!({ "areaId": area, "title": text("Gotong-royong"), "body": text(&body), "idempotencyKey": "n1" });
        let written = self.does(create, input).await;
        let id = written.text_at("noticeCreate/notice/id");
        let publish = "mutation($input: NoticePublishInput!) { noticePublish(input: $input) { userErrors { code } } }";
        self.does(publish, json!({ "id": id })).await;
        let read = "mutation($input: NoticeMarkReadInput!) { noticeMarkRead(input: $input) { userErrors { code } } }";
        self.does(read, json!({ "ids": [id] })).await;
        self.does(create, json!({ "areaId": area, "title": text("Draf"), "body": text(NAME) }))
            .await;
    }

    async fn patrols(&self) {
        let now = self.night.now();
        let mint = || uuid::Uuid::from(self.night.app.ctx().mint::<domain::shared::id::TrackId>());
        let id = |prefix: &str| domain::shared::id::encode(prefix, mint());
        let (patrol, check_in, track) = (id("patrol"), id("checkin"), id("track"));
        let start = "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { userErrors { code } } }";
        let unit = self.night.unit.to_string();
        self.does(start, json!({ "id": patrol, "unitId": unit, "startedAt": now })).await;
        let record = "mutation($input: CheckInRecordInput!) { checkInRecord(input: $input) { results { outcome } userErrors { code } } }";
        let place = json!({ "latitude": 1.54, "longitude": 103.65 });
        let note = format!("Pagar rosak, lapor kepada {NAME}");
        let item = json!({ "id": check_in, "coordinates": place, "recordedAt": now, "note": note });
        self.does(record, json!({ "patrolId": patrol, "checkIns": [item] })).await;
        let record = "mutation($input: TrackRecordInput!) { trackRecord(input: $input) { applied userErrors { code } } }";
        let point = json!({ "sequence": 1, "segment": 0, "coordinates": place, "recordedAt": now });
        let sent = json!({ "patrolId": patrol, "trackId": track, "points": [point] });
        assert_eq!(self.does(record, sent).await.at("trackRecord/applied"), 1);
    }

    async fn sells(&self) {
        let create = "mutation($input: ProductCreateInput!) { productCreate(input: $input) { product { id } userErrors { code field } } }";
        let input = json!({ "projectId": self.project.to_string(), "categoryCode": "FOOD", "kind": "GOODS",
            "name": { "ms": format!("Karipap {NAME}") }, "description": { "ms": "Panas." }, "price": "2.00" });
        self.does(create, input).await;
        self.nisa.ask("mutation { mediaUploadCreate(input: {}) { upload { id } } }").await.ok();
    }

    /// Somebody else takes over what nobody else can do.
    async fn hands_over(&self) {
        let (project, leader) = (self.project, self.night.leader.id);
        let (nisa, area): (PersonId, _) =
            (self.nisa.id, "select area_id from appointment where person_id = $1");
        self.night.app.arrange(async |ctx, work| {
            let sql = "update project set owner_id = $1 where id = $2";
            db::run(work.connection(), sql, [leader.into(), project.into()]).await.unwrap();
            let sql = format!(
                "insert into appointment (id, person_id, area_id, post, starts_at) values ($2, $3, ({area}), 'CHAIR', $4)"
            );
            let id: uuid::Uuid = ctx.mint();
            let values = [nisa.into(), id.into(), leader.into(), ctx.now().into()];
            db::run(work.connection(), &sql, values).await.unwrap();
        })
        .await;
    }
}

#[tokio::test]
async fn an_export_holds_everything_that_the_person_made() {
    let busy = Busy::at_work().await;
    let prepared = busy
        .nisa
        .ask("mutation { accountExport(input: {}) { url sections userErrors { code } } }")
        .await
        .ok();
    assert_eq!(prepared.text_at("accountExport/url"), "http://krt.test/v1/account/export");
    let export = busy.nisa.get("/v1/account/export").await;
    assert_eq!(
        (export.status.as_u16(), &export.headers["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    assert_eq!(export.body["personId"], busy.nisa.id.to_string());
    assert_eq!(export.body["account"][0]["displayName"], NAME);
    assert_eq!(export.body["account"][0]["phone"], PHONE);
    assert!(export.body["account"][0].get("passwordHash").is_none());
    for section in prepared.at("accountExport/sections").as_array().unwrap() {
        let section = section.as_str().unwrap();
        let wanted = match section {
            // Nothing of the kind was done.
            "grants"
            | "grantsGiven"
            | "appointmentsGiven"
            | "exceptionsGiven"
            | "appointmentsEnded"
            | "groupPostsGiven"
            | "groupPostsEnded"
            | "boundariesSet"
            | "grantsEnded"
            | "membershipRequests"
            | "membershipRequestsDecided"
            | "joinCodesMade"
            | "secondFactor"
            | "bans"
            | "bansGiven"
            | "bansLifted"
            | "groupPosts"
            | "shiftsPublished"
            | "shifts"
            | "signOnLinks"
            | "signOnLinksGiven"
            | "signOnLinksEnded"
            | "unitApplications"
            | "unitApplicationsLed"
            | "unitSteps"
            | "unitConsents"
            | "unitConsentsAsked"
            | "unitStartNotices"
            | "picturesOfMinutes"
            | "productPictures"
            | "picturesOfProducts" => 0,
            // With Redis sessions are no rows.
            "auditDetails" => continue,
            "sessions" if busy.night.app.database.redis.is_some() => continue,
            "sessions" => 2,
            _ => 1,
        };
        let found = export.body[section].as_array().unwrap_or_else(|| panic!("{section}")).len();
        assert!(if wanted == 1 { found >= 1 } else { found == wanted }, "{section}: {found}");
    }
    let notes = &export.body["checkIns"][0]["note"];
    assert!(notes.as_str().unwrap().contains("Pagar rosak"), "{notes}");
    assert!(export.body["notices"][0]["body"]["ms"].as_str().unwrap().contains(NAME));
    // The same again, as by a phone that lost the rest; but not without end.
    for _ in 0..9 {
        assert_eq!(busy.nisa.get("/v1/account/export").await.status, 200);
    }
    assert_eq!(busy.nisa.get("/v1/account/export").await.code(), "RATE_LIMITED");
}

/// Everything in the database, as text.
async fn dump(app: &TestApp) -> Vec<String> {
    #[derive(FromQueryResult)]
    struct Line {
        line: String,
    }
    let database = &app.house.tools.db;
    let mut lines = Vec::new();
    for (table, columns) in every_column(app).await {
        let sql = if database.is_postgres() {
            format!("select t::text as line from \"{table}\" t")
        } else {
            let parts: Vec<String> =
                columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            format!("select {} as line from \"{table}\"", parts.join(" || ' ' || "))
        };
        let rows: Vec<Line> = db::all(database.write(), &sql, []).await.unwrap();
        lines.extend(rows.into_iter().map(|row| format!("{table}: {}", row.line)));
    }
    lines
}

/// The lines that still tell who it was.
async fn traces(app: &TestApp) -> Vec<String> {
    let tells = ["khairunnisa", "198765432", "19-8765432", "19-876 5432"];
    let lines = dump(app).await;
    lines
        .into_iter()
        .filter(|line| tells.iter().any(|text| line.to_lowercase().contains(text)))
        .collect()
}

#[tokio::test]
async fn an_erasure_leaves_no_trace_of_who_it_was_and_says_what_stays() {
    let busy = Busy::at_work().await;
    let app = &busy.night.app;
    assert!(traces(app).await.len() > 5, "there is something to erase");
    let unsure = busy.nisa.graphql(ERASE, json!({ "understood": false })).await;
    assert_eq!(unsure.refusals("accountErase"), ["REQUIRED understood"]);
    let last = erase(&busy.nisa).await;
    assert_eq!(
        last.refusals("accountErase"),
        ["LAST_IN_CHARGE", "LAST_IN_CHARGE"],
        "{}",
        last.text
    );
    assert!(
        last.text.contains("SECRETARY") && last.text.contains("PROJECT_OWNER"),
        "{}",
        last.text
    );
    busy.nisa.ask("{ viewer { id } }").await.ok();

    busy.hands_over().await;
    let mut other_phone = busy.nisa.clone();
    other_phone.sign_in_again().await;
    let mut socket =
        Socket::subscribe(&other_phone, "subscription { noticeReceived { id } }").await;
    let erased = erase(&busy.nisa.speaking("ms")).await.ok();
    let kept: Vec<Value> = erased.at("accountErase/kept").as_array().unwrap().clone();
    let codes: Vec<&str> = kept.iter().map(|kept| kept["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["ACCOUNT", "POSTS", "NOTICES", "PATROLS", "AUDIT"]);
    assert!(kept[0]["reason"].as_str().unwrap().contains("tanpa nama"), "{kept:?}");
    // The project and its products were handed over; what they say is their new owner's.
    let left: Vec<String> = traces(app).await;
    let others = |line: &&String| !line.starts_with("project: ") && !line.starts_with("product: ");
    assert_eq!(left.iter().filter(others).collect::<Vec<_>>(), Vec::<&String>::new());

    assert_eq!(socket.closed().await.0, 4403);
    for phone in [&busy.nisa, &other_phone] {
        assert_eq!(phone.ask("{ viewer { id } }").await.code(), "SESSION_ENDED");
        assert_eq!(erase(phone).await.code(), "SESSION_ENDED");
        let refreshed = phone.refresh_with(&phone.refresh_token).await;
        assert_eq!(refreshed.refusals("sessionRefresh"), ["SESSION_ENDED"]);
    }
    let sign_in = json!({ "phone": PHONE, "password": stories::PASSWORD });
    assert_eq!(app.anybody().post("/v1/session", &sign_in).await.code(), "CREDENTIALS_WRONG");
    // Others still see what happened, and the chain is whole.
    let patrols = format!(
        "{{ patrolUnit(id: \"{}\") {{ patrols {{ nodes {{ checkInCount members {{ displayName }} }} }} }} }}",
        busy.night.unit
    );
    let seen = busy.night.leader.ask(&patrols).await.ok();
    assert_eq!(seen.at("patrolUnit/patrols/nodes/0/checkInCount"), 1);
    assert_eq!(seen.at("patrolUnit/patrols/nodes/0/members/0/displayName"), "");
    let key = app.house.config.seal_key().unwrap();
    audit::seal(&app.house.tools, &key).await.unwrap();
    let report = audit::verify(&app.house.tools.db, &key, None, app.clock.now()).await.unwrap();
    assert!(report.broken.is_none() && report.sealed > 0, "{report:?}");

    app.advance(TimeDelta::days(1));
    let anew = User::register(&app.url, PHONE, "Orang baharu").await;
    assert_ne!(anew.id, busy.nisa.id);
    let export = anew.get("/v1/account/export").await;
    assert_eq!(export.body["notices"], json!([]));
}

#[tokio::test]
async fn two_erasures_at_once_are_one() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let (left, right) = tokio::join!(erase(&aminah), erase(&aminah));
    let done = |answer: &Answer| answer.at("accountErase/kept").is_array();
    assert!(done(&left) != done(&right), "{} {}", left.text, right.text);
    let late = if done(&left) { right } else { left };
    assert_eq!(late.code(), "SESSION_ENDED");
}

#[tokio::test]
async fn of_two_leaders_who_go_at_once_one_stays() {
    let night = Night::begins().await;
    let (first, mut second) = (night.leader.clone(), night.app.person("Encik Zul").await);
    let (person, unit) = (second.id, night.unit);
    night
        .app
        .arrange(async |ctx, work| {
            add_patroller(work, ctx.mint(), unit, person, true, ctx.now()).await.unwrap();
        })
        .await;
    second.sign_in_again().await;
    let (left, right) = tokio::join!(erase(&first), erase(&second));
    let mut outcomes = [left.refusals("accountErase"), right.refusals("accountErase")];
    outcomes.sort();
    assert_eq!(outcomes, [vec![], vec!["LAST_IN_CHARGE".to_owned()]]);
}
