//! What becomes of a house when its people are back, and of those who go.

use chrono::TimeDelta;
use domain::shared::{
    housekeeping,
    media::{self, Picture, PictureFormat},
};
use reqwest::Method;
use serde_json::{Value, json};
use stories::{User, until, with};
use uuid::Uuid;

use super::{Away, CANCEL, READ, ask, outcomes, record};
use crate::krt_shop::{small_picture, upload};

const ERASE: &str = "mutation { accountErase(input: { understood: true }) { kept { code } userErrors { code field } } }";

impl Away {
    /// A house with a look at it that has a photo and a note: its id, and where the photo is.
    async fn looked_at(&self, address: &str) -> (String, String) {
        let house = self.told(address, json!({})).await;
        let patrol = self.patrol_of(&self.devi).await;
        self.list(&self.devi).await.ok();
        let photo = upload(&self.devi, small_picture()).await;
        let more =
            json!({ "finding": "SOMETHING_SEEN", "note": "Tingkap terbuka", "photoId": photo });
        let visit = with(self.visit(&house), more);
        assert_eq!(
            outcomes(&record(&self.devi, patrol, &[visit], json!({})).await.ok()),
            ["APPLIED"]
        );
        let url = self.read(&house).await.ok().text_at("houseAway/visits/nodes/0/photo/url");
        let path = url.strip_prefix("http://krt.test").expect("an address of this service");
        (house, path.to_owned())
    }

    /// What becomes of a photo's file, asked by a link that counts: one counts for ten minutes.
    async fn status_of(&self, path: &str) -> u16 {
        let (address, rest) = path.strip_prefix("/media/").unwrap().split_once('/').unwrap();
        let width: u32 = rest.split_once('.').unwrap().0.parse().unwrap();
        let picture = Picture {
            id: Uuid::nil(),
            address: address.to_owned(),
            width,
            height: width,
            widths: vec![width],
            thumbhash: None,
            alternative_text: None,
        };
        let path = media::link(&self.app.ctx(), &picture, width, PictureFormat::Jpeg);
        let request = self.app.anybody().request(Method::GET, &path);
        self.app.send(request).await.status.as_u16()
    }

    async fn tidied(&self) {
        housekeeping::tidy(&self.app.house.tools).await.expect("tidied");
    }
}

#[tokio::test]
async fn thirty_days_after_its_people_are_back_a_house_is_forgotten_with_its_photos() {
    let mut away = Away::begins().await;
    let (first, photo) = away.looked_at("1, Jalan 3").await;
    let end = away.now() + TimeDelta::days(12);
    let second = away.told("2, Jalan 3", json!({ "endsAt": end })).await;
    assert_eq!(away.status_of(&photo).await, 200);
    // The first one's people come home earlier than they said.
    ask(&away.siti, CANCEL, json!({ "id": first })).await.ok();
    away.passes(TimeDelta::days(20)).await;
    away.tidied().await;
    assert_eq!(away.read(&first).await.ok().at("houseAway/visitCount"), 1);
    assert_eq!(away.status_of(&photo).await, 200);
    away.passes(TimeDelta::days(12)).await;
    until(async || (away.count("select count(*) from house_away").await == 1).then_some(())).await;
    assert_eq!(away.read(&first).await.code(), "NOT_FOUND");
    away.read(&second).await.ok();
    for table in ["house_visit", "house_reading"] {
        assert_eq!(away.count(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
    away.tidied().await;
    assert_eq!(away.status_of(&photo).await, 404);
    assert_eq!(away.count("select count(*) from media").await, 0);
    // A phone that brings a look now is told that there is no such house.
    let patrol = away.patrol_of(&away.devi).await;
    let late = record(&away.devi, patrol, &[away.visit(&first)], json!({})).await.ok();
    assert_eq!(outcomes(&late), ["REJECTED"]);
}

#[tokio::test]
async fn a_photo_that_something_else_shows_stays() {
    let mut away = Away::begins().await;
    let (house, photo) = away.looked_at("1, Jalan 3").await;
    // As a product's picture, or a notice's, would do.
    let shows = "create table shows (media_id {id} not null references media (id))";
    let database = &away.app.house.tools.db;
    let id = if database.is_postgres() { "uuid" } else { "blob" };
    for sql in [shows.replace("{id}", id), "insert into shows select id from media".to_owned()] {
        domain::shared::db::run(database.write(), &sql, []).await.unwrap();
    }
    ask(&away.siti, CANCEL, json!({ "id": house })).await.ok();
    away.passes(TimeDelta::days(20)).await;
    away.passes(TimeDelta::days(12)).await;
    until(async || (away.count("select count(*) from house_away").await == 0).then_some(())).await;
    away.tidied().await;
    assert_eq!(away.status_of(&photo).await, 200);
    assert_eq!(away.count("select count(*) from media where status = 'READY'").await, 1);
}

#[tokio::test]
async fn with_its_people_everything_of_a_house_goes() {
    let away = Away::begins().await;
    let (_, photo) = away.looked_at("1, Jalan 3").await;
    let export = away.siti.get("/v1/account/export").await;
    assert_eq!(export.body["housesAway"][0]["details"]["address"], "1, Jalan 3");
    assert_eq!(export.body["houseVisitsSeen"][0]["details"]["note"], "Tingkap terbuka");
    assert_eq!(export.body["houseVisitsSeen"][0].get("personId"), None);
    assert_eq!(export.body["houseReadings"][0]["times"], 1);
    erase(&away.siti).await;
    for table in ["house_away", "house_visit", "house_reading"] {
        assert_eq!(away.count(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
    away.tidied().await;
    assert_eq!(away.status_of(&photo).await, 404);
}

#[tokio::test]
async fn what_a_volunteer_found_stays_without_their_words_and_photos() {
    let away = Away::begins().await;
    let (house, photo) = away.looked_at("1, Jalan 3").await;
    let export = away.devi.get("/v1/account/export").await;
    assert_eq!(export.body["houseVisits"][0]["details"]["note"], "Tingkap terbuka");
    assert_eq!(export.body["housesRead"][0]["houseId"], json!(house));
    // They read an address; it is not theirs to take out.
    assert!(!export.text.contains("Jalan 3"), "{}", export.text);
    erase(&away.devi).await;
    let read = away.siti.graphql(READ, json!({ "id": house })).await.ok();
    let visit = read.at("houseAway/visits/nodes/0");
    assert_eq!(visit["finding"], "SOMETHING_SEEN");
    assert_eq!((&visit["note"], &visit["photo"]), (&Value::Null, &Value::Null));
    assert_eq!(read.at("houseAway/readings/people"), 1);
    assert_eq!(away.status_of(&photo).await, 404);
}

async fn erase(user: &User) {
    let mut fresh = user.clone();
    fresh.sign_in_again().await;
    fresh.ask(ERASE).await.ok();
}
