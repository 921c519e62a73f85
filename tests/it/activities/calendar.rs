//! Activities in people's own calendars.

use reqwest::Method;
use serde_json::json;
use stories::{Answer, User};

use super::{CANCEL, Neighbours, UPDATE};

async fn link(who: &User) -> String {
    let renew = "mutation { calendarTokenRenew(input: {}) { url userErrors { code } } }";
    let url = who.ask(renew).await.ok().text_at("calendarTokenRenew/url");
    url.strip_prefix("http://krt.test").expect("the service's own address").to_owned()
}

fn lines(calendar: &Answer) -> Vec<String> {
    let text = &calendar.text;
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    assert!(!text.replace("\r\n", "").contains('\n'), "{text}");
    text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

fn has(lines: &[String], line: &str) -> bool {
    lines.iter().any(|found| found == line)
}

#[tokio::test]
async fn an_activity_is_a_file_for_a_calendar() {
    let here = Neighbours::meet().await;
    let description = "Bawa cangkul, penyapu; \"air\".\n面".to_owned() + &"面".repeat(60);
    let id = here
        .planned(json!({ "description": { "ms": description },
            "coordinates": { "latitude": 1.54, "longitude": 103.65 } }))
        .await;
    let path = format!("/v1/activities/{id}.ics");
    let file = here.lim.get(&path).await;
    assert_eq!(file.status, 200);
    assert_eq!(file.headers["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(file.headers["cache-control"], "private, no-cache");
    let found = lines(&file);
    for line in [
        format!("UID:{id}").as_str(),
        "SEQUENCE:1",
        "DTSTAMP:20260314T040000Z",
        "DTSTART:20260321T003000Z",
        "DTEND:20260321T030000Z",
        "SUMMARY:Cleaning day",
        "LOCATION:Padang\\, Taman Mutiara Rini",
        "GEO:1.540000;103.650000",
        "CATEGORIES:GOTONG_ROYONG",
        "STATUS:CONFIRMED",
        format!("DESCRIPTION:Bawa cangkul\\, penyapu\\; \"air\".\\n面{}", "面".repeat(60)).as_str(),
    ] {
        assert!(has(&found, line), "{line}\n{}", file.text);
    }
    let malay = here.lim.speaking("ms").get(&path).await;
    assert!(has(&lines(&malay), "SUMMARY:Gotong-royong"));
    assert_eq!(here.stranger.get(&path).await.code(), "NOT_FOUND");
    assert_eq!(here.app.anybody().get(&path).await.code(), "UNAUTHENTICATED");
    assert_eq!(here.lim.get("/v1/activities/notice_x.ics").await.code(), "ID_INVALID");
}

#[tokio::test]
async fn a_calendar_follows_the_activities_of_its_owners_areas() {
    let here = Neighbours::meet().await;
    let id = here.planned(json!({})).await;
    // Half a year is shown, and the last month.
    for (starts, ends) in [
        ("2026-12-01T00:00:00Z", "2026-12-01T02:00:00Z"),
        ("2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z"),
        ("2026-02-20T00:00:00Z", "2026-02-20T02:00:00Z"),
    ] {
        here.planned(json!({ "startsAt": starts, "endsAt": ends })).await;
    }
    let path = link(&here.lim).await;
    let anybody = here.app.anybody();
    let calendar = anybody.get(&path).await;
    assert_eq!(calendar.status, 200);
    let found = lines(&calendar);
    let uids = found.iter().filter(|line| line.starts_with("UID:")).count();
    assert_eq!(uids, 2, "{}", calendar.text);
    assert!(has(&found, &format!("UID:{id}")));

    // A calendar that has it already is not sent it again, until something changes.
    let etag = calendar.headers["etag"].to_str().unwrap().to_owned();
    let ask = async || {
        let request = anybody.request(Method::GET, &path).header("if-none-match", &etag);
        here.app.send(request).await
    };
    assert_eq!(ask().await.status, 304);
    here.app.advance(chrono::TimeDelta::minutes(1));
    let change = json!({ "id": id, "version": 1, "place": "Dewan" });
    here.secretary.graphql(UPDATE, json!({ "input": change })).await.ok();
    let changed = ask().await;
    assert_eq!(changed.status, 200);
    assert!(has(&lines(&changed), "SEQUENCE:2"));
    let cancel = json!({ "id": id, "reason": "Banjir" });
    here.secretary.graphql(CANCEL, json!({ "input": cancel })).await.ok();
    let cancelled = lines(&ask().await);
    for line in ["SEQUENCE:3", "STATUS:CANCELLED", "COMMENT:Banjir"] {
        assert!(has(&cancelled, line), "{cancelled:#?}");
    }

    // Whoever leaves the area sees nothing of it any more; the document is a calendar all the same.
    let leave = format!(
        "mutation {{ membershipLeave(input: {{ areaId: \"{}\" }}) {{ userErrors {{ code }} }} }}",
        here.area
    );
    here.lim.ask(&leave).await.ok();
    let left = anybody.get(&path).await;
    assert_eq!(left.status, 200);
    assert!(!left.text.contains("BEGIN:VEVENT") && left.text.contains("BEGIN:VTIMEZONE"));
}

#[tokio::test]
async fn a_secret_link_is_void_when_it_is_renewed_or_its_owner_is_gone() {
    let here = Neighbours::meet().await;
    let anybody = here.app.anybody();
    let first = link(&here.siti).await;
    let second = link(&here.siti).await;
    assert_ne!(first, second);
    assert_eq!(anybody.get(&first).await.code(), "NOT_FOUND");
    assert_eq!(anybody.get(&second).await.status, 200);
    for wrong in
        ["/v1/calendar/x.ics".to_owned(), second.to_lowercase(), second.replace(".ics", "x.ics")]
    {
        assert_eq!(anybody.get(&wrong).await.code(), "NOT_FOUND", "{wrong}");
    }
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    here.siti.ask(erase).await.ok();
    assert_eq!(anybody.get(&second).await.code(), "NOT_FOUND");
    let renew = "mutation { calendarTokenRenew(input: {}) { url userErrors { code } } }";
    assert_eq!(anybody.ask(renew).await.code(), "UNAUTHENTICATED");
}
