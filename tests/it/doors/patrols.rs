//! The doors of patrols, and of the registry of their units.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::shared::id::PatrolId;
use serde_json::json;
use stories::socket::Socket;

use super::{knock, mutation, query};
use crate::{
    live_map,
    mysrs::{self, Night},
    registry::{self, Registry},
};

#[expect(clippy::too_many_lines, reason = "each door stands in a line of its own")]
pub(super) async fn the_patrols(tried: &mut BTreeSet<String>) {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let (unit, now) = (night.unit, night.now().to_rfc3339());
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let (person, track) = (night.leader.id, "track_01jaaaaaaaaaaaaaaaaaaaaaaa");
    let another = "patrol_01jaaaaaaaaaaaaaaaaaaaaaaa";
    let (piece, point) =
        ("equipment_01jaaaaaaaaaaaaaaaaaaaaaaa", "briefing_01jaaaaaaaaaaaaaaaaaaaaaaa");
    let set = format!(
        "mutation {{ equipmentSet(input: {{ id: \"{piece}\", unitId: \"{unit}\", kind: TORCH, number: \"1\" }}) {{ userErrors {{ code }} }} briefingItemSet(input: {{ id: \"{point}\", unitId: \"{unit}\", position: 1, text: \"x\" }}) {{ userErrors {{ code }} }} }}"
    );
    night.leader.ask(&set).await.ok();
    let sent = night.check_in("Surau");
    mysrs::record(&night.devi, patrol, &json!([sent]), &json!({})).await.ok();
    let check_in = sent["id"].as_str().expect("an id");
    let share = live_map::shared(&night, patrol).await;
    let doors = [
        // A stranger here leads another unit, and sees that one.
        query("patrolUnits", " { id }", sign_in, "open"),
        query("patrolUnit", &format!("(id: \"{unit}\") {{ id }}"), sign_in, hidden),
        query("patrol", &format!("(id: \"{patrol}\") {{ id }}"), sign_in, hidden),
        query(
            "patrolSeals",
            &format!("(patrolId: \"{patrol}\") {{ nodes {{ code }} }}"),
            sign_in,
            hidden,
        ),
        query("sealVerify", &format!("(patrolId: \"{patrol}\") {{ whole }}"), sign_in, hidden),
        mutation(
            "shiftPublish",
            &format!(
                "unitId: \"{unit}\", startsAt: \"{now}\", endsAt: \"{now}\", place: \"x\", memberIds: [\"{person}\"]"
            ),
            sign_in,
            hidden,
        ),
        mutation(
            "patrolStart",
            &format!("id: \"{another}\", unitId: \"{unit}\", startedAt: \"{now}\""),
            sign_in,
            hidden,
        ),
        mutation(
            "checkInRecord",
            &format!("patrolId: \"{patrol}\", checkIns: []"),
            sign_in,
            hidden,
        ),
        mutation(
            "trackRecord",
            &format!("patrolId: \"{patrol}\", trackId: \"{track}\", points: []"),
            sign_in,
            hidden,
        ),
        mutation(
            "patrolEventRecord",
            &format!("patrolId: \"{patrol}\", events: []"),
            sign_in,
            hidden,
        ),
        mutation(
            "equipmentSet",
            &format!("id: \"{piece}\", unitId: \"{unit}\", kind: TORCH, number: \"1\""),
            sign_in,
            hidden,
        ),
        mutation("equipmentEnd", &format!("id: \"{piece}\""), sign_in, hidden),
        mutation(
            "briefingItemSet",
            &format!("id: \"{point}\", unitId: \"{unit}\", position: 1, text: \"x\""),
            sign_in,
            hidden,
        ),
        mutation("briefingItemEnd", &format!("id: \"{point}\""), sign_in, hidden),
        mutation(
            "checkInDecide",
            &format!("id: \"{check_in}\", verdict: ACCEPTED, reason: \"xxx\""),
            sign_in,
            hidden,
        ),
        mutation(
            "patrolShareCreate",
            &format!("patrolId: \"{patrol}\", minutes: 60"),
            sign_in,
            hidden,
        ),
        mutation("patrolShareEnd", &format!("id: \"{share}\""), sign_in, hidden),
        mutation("patrolEnd", &format!("id: \"{patrol}\", endedAt: \"{now}\""), sign_in, hidden),
    ];
    let anybody = night.app.anybody();
    the_checkpoints(&night, tried).await;
    the_houses(&night, patrol, tried).await;
    the_watch(&night, patrol, tried).await;
    let district = live_map::district_of(&night).await;
    for followed in [
        format!("unitId: \"{unit}\""),
        format!("patrolId: \"{patrol}\""),
        format!("districtId: \"{district}\""),
    ] {
        let changed = format!("subscription {{ patrolChanged({followed}) {{ id }} }}");
        let mut socket = Socket::open(&anybody).await;
        assert_eq!(socket.refused(&changed).await, sign_in);
        let mut socket = Socket::open(&night.stranger).await;
        assert_eq!(socket.refused(&changed).await, hidden);
    }
    the_reports(&night, &patrol.to_string(), tried).await;
    tried.insert("patrolChanged".to_owned());
    knock(&doors, &anybody, &night.stranger, tried).await;
}

