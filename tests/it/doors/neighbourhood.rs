//! The doors of areas and their committees.

use std::collections::BTreeSet;

use domain::policy::Role;
use serde_json::json;
use stories::TestApp;

use super::{knock, mutation, query};

pub(super) async fn the_committees(tried: &mut BTreeSet<String>) {
    let app = TestApp::start().await;
    let area = app.area("Taman Mutiara Rini").await;
    let elsewhere = app.area("Taman Melati").await;
    let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let stranger = app.officer_of_committee("Encik Muthu", elsewhere, Role::Member).await;
    let committee = domain::community::committee::committees(&app.ctx(), &[area], app.clock.now())
        .await
        .expect("a committee");
    let post = committee[&area][0].id;
    let coordinator = {
        let name = "mutation($input: GroupCoordinatorSetInput!) { groupCoordinatorSet(input: $input) { group { coordinator { id } } userErrors { code } } }";
        let faridah = app.resident("Faridah", area).await;
        let input = json!({ "areaId": area, "kind": "WOMEN", "personId": faridah.id });
        let named = chair.graphql(name, json!({ "input": input })).await.ok();
        named.text_at("groupCoordinatorSet/group/coordinator/id")
    };
    let part = {
        let name = "mutation($input: AreaPartAddInput!) { areaPartAdd(input: $input) { part { id } userErrors { code } } }";
        let input = json!({ "areaId": area, "name": "Blok A" });
        chair.graphql(name, json!({ "input": input })).await.ok().text_at("areaPartAdd/part/id")
    };
    let (sign_in, no, hidden) = ("UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND");
    let person = chair.id;
    let doors = [
        query("termRegimes", " { code }", "open", "open"),
        query(
            "committeeVacancies",
            &format!("(within: {{ areaId: \"{area}\" }}) {{ nodes {{ posts }} }}"),
            sign_in,
            "nothing",
        ),
        query(
            "termEnds",
            &format!("(within: {{ areaId: \"{area}\" }}) {{ nodes {{ id }} }}"),
            sign_in,
            "nothing",
        ),
        // Areas are public: one sees them and may not change them.
        mutation("areaUpdate", &format!("id: \"{area}\", version: 1"), sign_in, no),
        mutation(
            "areaStatusSet",
            &format!("id: \"{area}\", version: 1, status: INACTIVE"),
            sign_in,
            no,
        ),
        mutation("areaBoundarySet", &format!("id: \"{area}\", version: 1"), sign_in, no),
        mutation(
            "appointmentAdd",
            &format!("areaId: \"{area}\", personId: \"{person}\", post: MEMBER"),
            sign_in,
            no,
        ),
        mutation("appointmentEnd", &format!("id: \"{post}\""), sign_in, hidden),
        mutation("areaPartAdd", &format!("areaId: \"{area}\", name: \"Blok B\""), sign_in, no),
        mutation("areaPartUpdate", &format!("id: \"{part}\", name: \"Blok B\""), sign_in, no),
        mutation("areaPartEnd", &format!("id: \"{part}\""), sign_in, no),
        mutation("membershipPartSet", &format!("areaId: \"{area}\""), sign_in, hidden),
        mutation("termRegimeSet", "code: \"A1789\"", sign_in, no),
        mutation(
            "groupCoordinatorSet",
            &format!("areaId: \"{area}\", kind: WOMEN, personId: \"{person}\""),
            sign_in,
            no,
        ),
        mutation("groupCoordinatorEnd", &format!("id: \"{coordinator}\""), sign_in, hidden),
    ];
    knock(&doors, &app.anybody(), &stranger, tried).await;
}

pub(super) async fn the_activities(tried: &mut BTreeSet<String>) {
    let (app, area, secretary, _, stranger) = TestApp::neighbourhood().await;
    let plan = "kind: MEETING, fieldOfWork: LEADERSHIP, fiveP: EVALUATION, title: { ms: \"Mesyuarat\" }, \
                startsAt: \"2026-03-21T00:30:00Z\", endsAt: \"2026-03-21T03:00:00Z\", place: \"Dewan\"";
    let create = format!(
        "mutation {{ activityCreate(input: {{ areaId: \"{area}\", {plan} }}) {{ activity {{ id }} userErrors {{ code }} }} }}"
    );
    let planned = secretary.ask(&create).await.ok().text_at("activityCreate/activity/id");
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let doors = [
        query("activity", &format!("(id: \"{planned}\") {{ id }}"), sign_in, hidden),
        query("activities", &format!("(areaId: \"{area}\") {{ nodes {{ id }} }}"), sign_in, hidden),
        mutation("activityCreate", &format!("areaId: \"{area}\", {plan}"), sign_in, hidden),
        mutation("activityUpdate", &format!("id: \"{planned}\", version: 1"), sign_in, hidden),
        mutation(
            "activityCancel",
            &format!("id: \"{planned}\", reason: \"Hujan\""),
            sign_in,
            hidden,
        ),
        mutation(
            "activityRsvp",
            &format!("activityId: \"{planned}\", answer: GOING"),
            sign_in,
            hidden,
        ),
        mutation(
            "activityAttendanceRecord",
            &format!("activityId: \"{planned}\", people: []"),
            sign_in,
            hidden,
        ),
        mutation(
            "activityMinutesSet",
            &format!("activityId: \"{planned}\", number: \"1\", agenda: \"1\""),
            sign_in,
            hidden,
        ),
        // Everybody has a calendar of their own.
        mutation("calendarTokenRenew", "", sign_in, "open"),
    ];
    knock(&doors, &app.anybody(), &stranger, tried).await;
}
