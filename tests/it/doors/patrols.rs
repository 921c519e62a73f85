//! The doors of patrols, and of the registry of their units.

use std::collections::BTreeSet;

use stories::socket::Socket;

use super::{knock, mutation, query};
use crate::{
    mysrs::{self, Night},
    registry::{self, Registry},
};

pub(super) async fn the_patrols(tried: &mut BTreeSet<String>) {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let (unit, now) = (night.unit, night.now().to_rfc3339());
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let (person, track) = (night.leader.id, "track_01jaaaaaaaaaaaaaaaaaaaaaaa");
    let another = "patrol_01jaaaaaaaaaaaaaaaaaaaaaaa";
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
        mutation("patrolEnd", &format!("id: \"{patrol}\", endedAt: \"{now}\""), sign_in, hidden),
    ];
    let anybody = night.app.anybody();
    the_checkpoints(&night, tried).await;
    the_reports(&night, &patrol.to_string(), tried).await;
    let changed = format!("subscription {{ patrolChanged(unitId: \"{unit}\") {{ id }} }}");
    let mut socket = Socket::open(&anybody).await;
    assert_eq!(socket.refused(&changed).await, sign_in);
    let mut socket = Socket::open(&night.stranger).await;
    assert_eq!(socket.refused(&changed).await, hidden);
    tried.insert("patrolChanged".to_owned());
    knock(&doors, &anybody, &night.stranger, tried).await;
}

/// The doors of the unit's reports, its months and its certificates.
async fn the_reports(night: &Night, patrol: &str, tried: &mut BTreeSet<String>) {
    let (unit, anybody) = (night.unit, night.app.anybody());
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
    knock(&doors, &anybody, &night.stranger, tried).await;
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