/// The doors of the houses that are empty for a time.
async fn the_houses(night: &Night, patrol: PatrolId, tried: &mut BTreeSet<String>) {
    let (unit, now) = (night.unit, night.now());
    let read = format!("{{ patrolUnit(id: \"{unit}\") {{ area {{ id }} }} }}");
    let area = night.leader.ask(&read).await.ok().text_at("patrolUnit/area/id");
    let siti = night.app.resident("Puan Siti", area.parse().expect("an area's id")).await;
    let id = "houseaway_01jaaaaaaaaaaaaaaaaaaaaaaa";
    let (starts_at, ends_at) = (now.to_rfc3339(), (now + TimeDelta::days(1)).to_rfc3339());
    let set = format!(
        "id: \"{id}\", areaId: \"{area}\", address: \"x\", startsAt: \"{starts_at}\", endsAt: \"{ends_at}\""
    );
    let tell =
        format!("mutation {{ houseAwaySet(input: {{ {set} }}) {{ userErrors {{ code }} }} }}");
    siti.ask(&tell).await.ok();
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let doors = [
        query("housesAway", " { nodes { id } }", sign_in, "nothing"),
        query("houseAway", &format!("(id: \"{id}\") {{ id }}"), sign_in, hidden),
        query(
            "patrolHouses",
            &format!("(unitId: \"{unit}\") {{ nodes {{ id }} }}"),
            sign_in,
            hidden,
        ),
        mutation("houseAwaySet", &set, sign_in, "FORBIDDEN"),
        mutation("houseAwayCancel", &format!("id: \"{id}\""), sign_in, hidden),
        mutation(
            "houseVisitRecord",
            &format!("patrolId: \"{patrol}\", visits: []"),
            sign_in,
            hidden,
        ),
    ];
    knock(&doors, &night.app.anybody(), &night.stranger, tried).await;
}

/// The doors of the unit's reports, its months and its certificates.
async fn the_reports(night: &Night, patrol: &str, tried: &mut BTreeSet<String>) {
    let unit = night.unit;
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let certificate = "certificate_01jaaaaaaaaaaaaaaaaaaaaaaa";
    let doors = [
        query("patrolReport", &format!("(patrolId: \"{patrol}\") {{ status }}"), sign_in, hidden),
        query(
            "patrolReports",
            &format!("(unitId: \"{unit}\") {{ nodes {{ status }} }}"),
            sign_in,
            hidden,
        ),
        query(
            "patrolMonth",
            &format!("(month: \"2026-03\", unitId: \"{unit}\") {{ patrols }}"),
            sign_in,
            hidden,
        ),
        query("certificate", &format!("(id: \"{certificate}\") {{ id }}"), sign_in, hidden),
        query("certificates", " { nodes { id } }", sign_in, "nothing"),
        mutation(
            "patrolReportSubmit",
            &format!("patrolId: \"{patrol}\", version: 0, memberIds: []"),
            sign_in,
            hidden,
        ),
        mutation(
            "patrolReportDecide",
            &format!("patrolId: \"{patrol}\", version: 0, decision: CHECK"),
            sign_in,
            hidden,
        ),
        mutation("certificateIssue", &format!("patrolId: \"{patrol}\""), sign_in, hidden),
        mutation(
            "certificateRevoke",
            &format!("id: \"{certificate}\", reason: \"xxx\""),
            sign_in,
            hidden,
        ),
    ];
    knock(&doors, &night.app.anybody(), &night.stranger, tried).await;
}

