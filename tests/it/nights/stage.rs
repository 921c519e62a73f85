//! Who lives where the nodes are killed.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{
    policy::Role,
    shared::{
        db,
        id::{AreaId, Ids, PersonId},
    },
};
use sea_orm::Value as Bound;
use serde_json::json;
use stories::{Database, TestApp, User};
use tempfile::TempDir;
use uuid::Uuid;

use crate::mysrs::{add_unit, volunteer};

const REGISTER: &str = "mutation($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id } userErrors { code field } } }";

/// The people who are told of by name.
#[derive(Clone)]
pub(super) struct Cast {
    pub(super) area: AreaId,
    pub(super) chair: User,
    pub(super) secretary: User,
    pub(super) lim: User,
    pub(super) siti: User,
    pub(super) devi: User,
    pub(super) leader: User,
    /// The tokens of the phones that are in use.
    pub(super) living: Vec<String>,
}

/// Somebody has an app on a phone, which the push service knows by this token.
pub(super) async fn has_the_app(user: &User, app: &str, token: &str) {
    let input = json!({ "token": token, "app": app, "platform": "ANDROID", "language": "MS" });
    user.graphql(REGISTER, json!({ "input": input })).await.ok();
}

/// A neighbourhood with its people, and nobody who answers them yet.
pub(super) async fn set_the_stage(living: usize, lost: usize) -> (Database, Arc<TempDir>, Cast) {
    let app = TestApp::start_today().await;
    let area = app.area("Taman Mutiara Rini").await;
    let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let secretary = app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
    let lim = app.resident("Encik Lim", area).await;
    let siti = app.resident("Puan Siti", area).await;
    let devi = app.resident("Puan Devi", area).await;
    for (user, token) in [(&lim, "lim"), (&siti, "siti"), (&devi, "devi")] {
        has_the_app(user, "MYKRT", token).await;
    }
    let unit = add_unit(&app, area).await;
    let leader = volunteer(&app, "Encik Rahim", unit, true).await;
    crowd(&app, area, "living", living).await;
    crowd(&app, area, "lost", lost).await;
    let mut phones: Vec<String> = ["lim", "siti", "devi"].map(str::to_owned).to_vec();
    phones.extend((0..living).map(|number| format!("living-{number}")));
    let cast = Cast { area, chair, secretary, lim, siti, devi, leader, living: phones };
    let (database, folder) = (app.database.clone(), Arc::clone(&app.folder));
    app.stop().await;
    (database, folder, cast)
}

/// So many more residents of the area with the app on a phone: `living-0`, `living-1`, …
async fn crowd(app: &TestApp, area: AreaId, name: &str, number: usize) {
    app.arrange(async |ctx, work| {
        let (now, connection) = (ctx.now(), work.connection());
        for number in 0..number {
            let (person, other): (PersonId, Uuid) = (ctx.mint(), Ids::Random.mint(now));
            let sql = "insert into person (id, phone, display_name, language, epoch, status, \
                       privacy_notice_version, privacy_notice_agreed_at, sample, created_at, \
                       updated_at) values ($1, $2, $4, 'ms', 0, 'ACTIVE', '2026-01', $3, \
                       false, $3, $3)";
            let kind = u32::from(name == "lost");
            let phone = format!("+601{}{number:08}", 3 + kind);
            let values: [Bound; 4] = [person.into(), phone.into(), now.into(), name.into()];
            db::run(connection, sql, values).await.unwrap();
            let sql = "insert into membership (id, person_id, area_id, joined_at) \
                       values ($1, $2, $3, $4)";
            let values = [other.into(), person.into(), area.into(), now.into()];
            db::run(connection, sql, values).await.unwrap();
            let token = format!("{name}-{number}");
            let secret = &ctx.tools().secret;
            let hash = secret.hash("device tokens", &[token.as_bytes()]);
            let sealed = secret.seal("device tokens", &hash, token.as_bytes()).unwrap();
            let sql = "insert into device (id, person_id, session_id, app, platform, token_hash, \
                       sealed_token, language, created_at, last_seen_at, ends_at) \
                       values ($1, $2, $1, 'MYKRT', 'ANDROID', $3, $4, 'ms', $5, $5, $6)";
            let ends = now + TimeDelta::days(30);
            let values: [Bound; 6] = [
                other.into(),
                person.into(),
                hash.to_vec().into(),
                sealed.into(),
                now.into(),
                ends.into(),
            ];
            db::run(connection, sql, values).await.unwrap();
        }
    })
    .await;
}
