//! The flood warning.

use chrono::Timelike as _;
use serde_json::{Value, json};
use stories::push_service::Behaviour;

use super::{KNOW, Town, now};

const QUIET: &str = "mutation($input: NoticeQuietHoursSetInput!) { noticeQuietHoursSet(input: $input) { preferences { quietHours { from until } } userErrors { code field } } }";

/// Every SMS about the flood to a number.
fn texts(night: &Town, phone: &str) -> Vec<String> {
    let asked = night.sms.asked().into_iter().filter(|sms| sms.to == phone);
    asked.map(|sms| sms.text).filter(|text| text.contains("Banjir kilat")).collect()
}

#[tokio::test]
async fn a_flood_warning_at_2_a_m_outlives_the_node_that_is_killed_while_pushes_fly() {
    let mut night = Town::of(150, 150).await;
    for number in 0..150 {
        night.push.will_to(&format!("lost-{number}"), [Behaviour::Unregistered; 4]);
    }
    for number in 0..5 {
        let troubled = |what: u32| format!("living-{}", number * 4 + what);
        night.push.will_to(&troubled(0), [Behaviour::Break]);
        night.push.will_to(&troubled(1), [Behaviour::Busy(1)]);
        night.push.will_to(&troubled(2), [Behaviour::Cut]);
        night.push.will_to(&troubled(3), [Behaviour::Slow(700)]);
    }

    // It is the middle of Encik Lim's night, whenever this is told: what is not urgent waits.
    let minute = i64::from(now().hour() * 60 + now().minute()) + 8 * 60;
    let hours = json!({ "from": (minute - 240).rem_euclid(1440), "until": (minute + 300) % 1440 });
    let input = json!({ "input": { "quietHours": hours } });
    night.lim().graphql(QUIET, input).await.ok();
    let place = json!({ "areaId": night.cast.area.to_string() });
    let to_lim = json!({ "place": place, "personIds": [night.cast.lim.id.to_string()] });
    let calm = night.chair_sends("INFORMATION", json!({ "audience": to_lim })).await;
    night.settles().await;
    assert_eq!(night.sent(&calm).await["delivery"]["held"], 1);
    assert!(night.push.asked().is_empty(), "nobody is woken for that");

    // The chair warns of the flood. A hundred phones have it, and the push service has become so
    // slow that it answers nobody, when the node loses its power.
    night.push.will([Behaviour::Take; 60]);
    night.push.will_always(Behaviour::Hold);
    let recorded = "select count(*) from delivery where state in ('SENT', 'REFUSED')";
    let before = night.number(recorded).await;
    let id = night.chair_writes("EMERGENCY", json!({})).await;
    night.chair_publishes(&id).await;
    stories::until(async || (night.number(recorded).await - before >= 60).then_some(())).await;
    night.push.asked_times(150).await;
    night.a_node_is_killed();
    let known = night.number(recorded).await - before;
    let taken = night.pushes(&id);
    assert!(known < 303, "it was killed in the middle");

    // The push service is only slow again; and the node comes back.
    night.push.will_always(Behaviour::Slow(20));
    night.push.answer_all();
    night.all_run_again().await;
    night.settles().await;
    night.every_phone_shows_one(&id, 150);
    // Whatever was recorded is not sent again: what is comes from those whose answer nobody knew.
    let later = night.pushes(&id);
    let again = taken.iter().filter(|(token, before)| later[*token].len() > before.len()).count();
    let unknown = taken.len() - usize::try_from(known).unwrap();
    assert!(again <= unknown, "{again} of {} again, {known} were known", taken.len());
    assert!(taken.len() < 303 || again > 0);
    assert_eq!(night.number("select count(*) from device where gone_at is null").await, 153);
    let all = json!({ "people": 303, "pushed": 303, "held": 0, "finished": true });
    assert_eq!(night.sent(&id).await["delivery"], all);

    // Puan Siti says that she knows. The node is killed when the five minutes are over, and it is
    // made up for: whoever has not said so is pushed again, and nobody else.
    night.siti().graphql(KNOW, json!({ "id": id })).await.ok();
    let before = night.pushes(&id);
    night.a_node_is_killed();
    night.time_comes("notice_insist").await;
    night.all_run_again().await;
    night.settles().await;
    let more = |token: &str| night.pushes(&id)[token].len() - before[token].len();
    assert_eq!((more("siti"), more("lim"), more("lost-0")), (0, 1, 0));
    night.lim().graphql(KNOW, json!({ "id": id })).await.ok();
    night.five_minutes_pass().await;
    assert_eq!((more("siti"), more("lim"), more("devi")), (0, 1, 2));
    assert!(night.sms.asked().is_empty());

    // Then by SMS, the lost phones' owners too, who have got another phone by now.
    night.five_minutes_pass().await;
    assert_eq!(night.sms.asked().len(), 301);
    for (phone, number) in [(&night.cast.siti, 0), (&night.cast.lim, 0), (&night.cast.devi, 1)] {
        assert_eq!(texts(&night, &phone.phone).len(), number);
    }
    assert_eq!(texts(&night, "+601400000007").len(), 1);
    assert!(texts(&night, &night.cast.leader.phone).is_empty());

    // And in the end the leader of the patrol unit is told how many have not answered.
    night.five_minutes_pass().await;
    let told = texts(&night, &night.cast.leader.phone);
    assert!(told.len() == 1 && told[0].starts_with("KRT: 301 "), "{told:?}");
    night.five_minutes_pass().await;
    assert_eq!(night.sms.asked().len(), 302, "nothing more follows");
    night.every_phone_shows_one(&id, 150);

    let sent = night.sent(&id).await;
    assert_eq!(sent["receipts"], json!({ "audience": 303, "sent": 303, "acknowledged": 2 }));
    let step = |step: &Value| {
        assert!(step["finishedAt"].is_string(), "{step}");
        (step["kind"].as_str().unwrap().to_owned(), step["people"].as_u64().unwrap())
    };
    let steps: Vec<_> = sent["timeline"].as_array().unwrap().iter().map(step).collect();
    let taken = [("PUSH", 303_u64), ("PUSH", 152), ("PUSH", 151), ("SMS", 301), ("ESCALATED", 1)];
    assert_eq!(steps, taken.map(|(kind, people)| (kind.to_owned(), people)));
}
