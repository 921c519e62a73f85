//! The sample: rich enough to feel alive, planted once, and never in production.

use domain::{
    ErrorCode,
    sample::{self, Planted},
};
use serde_json::{Value, json};
use stories::{TestApp, until};

async fn plant(app: &TestApp) -> Option<Planted> {
    let hash = app.house.identity.hash_password("jiran-sepakat-2026").await.expect("a hash");
    sample::plant(&app.ctx(), &hash).await.expect("the sample is planted")
}

/// The access token of a sample account.
async fn token_of(app: &TestApp, phone: &str) -> String {
    let body = json!({ "phone": phone, "password": "jiran-sepakat-2026" });
    let answer = app.anybody().post("/v1/session", &body).await;
    answer.body["accessToken"].as_str().expect("a token").to_owned()
}

async fn ask_as(app: &TestApp, phone: &str, document: &str) -> Value {
    ask_with(app, &token_of(app, phone).await, document).await
}

async fn ask_with(app: &TestApp, token: &str, document: &str) -> Value {
    let request = reqwest::Client::new()
        .post(format!("{}/graphql", app.url))
        .bearer_auth(token)
        .json(&json!({ "query": document }));
    app.send(request).await.ok().body["data"].clone()
}

fn length(list: &Value) -> usize {
    list.as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn the_sample_feels_alive_and_is_planted_once() {
    let app = TestApp::start().await;
    let planted = plant(&app).await.expect("an empty database");
    assert!(planted.areas >= 40 && planted.products >= 60 && planted.people >= 1_000);
    assert!(planted.units >= 24 && planted.patrols >= 48 && planted.notices >= 300);
    assert_eq!(plant(&app).await, None);

    let accounts = sample::accounts(&app.ctx()).await.unwrap();
    let roles: Vec<&str> = accounts.iter().map(|account| account.role).collect();
    assert_eq!(roles.len(), 16);
    let phone = |role| {
        let account = accounts.iter().find(|account| account.role == role).expect("a role");
        account.phone.clone()
    };

    let public = "{ states { code } areas(first: 100) { nodes { stateCode } } \
                  products(first: 100) { nodes { cover { url } description { ms en } area { name } } } \
                  categories { code } }";
    let data = app.anybody().ask(public).await.ok().body["data"].clone();
    assert_eq!(length(&data["states"]), 16);
    let areas = data["areas"]["nodes"].as_array().expect("areas");
    let states: std::collections::HashSet<_> =
        areas.iter().map(|area| area["stateCode"].to_string()).collect();
    assert!(areas.len() >= 40 && states.len() >= 10, "{} in {}", areas.len(), states.len());
    let products = data["products"]["nodes"].as_array().expect("products");
    assert!(products.len() >= 60, "{}", products.len());
    assert!(products.iter().all(|product| product["description"]["en"].is_string()));
    let url = products[0]["cover"]["url"].as_str().expect("a cover");
    let path = url.strip_prefix("http://krt.test").unwrap_or(url);
    let picture = reqwest::get(format!("{}{path}", app.url)).await.expect("a picture");
    assert_eq!(picture.headers()["content-type"], "image/jpeg");

    // Projects sell together at a kiosk, and at a carnival that is to come.
    let places = app.anybody().get("/v1/shop/kiosks").await.ok().body["kiosks"].clone();
    let kinds: Vec<&Value> =
        places.as_array().unwrap().iter().map(|place| &place["kind"]).collect();
    assert_eq!(kinds, ["CARNIVAL", "KIOSK"]);
    assert!(length(&places[0]["stands"]) >= 4, "{places}");
    assert!(length(&places[1]["stands"][0]["products"]) >= 1, "{places}");

    let feed = "{ noticeUnreadCount notices(first: 50) { nodes { title { ms en } } } }";
    let feed = ask_as(&app, &phone("RESIDENT"), feed).await;
    assert!(length(&feed["notices"]["nodes"]) >= 20, "{feed}");

    let lives = "{ viewer { memberships { part { name } area { parts { name } } } } }";
    let lives = ask_as(&app, &phone("RESIDENT"), lives).await;
    let membership = &lives["viewer"]["memberships"][0];
    assert_eq!(length(&membership["area"]["parts"]), 2, "{lives}");
    assert!(membership["part"]["name"].is_string(), "{lives}");
}

#[tokio::test]
async fn a_unit_of_the_sample_has_a_roster_and_patrols_that_were_walked() {
    let app = TestApp::start().await;
    plant(&app).await.expect("an empty database");
    let accounts = sample::accounts(&app.ctx()).await.unwrap();
    let leader = accounts.iter().find(|account| account.role == "UNIT_LEADER").expect("a leader");
    let units = "{ patrolUnits { name patrollers { displayName } shifts(first: 20) { nodes { startsAt } } \
                 patrols(first: 5) { nodes { status distanceMetres durationSeconds checkInCount } } } }";
    let data = ask_as(&app, &leader.phone, units).await;
    let unit = &data["patrolUnits"][0];
    assert!(length(&unit["patrollers"]) > 20, "{unit}");
    assert!(length(&unit["shifts"]["nodes"]) >= 10, "{unit}");
    let patrols = unit["patrols"]["nodes"].as_array().expect("patrols");
    assert!(patrols.len() >= 2);
    for patrol in patrols {
        assert_eq!(patrol["status"], "ENDED");
        // At a walk: 2 to 3 km in 52 minutes.
        let seconds = patrol["durationSeconds"].as_f64().unwrap();
        let rounds = (seconds / 3_120.0).round();
        let metres = patrol["distanceMetres"].as_f64().unwrap();
        assert!((2_000.0 * rounds..3_000.0 * rounds).contains(&metres), "{patrol}");
        assert!(patrol["checkInCount"].as_i64().unwrap() >= 5);
    }
}

#[tokio::test]
async fn a_unit_of_the_sample_has_a_ground_and_a_patrol_that_is_judged_and_sealed() {
    let app = TestApp::start().await;
    plant(&app).await.expect("an empty database");
    let accounts = sample::accounts(&app.ctx()).await.unwrap();
    let leader = accounts.iter().find(|account| account.role == "UNIT_LEADER").expect("a leader");
    let ground = "{ patrolUnits { sectors { name polygon } checkpoints { name } briefing { text } \
                  equipment { number } incidents { nodes { serial status patrol { id } } } } }";
    let data = ask_as(&app, &leader.phone, ground).await;
    let unit = &data["patrolUnits"][0];
    assert_eq!(length(&unit["sectors"]), 2, "{unit}");
    assert!(unit["sectors"][0]["polygon"].is_object(), "{unit}");
    assert!(length(&unit["checkpoints"]) >= 5, "{unit}");
    assert!(length(&unit["briefing"]) >= 5 && length(&unit["equipment"]) >= 10, "{unit}");
    let incidents = unit["incidents"]["nodes"].as_array().expect("incidents");
    let mut statuses: Vec<_> = incidents.iter().filter_map(|one| one["status"].as_str()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, ["REPORTED", "RESOLVED"]);
    let patrol = incidents[0]["patrol"]["id"].as_str().expect("a patrol").to_owned();

    // Once the node has come round to what is due.
    let proof = format!(
        "{{ patrol(id: \"{patrol}\") {{ judgedAt checkIns {{ nodes {{ method checkpointId doubts \
         proof {{ verdict }} }} }} }} patrolSeals(patrolId: \"{patrol}\") {{ nodes {{ code }} }} \
         sealVerify(patrolId: \"{patrol}\") {{ whole }} }}"
    );
    let token = token_of(&app, &leader.phone).await;
    let data = until(async || {
        let data = ask_with(&app, &token, &proof).await;
        let there = length(&data["patrolSeals"]["nodes"]) > 0;
        (there && data["patrol"]["judgedAt"].is_string()).then_some(data)
    })
    .await;
    assert_eq!(data["sealVerify"]["whole"], true, "{data}");
    let check_ins = data["patrol"]["checkIns"]["nodes"].as_array().expect("check-ins");
    assert!(check_ins.iter().all(|one| one["method"] == "QR" && one["checkpointId"].is_string()));
    let doubtful: Vec<&Value> =
        check_ins.iter().filter(|one| one["proof"]["verdict"] == "DOUBTFUL").collect();
    assert_eq!(doubtful.len(), 1, "{data}");
    assert_eq!(doubtful[0]["doubts"], json!(["MOCK_LOCATION"]));
}

#[tokio::test]
async fn the_leader_of_the_sample_has_walked_for_long_enough_for_a_certificate() {
    let app = TestApp::start().await;
    plant(&app).await.expect("an empty database");
    let accounts = sample::accounts(&app.ctx()).await.unwrap();
    let leader = accounts.iter().find(|account| account.role == "UNIT_LEADER").expect("a leader");
    let token = token_of(&app, &leader.phone).await;
    let patrols = "{ patrolUnits { patrols(first: 5) { nodes { id durationSeconds } } } }";
    let nights = ask_with(&app, &token, patrols).await["patrolUnits"][0]["patrols"].clone();
    let nights = nights["nodes"].as_array().expect("patrols");
    let long = nights.iter().find(|one| one["durationSeconds"].as_i64() > Some(2 * 60 * 60));
    let id = long.expect("a long night")["id"].as_str().expect("an id").to_owned();
    let judged = format!("{{ patrol(id: \"{id}\") {{ judgedAt }} }}");
    until(async || {
        let data = ask_with(&app, &token, &judged).await;
        data["patrol"]["judgedAt"].is_string().then_some(())
    })
    .await;
    let issue = format!(
        "mutation {{ certificateIssue(input: {{ patrolId: \"{id}\" }}) \
         {{ certificate {{ minutes verifyUrl }} userErrors {{ code message }} }} }}"
    );
    let issued = ask_with(&app, &token, &issue).await;
    let certificate = &issued["certificateIssue"]["certificate"];
    assert!(certificate["minutes"].as_i64().is_some_and(|minutes| minutes >= 120), "{issued}");
    let page = certificate["verifyUrl"].as_str().expect("an address");
    let path = page.strip_prefix("http://krt.test").unwrap_or(page);
    assert_eq!(app.anybody().get(path).await.status, 200);
}

#[tokio::test]
async fn a_unit_of_the_sample_plans_its_months_at_once() {
    let app = TestApp::start().await;
    plant(&app).await.expect("an empty database");
    let accounts = sample::accounts(&app.ctx()).await.unwrap();
    let leader = accounts.iter().find(|account| account.role == "UNIT_LEADER").expect("a leader");
    let unit = "{ patrolUnits { id patrollers { leads canLead } } }";
    let unit = ask_as(&app, &leader.phone, unit).await["patrolUnits"][0].clone();
    let people = unit["patrollers"].as_array().expect("people");
    let able = people.iter().filter(|one| one["leads"] == true || one["canLead"] == true).count();
    assert!(able >= 3, "{unit}");
    // Room is left in the month under way, and in the next.
    for month in ["2026-03", "2026-04"] {
        let generate = format!(
            "mutation {{ rosterGenerate(input: {{ unitId: \"{}\", month: \"{month}\", seed: 7 }}) \
             {{ roster {{ fullness problems {{ message }} }} userErrors {{ code message }} }} }}",
            unit["id"].as_str().expect("an id")
        );
        let planned = ask_as(&app, &leader.phone, &generate).await;
        let roster = &planned["rosterGenerate"]["roster"];
        assert_eq!(roster["fullness"], "FULL", "{month}: {planned}");
    }
}

#[tokio::test]
async fn the_sample_shows_how_a_unit_comes_to_be() {
    let app = TestApp::start().await;
    plant(&app).await.expect("an empty database");
    let accounts = sample::accounts(&app.ctx()).await.unwrap();
    let phone = |role| {
        let account = accounts.iter().find(|account| account.role == role).expect("a role");
        account.phone.clone()
    };
    let history = "{ patrolUnits { strength { eligible below } history { deed toStatus late } } }";
    let data = ask_as(&app, &phone("UNIT_LEADER"), history).await;
    let unit = &data["patrolUnits"][0];
    assert_eq!(unit["strength"], json!({ "eligible": 22, "below": false }));
    assert_eq!(length(&unit["history"]), 6, "{unit}");
    assert_eq!(unit["history"][5]["toStatus"], "ACTIVE");

    let areas = "{ areas(query: \"Melati Fasa 2\") { nodes { id } } }";
    let areas = app.anybody().ask(areas).await.ok();
    let area = areas.text_at("areas/nodes/0/id");
    let list = format!(
        "{{ patrolUnitApplications(areaId: \"{area}\") {{ nodes {{ name status dueAt overdue \
         missing {{ field }} steps {{ reason }} }} }} \
         patrolStartNotices(areaId: \"{area}\") {{ nodes {{ text }} }} }}"
    );
    let data = ask_as(&app, &phone("SECRETARY"), &list).await;
    let found = data["patrolUnitApplications"]["nodes"].as_array().expect("applications");
    let mut statuses: Vec<_> = found.iter().filter_map(|one| one["status"].as_str()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, ["ACTIVE", "APPLIED", "DRAFT"]);
    let waiting = found.iter().find(|one| one["status"] == "APPLIED").expect("one that waits");
    assert_eq!((&waiting["missing"], &waiting["overdue"]), (&json!([]), &json!(false)));
    assert_eq!(length(&data["patrolStartNotices"]["nodes"]), 1);
}

#[tokio::test]
async fn an_import_does_not_meet_the_sample() {
    use domain::community::{self, OnBadRow};
    let app = TestApp::start().await;
    plant(&app).await.expect("an empty database");
    let file =
        b"state,district,code_state,code_district,code_state_district\nWP,Cheras,14,3,14_3\n";
    let report =
        community::import_districts(&app.ctx(), file, OnBadRow::TakeNothing, &mut |_| {}).await;
    assert_eq!(report.expect("a report").added, 1);
    let areas = b"reference,name,address,postcode,state_code,district_code\n\
                  KRT/14/0001,KRT Baharu,Dewan,56000,14,3\n";
    let report =
        community::import_areas(&app.ctx(), areas, OnBadRow::TakeNothing, &mut |_| {}).await;
    assert_eq!(report.expect("a report").added, 1);
    let nothing = b"reference\n";
    let refused =
        community::import_areas(&app.ctx(), nothing, OnBadRow::KeepGoing, &mut |_| {}).await;
    let Err(domain::Error::Refused(refusals)) = refused else { panic!("{refused:?}") };
    assert_eq!(refusals[0].code, ErrorCode::ImportColumnMissing);
}
