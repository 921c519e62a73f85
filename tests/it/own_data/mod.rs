//! Everything about oneself: taken out, corrected, erased; and no table forgotten.

mod columns;
mod erasure;
mod export;

use domain::{
    community::{Appointing, add_appointment},
    krt_shop::{
        category::{self, Category},
        project::{self, NewProject, ProjectStatus},
    },
    mysrs::unit::add_patroller,
    policy::Role,
    shared::{
        db,
        id::{PersonId, ProjectId},
        language::LocalizedText,
    },
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User};

use super::mysrs::Night;

const UPDATE: &str = "mutation($input: AccountUpdateInput!) { accountUpdate(input: $input) { viewer { displayName language email } userErrors { code field } } }";
const ERASE: &str = "mutation($understood: Boolean!) { accountErase(input: { understood: $understood }) { kept { code count reason } userErrors { code field message } } }";
const NAME: &str = "Khairunnisa binti Salleh";
const PHONE: &str = "+60198765432";

pub(super) async fn erase(user: &User) -> Answer {
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
