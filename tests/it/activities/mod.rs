//! Activities: planned, answered, recorded on the day, written down, counted in the year, and in
//! people's own calendars.

mod attendance;
mod calendar;
mod called_off;
mod carried;
mod moved;
mod planning;
mod rsvp;
mod shared_page;
mod waiting;

use domain::{policy::Role, shared::id::AreaId};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, with};

pub(crate) const CREATE: &str = "mutation($input: ActivityCreateInput!) { activityCreate(input: $input) { activity { id version status } userErrors { code field message } } }";
const UPDATE: &str = "mutation($input: ActivityUpdateInput!) { activityUpdate(input: $input) { activity { id version place capacity startsAt } newest { version place } userErrors { code field } } }";
pub(crate) const CANCEL: &str = "mutation($input: ActivityCancelInput!) { activityCancel(input: $input) { activity { status cancelReason version } userErrors { code field } } }";
pub(crate) const RSVP: &str = "mutation($input: ActivityRsvpInput!) { activityRsvp(input: $input) { activity { figures { going guests waiting placesLeft } myAnswer { answer guests waiting turn } } userErrors { code field message } } }";
pub(crate) const RECORD: &str = "mutation($input: ActivityAttendanceRecordInput!) { activityAttendanceRecord(input: $input) { activity { status figures { present headcount } } results { outcome notedAt error { code field } } userErrors { code field } } }";
pub(crate) const MINUTES: &str = "mutation($input: ActivityMinutesSetInput!) { activityMinutesSet(input: $input) { activity { minutes { number version confirmedBy { displayName } publishedAt } } newest { minutes { version decisions } } userErrors { code field } } }";

/// A neighbourhood with its committee, some of its residents, and somebody from elsewhere.
struct Neighbours {
    app: TestApp,
    area: AreaId,
    chair: User,
    secretary: User,
    lim: User,
    siti: User,
    devi: User,
    stranger: User,
}

impl Neighbours {
    async fn meet() -> Self {
        Self::of(TestApp::neighbourhood().await).await
    }

    /// … who live in this neighbourhood.
    async fn of(neighbourhood: (TestApp, AreaId, User, User, User)) -> Self {
        let (app, area, secretary, lim, stranger) = neighbourhood;
        let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
        let siti = app.resident("Puan Siti", area).await;
        let devi = app.resident("Puan Devi", area).await;
        Self { app, area, chair, secretary, lim, siti, devi, stranger }
    }

    /// A gotong-royong on the morning of the next Saturday, by the secretary.
    async fn plan(&self, more: Value) -> Answer {
        let input = json!({
            "areaId": self.area, "kind": "GOTONG_ROYONG", "fieldOfWork": "ENVIRONMENT",
            "fiveP": "PREVENTION", "title": { "ms": "Gotong-royong", "en": "Cleaning day" },
            "startsAt": "2026-03-21T00:30:00Z", "endsAt": "2026-03-21T03:00:00Z",
            "place": "Padang",
        });
        self.secretary.graphql(CREATE, json!({ "input": with(input, more) })).await
    }

    /// … its id.
    async fn planned(&self, more: Value) -> String {
        self.plan(more).await.ok().text_at("activityCreate/activity/id")
    }

    /// Lets the day come: 08:40 in Malaysia; the phones refresh their tokens.
    async fn the_day_comes(&mut self) {
        let day: chrono::DateTime<chrono::Utc> = "2026-03-21T00:40:00Z".parse().unwrap();
        self.app.advance(day - self.app.clock.now());
        for user in [
            &mut self.chair,
            &mut self.secretary,
            &mut self.lim,
            &mut self.siti,
            &mut self.devi,
            &mut self.stranger,
        ] {
            user.refresh().await;
        }
    }
}

/// A draft of a notice to the area, or what else is said.
async fn draft(by: &User, area: AreaId, more: Value) -> String {
    const WRITE: &str = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id } userErrors { code field } } }";
    let input = json!({ "areaId": area, "title": { "ms": "Marilah" }, "body": { "ms": "Isi" } });
    let written = by.graphql(WRITE, json!({ "input": with(input, more) })).await.ok();
    written.text_at("noticeCreate/notice/id")
}

async fn publish(by: &User, notice: &str) {
    const PUBLISH: &str =
        "mutation($id: ID!) { noticePublish(input: { id: $id }) { userErrors { code } } }";
    by.graphql(PUBLISH, json!({ "id": notice })).await.ok();
}

/// Changes an activity whose newest version is this one.
async fn change(by: &User, activity: &str, version: i64, what: Value) -> Answer {
    let input = with(json!({ "id": activity, "version": version }), what);
    by.graphql(UPDATE, json!({ "input": input })).await
}

/// Says that an activity does not take place, because of a flood.
async fn cancel(by: &User, activity: &str) -> Answer {
    by.graphql(CANCEL, json!({ "input": { "id": activity, "reason": "Banjir" } })).await
}

pub(crate) async fn say(who: &User, activity: &str, what: &str, guests: i64) -> Answer {
    let input = json!({ "activityId": activity, "answer": what, "guests": guests });
    who.graphql(RSVP, json!({ "input": input })).await
}

/// What somebody reads of an activity.
pub(crate) async fn read(who: &User, activity: &str, selection: &str) -> Value {
    let document = format!("{{ activity(id: \"{activity}\") {{ {selection} }} }}");
    who.ask(&document).await.ok().at("activity").clone()
}