/// The doors of what watches over shifts and patrols.
async fn the_watch(night: &Night, patrol: PatrolId, tried: &mut BTreeSet<String>) {
    let (unit, now) = (night.unit, night.now().to_rfc3339());
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let alive = "alive_01jaaaaaaaaaaaaaaaaaaaaaaa";
    let doors = [
        mutation(
            "patrolAliveRecord",
            &format!("id: \"{alive}\", patrolId: \"{patrol}\", recordedAt: \"{now}\""),
            sign_in,
            hidden,
        ),
        mutation("unitSettingUpdate", &format!("unitId: \"{unit}\", version: 0"), sign_in, hidden),
    ];
    knock(&doors, &night.app.anybody(), &night.stranger, tried).await;
}

/// The doors of the unit's checkpoints and sectors.
async fn the_checkpoints(night: &Night, tried: &mut BTreeSet<String>) {
    let (unit, anybody) = (night.unit, night.app.anybody());
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let sector = "sector_01jaaaaaaaaaaaaaaaaaaaaaaa";
    let there = "coordinates: { latitude: 1.54, longitude: 103.65 }";
    let set = format!("id: \"{sector}\", unitId: \"{unit}\", name: \"x\", order: RANDOM");
    night
        .leader
        .ask(&format!("mutation {{ sectorSet(input: {{ {set} }}) {{ userErrors {{ code }} }} }}"))
        .await
        .ok();
    let add = format!("unitId: \"{unit}\", name: \"x\", {there}");
    let added = format!(
        "mutation {{ checkpointAdd(input: {{ {add} }}) {{ checkpoint {{ id }} userErrors {{ code }} }} }}"
    );
    let id = night.leader.ask(&added).await.ok().text_at("checkpointAdd/checkpoint/id");
    let doors = [
        query("checkpoint", &format!("(id: \"{id}\") {{ id }}"), sign_in, hidden),
        mutation("checkpointAdd", &add, sign_in, hidden),
        mutation(
            "checkpointUpdate",
            &format!("id: \"{id}\", version: 1, name: \"x\", {there}"),
            sign_in,
            hidden,
        ),
        mutation("checkpointEnd", &format!("id: \"{id}\""), sign_in, hidden),
        mutation("checkpointCodeRenew", &format!("id: \"{id}\", codeNumber: 1"), sign_in, hidden),
        mutation("sectorSet", &set, sign_in, hidden),
        mutation("sectorEnd", &format!("id: \"{sector}\""), sign_in, hidden),
    ];
    let changed = format!("subscription {{ checkpointsChanged(unitId: \"{unit}\") {{ id }} }}");
    let mut socket = Socket::open(&anybody).await;
    assert_eq!(socket.refused(&changed).await, sign_in);
    let mut socket = Socket::open(&night.stranger).await;
    assert_eq!(socket.refused(&changed).await, hidden);
    tried.insert("checkpointsChanged".to_owned());
    knock(&doors, &anybody, &night.stranger, tried).await;
}

