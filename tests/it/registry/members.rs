//! Members: their own word, their age, and what happens when one leaves.

use domain::{
    mysrs::strength,
    shared::{db, id::PersonId, outbox},
};
use serde_json::{Value, json};
use stories::{User, until};

use super::{Registry, change, missing};

const WARNINGS: &str =
    "{ patrolUnitWarnings { nodes { eligible least resolvedAt unit { name } } } }";

#[tokio::test]
async fn a_draft_is_saved_incomplete_and_told_what_is_missing() {
    let registry = Registry::with(2).await;
    let empty = json!({ "areaId": registry.area.to_string() });
    let answer = change(&registry.secretary, "patrolUnitApply", empty).await.ok();
    let draft = answer.at("patrolUnitApply/application");
    let all = [
        "REQUIRED name",
        "REQUIRED meetingPlace",
        "REQUIRED coverage",
        "REQUIRED minutes.number",
        "REQUIRED minutes.date",
        "REQUIRED minutes.text",
        "REQUIRED leaderId",
        "TOO_FEW memberIds",
    ];
    assert_eq!(missing(draft), all);
    let id = draft["id"].as_str().expect("an id").to_owned();
    let refused = registry.submit(&registry.secretary, &id).await;
    assert_eq!(refused.refusals("patrolUnitSubmit"), all, "{}", refused.text);
    assert_eq!(registry.read(&registry.secretary, &id).await["status"], "DRAFT");

    // Bad input is refused at once, all of it, and nothing is written.
    let mut bad = registry.whole(&registry.residents);
    bad["id"] = json!(id);
    bad["version"] = draft["version"].clone();
    bad["name"] = json!("x".repeat(121));
    bad["coverage"] = json!({ "type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]] });
    bad["minutes"]["date"] = json!("2026-03-15");
    let refused = change(&registry.secretary, "patrolUnitApply", bad).await;
    assert_eq!(
        refused.refusals("patrolUnitApply"),
        ["TOO_LONG name", "POLYGON_INVALID coverage", "TIME_INVALID minutes.date"]
    );
    // A stranger cannot be named, nor lead.
    let stranger = registry.app.person("Encik Jauh").await;
    let mut named = registry.whole(&registry.residents);
    named["memberIds"] = json!([registry.residents[0].id.to_string(), stranger.id.to_string()]);
    named["leaderId"] = json!(registry.residents[1].id.to_string());
    let refused = change(&registry.secretary, "patrolUnitApply", named).await;
    assert_eq!(
        refused.refusals("patrolUnitApply"),
        ["PERSON_NOT_ELIGIBLE memberIds.1", "PERSON_NOT_ELIGIBLE leaderId"]
    );
    // A resident without a post does not apply.
    let input = registry.whole(&registry.residents);
    assert_eq!(change(&registry.residents[0], "patrolUnitApply", input).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn nineteen_members_are_too_few_and_a_minor_does_not_count() {
    let registry = Registry::with(20).await;
    let input = registry.whole(&registry.residents);
    let answer = change(&registry.secretary, "patrolUnitApply", input).await.ok();
    let id = answer.text_at("patrolUnitApply/application/id");
    registry.accept(&id, &registry.residents[..19]).await;
    let refused = registry.submit(&registry.secretary, &id).await;
    assert_eq!(refused.refusals("patrolUnitSubmit"), ["TOO_FEW memberIds"]);
    assert!(refused.text.contains("at least 20 are needed, now there are 19"), "{}", refused.text);

    // The twentieth is asked, is a minor, and stays one whatever they say.
    let last = &registry.residents[19];
    let asked = last.ask("{ patrolInvitations { applicationId name askedBy } }").await.ok();
    assert_eq!(
        asked.at("patrolInvitations"),
        &json!([{ "applicationId": id, "name": "SRS Mutiara Rini", "askedBy": "Puan Aishah" }])
    );
    let say = |rest: Value| {
        let mut input = json!({ "applicationId": id });
        input.as_object_mut().unwrap().extend(rest.as_object().cloned().unwrap());
        input
    };
    let mutation = "patrolUnitMemberAccept";
    let minor = change(last, mutation, say(json!({ "birthYear": 2010, "adult": true }))).await;
    assert_eq!(minor.refusals(mutation), ["TOO_YOUNG birthYear"]);
    let silent = change(last, mutation, say(json!({}))).await;
    assert_eq!(silent.refusals(mutation), ["REQUIRED adult"]);
    let unsure = change(last, mutation, say(json!({ "birthYear": 2008 }))).await;
    assert_eq!(unsure.refusals(mutation), ["REQUIRED adult"]);
    let declined = change(last, mutation, say(json!({ "accept": false }))).await.ok();
    assert_eq!(declined.at("patrolUnitMemberAccept/consent/answer"), "DECLINED");
    let refused = registry.submit(&registry.secretary, &id).await;
    assert_eq!(refused.refusals("patrolUnitSubmit"), ["TOO_FEW memberIds"]);

    // They change their mind, and are of age by their word.
    change(last, mutation, say(json!({ "birthYear": 2008, "adult": true }))).await.ok();
    registry.submit(&registry.secretary, &id).await.ok();
    // Nobody else answers for them, and whoever is not named hears nothing.
    let stranger = change(&registry.chair, mutation, say(json!({ "adult": true }))).await;
    assert_eq!(stranger.code(), "NOT_FOUND");
    // One takes the word back while it is on its way: the chair cannot confirm nineteen.
    change(&registry.residents[7], mutation, say(json!({ "accept": false }))).await.ok();
    let refused = registry.decide(&registry.chair, &id, "APPROVE").await;
    assert_eq!(refused.refusals("patrolUnitDecide"), ["TOO_FEW memberIds"]);
    assert_eq!(registry.read(&registry.chair, &id).await["status"], "SUBMITTED");
}

#[tokio::test]
async fn a_leaver_breaks_the_minimum_and_a_newcomer_mends_it() {
    let mut registry = Registry::with(20).await;
    let id = registry.complete().await;
    let unit = registry.run_chain(&id).await;
    let (leader, leaver) = (0, 5);
    for number in [leader, leaver] {
        registry.residents[number].refresh().await;
    }
    let preview = format!(
        "{{ patrolUnit(id: \"{unit}\") {{ viewerLeavePreview {{ now {{ eligible }} after {{ eligible below }} breaksMinimum leavesNoLeader }} }} }}"
    );
    let seen = registry.residents[leaver].ask(&preview).await.ok();
    assert_eq!(
        seen.at("patrolUnit/viewerLeavePreview"),
        &json!({ "now": { "eligible": 20 }, "after": { "eligible": 19, "below": true }, "breaksMinimum": true, "leavesNoLeader": false })
    );
    assert_eq!(
        registry.ppd.ask(&preview).await.ok().at("patrolUnit/viewerLeavePreview"),
        &json!(null)
    );
    assert_eq!(registry.ppd.ask(WARNINGS).await.ok().at("patrolUnitWarnings/nodes"), &json!([]));

    let leave = json!({ "unitId": unit });
    let left = change(&registry.residents[leaver], "patrollerLeave", leave.clone()).await.ok();
    let nineteen = json!({ "eligible": 19, "least": 20, "below": true });
    assert_eq!(left.at("patrollerLeave/strength"), &nineteen);
    // The answer was lost: the role is gone at once, and leaving again changes nothing.
    registry.residents[leaver].refresh().await;
    let again = change(&registry.residents[leaver], "patrollerLeave", leave).await.ok();
    assert_eq!(again.at("patrollerLeave/strength"), &nineteen);
    let gone = registry.residents[leaver].ask(&preview).await;
    assert_eq!(gone.code(), "NOT_FOUND");

    // The leader and the officers above are warned, others are not.
    let warning = json!([{ "eligible": 19, "least": 20, "resolvedAt": null, "unit": { "name": "SRS Mutiara Rini" } }]);
    for user in [&registry.residents[leader], &registry.ppd, &registry.ppn, &registry.hq] {
        assert_eq!(user.ask(WARNINGS).await.ok().at("patrolUnitWarnings/nodes"), &warning);
    }
    for user in [&registry.elsewhere, &registry.residents[leaver]] {
        assert_eq!(user.ask(WARNINGS).await.ok().at("patrolUnitWarnings/nodes"), &json!([]));
    }

    // They hear of it once, also though it was counted twice.
    let told = |user: &User| {
        let (phone, tools) = (user.phone.clone(), registry.app.house.tools.clone());
        async move { outbox::recent(&tools, Some(&phone)).await.expect("messages") }
    };
    for user in [&registry.residents[leader], &registry.ppd] {
        let heard = until(async || {
            let texts: Vec<_> = told(user).await.into_iter().map(|shown| shown.text).collect();
            let warnings = texts.into_iter().filter(|text| text.contains("SRS Mutiara Rini"));
            Some(warnings.collect::<Vec<_>>()).filter(|warnings| !warnings.is_empty())
        })
        .await;
        assert_eq!(heard.len(), 1, "{heard:?}");
        assert!(heard[0].contains("19") && heard[0].contains("20"), "{heard:?}");
    }

    // Somebody new is asked and joins: the warning ends.
    let newcomer = registry.app.resident("Puan Devi", registry.area).await;
    let add = json!({ "unitId": unit, "personId": newcomer.id.to_string() });
    let forbidden = change(&registry.ppd, "patrollerAdd", add.clone()).await;
    assert_eq!(forbidden.code(), "FORBIDDEN");
    for _ in 0..2 {
        let asked = change(&registry.residents[leader], "patrollerAdd", add.clone()).await.ok();
        assert_eq!(asked.at("patrollerAdd/consent/answer"), "ASKED");
    }
    let early = change(&newcomer, "patrollerLeave", json!({ "unitId": unit })).await;
    assert_eq!(early.code(), "NOT_FOUND");
    let join = json!({ "unitId": unit, "adult": true });
    change(&newcomer, "patrollerAccept", join).await.ok();
    assert_eq!(registry.ppd.ask(WARNINGS).await.ok().at("patrolUnitWarnings/nodes"), &json!([]));
    let all = WARNINGS.replace("patrolUnitWarnings", "patrolUnitWarnings(openOnly: false)");
    let past = registry.ppd.ask(&all).await.ok();
    assert!(past.at("patrolUnitWarnings/nodes/0/resolvedAt").is_string(), "{}", past.text);
}

async fn watch(registry: &Registry) {
    registry
        .app
        .arrange(async |ctx, work| {
            strength::watch(ctx, work).await.expect("a look at the units");
        })
        .await;
}

#[tokio::test]
async fn who_leaves_the_area_is_noticed_too() {
    let mut registry = Registry::with(20).await;
    let id = registry.complete().await;
    registry.run_chain(&id).await;
    let leave = "mutation($area: ID!) { membershipLeave(input: { areaId: $area }) { memberships { id } userErrors { code } } }";
    let person: PersonId = registry.residents[9].id;
    registry.residents[9].refresh().await;
    let area = registry.area.to_string();
    let left = registry.residents[9].graphql(leave, json!({ "area": area })).await.ok();
    assert_eq!(left.at("membershipLeave/memberships"), &json!([]));
    let warned = until(async || {
        let warned = registry.ppd.ask(WARNINGS).await.ok();
        let lasting = warned.at("patrolUnitWarnings/nodes").as_array().map(Vec::len);
        (lasting == Some(1)).then_some(warned)
    })
    .await;
    assert_eq!(warned.at("patrolUnitWarnings/nodes/0/eligible"), 19);
    // The daily look finds nothing more.
    watch(&registry).await;
    let again = registry.ppd.ask(WARNINGS).await.ok();
    assert_eq!(again.at("patrolUnitWarnings/nodes"), warned.at("patrolUnitWarnings/nodes"));
    // They come back.
    registry.app.join(person, registry.area).await;
    watch(&registry).await;
    let warned = registry.ppd.ask(WARNINGS).await.ok();
    assert_eq!(warned.at("patrolUnitWarnings/nodes"), &json!([]));
}

#[tokio::test]
async fn who_erases_their_account_is_noticed_too() {
    let mut registry = Registry::with(20).await;
    let id = registry.complete().await;
    registry.run_chain(&id).await;
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    registry.residents[9].refresh().await;
    registry.residents[9].ask(erase).await.ok();
    // Without waiting for the daily look.
    let warned = until(async || {
        let warned = registry.ppd.ask(WARNINGS).await.ok();
        let lasting = warned.at("patrolUnitWarnings/nodes").as_array().map(Vec::len);
        (lasting == Some(1)).then_some(warned)
    })
    .await;
    assert_eq!(warned.at("patrolUnitWarnings/nodes/0/eligible"), 19);
}

#[tokio::test]
async fn a_committee_names_members_whom_it_found_by_name() {
    let registry = Registry::with(20).await;
    let list = format!(
        "{{ residents(areaId: \"{}\", query: \"Jiran\", first: 100) {{ nodes {{ personId displayName }} }} }}",
        registry.area
    );
    let listed = registry.secretary.ask(&list).await.ok();
    let ids: Vec<Value> = listed
        .at("residents/nodes")
        .as_array()
        .expect("residents")
        .iter()
        .map(|resident| resident["personId"].clone())
        .collect();
    let mut input = registry.whole(&[]);
    input["leaderId"] = ids[0].clone();
    input["memberIds"] = ids.into();
    let applied = change(&registry.secretary, "patrolUnitApply", input).await.ok();
    let members = applied.at("patrolUnitApply/application/members").as_array().expect("members");
    assert_eq!(members.len(), 20);
    registry.accept(&applied.text_at("patrolUnitApply/application/id"), &registry.residents).await;
}

#[tokio::test]
async fn who_gives_roles_in_a_unit_proves_lately_to_be_themselves() {
    let mut registry = Registry::with(20).await;
    let id = registry.complete().await;
    registry.submit(&registry.secretary, &id).await.ok();
    for user in [&registry.chair, &registry.ppd, &registry.ppn] {
        registry.decide(user, &id, "APPROVE").await.ok();
    }
    registry.app.advance(chrono::TimeDelta::minutes(6));
    registry.refresh().await;
    // With the last approval twenty people become volunteers.
    let stale = registry.decide(&registry.hq, &id, "APPROVE").await;
    assert_eq!(stale.code(), "PROOF_REQUIRED");
    assert_eq!(registry.read(&registry.hq, &id).await["status"], "CONFIRMED_BY_STATE");
    registry.hq.sign_in_again().await;
    registry.decide(&registry.hq, &id, "APPROVE").await.ok();
    let unit = registry.read(&registry.hq, &id).await["unit"]["id"].clone();
    let input = json!({ "unitId": unit, "personId": registry.residents[1].id.to_string() });
    let stale = change(&registry.secretary, "patrolUnitLeaderSet", input.clone()).await;
    assert_eq!(stale.code(), "PROOF_REQUIRED");
    registry.secretary.sign_in_again().await;
    change(&registry.secretary, "patrolUnitLeaderSet", input).await.ok();
}

#[tokio::test]
async fn whoever_is_named_leader_while_they_leave_takes_no_unit_along() {
    let mut registry = Registry::with(20).await;
    let id = registry.complete().await;
    let unit = registry.run_chain(&id).await;
    registry.residents[1].refresh().await;
    let named = json!({ "unitId": unit, "personId": registry.residents[1].id.to_string() });
    let (set, left) = tokio::join!(
        change(&registry.secretary, "patrolUnitLeaderSet", named),
        change(&registry.residents[1], "patrollerLeave", json!({ "unitId": unit }))
    );
    if left.code() == "TOKEN_EXPIRED" {
        // They led it before their request came in: with the new role they leave.
        registry.residents[1].refresh().await;
        let leave = json!({ "unitId": unit });
        change(&registry.residents[1], "patrollerLeave", leave).await.ok();
    } else {
        left.ok();
    }
    let read = format!("{{ patrolUnit(id: \"{unit}\") {{ patrollers {{ personId leads }} }} }}");
    let seen = registry.ppd.ask(&read).await.ok();
    let patrollers = seen.at("patrolUnit/patrollers").as_array().expect("volunteers");
    let leading = patrollers.iter().filter(|one| one["leads"] == true).count();
    // Either they had left before, and the leader stays; or they led it for a moment.
    let refused = set.refusals("patrolUnitLeaderSet") == ["PERSON_NOT_ELIGIBLE personId"];
    assert_eq!((patrollers.len(), leading), (19, usize::from(refused)), "{}", set.text);
    let gone = "select count(*) from patroller where leads and left_at is not null";
    let ctx = registry.app.ctx();
    let gone: Option<i64> = db::value(ctx.read(), gone, []).await.expect("a count");
    assert_eq!(gone, Some(0), "nobody leads what they have left");
}

#[tokio::test]
async fn a_unit_gets_another_leader_rests_and_ends() {
    let mut registry = Registry::with(20).await;
    let id = registry.complete().await;
    let unit = registry.run_chain(&id).await;
    let successor = registry.residents[1].id.to_string();
    let input = json!({ "unitId": unit, "personId": successor });
    let set = change(&registry.secretary, "patrolUnitLeaderSet", input).await.ok();
    assert_eq!(
        set.at("patrolUnitLeaderSet/unit/patrollers/0"),
        &json!({ "personId": successor, "leads": true })
    );
    let stranger = json!({ "unitId": unit, "personId": registry.ppd.id.to_string() });
    let refused = change(&registry.chair, "patrolUnitLeaderSet", stranger).await;
    assert_eq!(refused.refusals("patrolUnitLeaderSet"), ["PERSON_NOT_ELIGIBLE personId"]);

    let status = |status: &str, version: i64, reason: &str| json!({ "id": unit, "status": status, "version": version, "reason": reason });
    let mutation = "patrolUnitStatusSet";
    let chair = change(&registry.chair, mutation, status("INACTIVE", 2, "x")).await;
    assert_eq!(chair.code(), "FORBIDDEN");
    let silent = change(&registry.ppd, mutation, status("INACTIVE", 2, " ")).await;
    assert_eq!(silent.refusals(mutation), ["REQUIRED reason"]);
    let rests = change(&registry.ppd, mutation, status("INACTIVE", 2, "Tiada rondaan")).await.ok();
    assert_eq!(rests.at("patrolUnitStatusSet/unit/status"), "INACTIVE");
    let late = change(&registry.ppn, mutation, status("ACTIVE", 2, "Aktif")).await;
    assert_eq!(late.refusals(mutation), ["VERSION_CONFLICT version"]);

    // A unit that rests plans nothing.
    let leader = &mut registry.residents[1];
    leader.refresh().await;
    let now = registry.app.clock.now();
    let shift = json!({ "unitId": unit, "startsAt": now, "endsAt": now + chrono::TimeDelta::hours(3), "place": "Pondok", "memberIds": [successor] });
    let publish = "mutation($input: ShiftPublishInput!) { shiftPublish(input: $input) { userErrors { code field } } }";
    let refused = leader.graphql(publish, json!({ "input": shift })).await;
    assert_eq!(refused.refusals("shiftPublish"), ["STATE_INVALID unitId"]);

    // It ends: nobody patrols there any more, and it does not come back.
    let ends = change(&registry.hq, mutation, status("CANCELLED", 3, "Dibubarkan")).await.ok();
    assert_eq!(ends.at("patrolUnitStatusSet/unit/patrollers"), &json!([]));
    let back = change(&registry.hq, mutation, status("ACTIVE", 4, "Semula")).await;
    assert_eq!(back.refusals(mutation), ["STATE_INVALID status"]);
    let former: &mut User = &mut registry.residents[1];
    former.refresh().await;
    let units = former.ask("{ patrolUnits { id } }").await.ok();
    assert_eq!(units.at("patrolUnits"), &json!([]));
    let history =
        format!("{{ patrolUnit(id: \"{unit}\") {{ history {{ deed toStatus reason }} }} }}");
    let seen = registry.ppd.ask(&history).await.ok();
    let last: Vec<_> = seen.at("patrolUnit/history").as_array().expect("steps")[6..].to_vec();
    assert_eq!(
        last,
        [
            json!({ "deed": "LEADER_SET", "toStatus": "ACTIVE", "reason": null }),
            json!({ "deed": "STATUS_SET", "toStatus": "INACTIVE", "reason": "Tiada rondaan" }),
            json!({ "deed": "STATUS_SET", "toStatus": "CANCELLED", "reason": "Dibubarkan" }),
        ]
    );
}