pub(super) async fn the_calls_for_help(tried: &mut BTreeSet<String>) {
    let night = Night::begins().await;
    let raised = night.leader.post("/v1/sos", &serde_json::json!({})).await;
    let id = raised.body["id"].as_str().expect("an id").to_owned();
    let unit = night.unit;
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let doors = [
        query("sos", &format!("(id: \"{id}\") {{ id }}"), sign_in, hidden),
        query("sosCalls", &format!("(unitId: \"{unit}\") {{ nodes {{ id }} }}"), sign_in, hidden),
        // A stranger here is a volunteer of another unit, and calls that one.
        mutation("sosRaise", "id: \"sos_01jaaaaaaaaaaaaaaaaaaaaaaa\"", sign_in, "open"),
        mutation("sosCancel", &format!("id: \"{id}\""), sign_in, hidden),
        mutation("sosAcknowledge", &format!("id: \"{id}\", stage: SEEN"), sign_in, hidden),
        mutation("sosResolve", &format!("id: \"{id}\", outcome: \"x\""), sign_in, hidden),
    ];
    let anybody = night.app.anybody();
    let changed = format!("subscription {{ sosChanged(unitId: \"{unit}\") {{ id }} }}");
    let mut socket = Socket::open(&anybody).await;
    assert_eq!(socket.refused(&changed).await, sign_in);
    let mut socket = Socket::open(&night.stranger).await;
    assert_eq!(socket.refused(&changed).await, hidden);
    tried.insert("sosChanged".to_owned());
    knock(&doors, &anybody, &night.stranger, tried).await;
}

pub(super) async fn the_registrys(tried: &mut BTreeSet<String>) {
    let registry = Registry::with(1).await;
    let resident = &registry.residents[0];
    let input = registry.whole(std::slice::from_ref(resident));
    let saved = registry::change(&registry.secretary, "patrolUnitApply", input).await.ok();
    let id = saved.text_at("patrolUnitApply/application/id");
    let elsewhere = registry.app.area("Taman Jauh Lagi").await;
    let stranger = registry.app.resident("Encik Muthu", elsewhere).await;
    let unit = mysrs::add_unit(&registry.app, registry.area).await;
    let (area, person) = (registry.area, resident.id);
    let volunteer = mysrs::volunteer(&registry.app, "Encik Rahim", unit, false).await;
    let listed = format!("{{ patrolUnit(id: \"{unit}\") {{ patrollers {{ id }} }} }}");
    let place = volunteer.ask(&listed).await.ok().text_at("patrolUnit/patrollers/0/id");
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let doors = [
        query("patrolUnitApplication", &format!("(id: \"{id}\") {{ id }}"), sign_in, hidden),
        query(
            "patrolUnitApplications",
            &format!("(areaId: \"{area}\") {{ nodes {{ id }} }}"),
            sign_in,
            hidden,
        ),
        query("approvalsDue", " { nodes { dueAt } }", sign_in, "FORBIDDEN"),
        query("patrolInvitations", " { name }", sign_in, "nothing"),
        query("patrolUnitWarnings", " { nodes { id } }", sign_in, "nothing"),
        query(
            "patrolStartNotices",
            &format!("(areaId: \"{area}\") {{ nodes {{ text }} }}"),
            sign_in,
            hidden,
        ),
        mutation("patrolUnitApply", &format!("areaId: \"{area}\""), sign_in, hidden),
        mutation("patrolUnitSubmit", &format!("id: \"{id}\", version: 1"), sign_in, hidden),
        mutation(
            "patrolUnitDecide",
            &format!("id: \"{id}\", version: 1, decision: CANCEL"),
            sign_in,
            hidden,
        ),
        mutation(
            "patrolUnitMemberAccept",
            &format!("applicationId: \"{id}\", adult: true"),
            sign_in,
            hidden,
        ),
        mutation(
            "patrollerAdd",
            &format!("unitId: \"{unit}\", personId: \"{person}\""),
            sign_in,
            hidden,
        ),
        mutation("patrollerAccept", &format!("unitId: \"{unit}\", adult: true"), sign_in, hidden),
        mutation("patrollerLeave", &format!("unitId: \"{unit}\""), sign_in, hidden),
        mutation(
            "patrollerEnd",
            &format!("patrollerId: \"{place}\", reason: \"xxx\""),
            sign_in,
            hidden,
        ),
        mutation(
            "patrolUnitLeaderSet",
            &format!("unitId: \"{unit}\", personId: \"{person}\""),
            sign_in,
            hidden,
        ),
        mutation(
            "patrolUnitStatusSet",
            &format!("id: \"{unit}\", version: 1, status: INACTIVE, reason: \"x\""),
            sign_in,
            hidden,
        ),
    ];
    knock(&doors, &registry.app.anybody(), &stranger, tried).await;
}
