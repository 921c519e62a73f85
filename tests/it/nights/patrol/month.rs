//! The month before the night: who goes out when, and with what.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use domain::shared::{
    db,
    id::{BriefingItemId, EquipmentId, ShiftId, ShiftTemplateId},
    malaysia,
};
use serde_json::{Value, json};

use super::{Night, Team, Town, mint, now};
use crate::{
    roster::{GENERATE, PUBLISH, TEMPLATE, teams},
    way::{BRIEFING, EQUIPMENT},
};

/// The first day of the month that comes.
fn next_month() -> NaiveDate {
    malaysia::day(now()).with_day(1).unwrap() + Months::new(1)
}

impl Town<Team> {
    /// The month that comes is planned and published, with two nights and three people who can walk: a
    /// node is killed after each of the leader's answers. Then the first night has come. Its shift.
    pub(super) async fn month_is_planned(&mut self, night: Night) -> String {
        let first = next_month();
        let id: ShiftTemplateId = mint();
        let unit = self.cast.unit.to_string();
        let template = json!({
            "id": id.to_string(), "unitId": unit, "name": "Syif malam", "startsAt": "23:00",
            "weekdays": [first.weekday().number_from_monday()], "minutes": 240, "teamSize": 3,
            "from": first.to_string(), "until": (first + Days::new(13)).to_string(),
        });
        self.leader().graphql(TEMPLATE, json!({ "input": template })).await.ok();

        let month = first.format("%Y-%m").to_string();
        let plan = json!({ "unitId": unit, "month": month, "seed": 7, "idempotencyKey": "bulan" });
        let plan = json!({ "input": plan });
        let planned = self.leader().graphql(GENERATE, plan.clone()).await.ok();
        self.a_node_is_killed();
        self.all_run_again().await;
        // The leader's phone heard nothing of it and asks again: it was planned once.
        let again = self.leader().graphql(GENERATE, plan).await.ok();
        let roster = again.at("rosterGenerate/roster");
        assert_eq!(roster, planned.at("rosterGenerate/roster"));
        assert_eq!((&roster["fullness"], &roster["version"]), (&json!("FULL"), &json!(1)));
        let three = [&self.cast.leader, &self.cast.devi, &self.cast.lim];
        let three: BTreeSet<String> = three.iter().map(|user| user.id.to_string()).collect();
        assert_eq!(teams(roster).into_values().collect::<Vec<_>>(), [three.clone(), three]);

        let publish = json!({ "id": roster["id"], "version": 1, "idempotencyKey": "terbit" });
        let publish = json!({ "input": publish });
        self.leader().graphql(PUBLISH, publish.clone()).await.ok();
        self.a_node_is_killed();
        self.goes_on_after_the_kill().await;
        let again = self.leader().graphql(PUBLISH, publish).await.ok();
        let roster = again.at("rosterPublish/roster");
        assert_eq!(roster["status"], "PUBLISHED");
        let told = self.push.asked();
        for token in ["devi", "lim"] {
            assert!(told.iter().any(|push| push.token == token), "{token} was not told: {told:?}");
        }
        let shifts = roster["shifts"].as_array().unwrap().iter();
        let shift = shifts.min_by_key(|shift| shift["startsAt"].as_str().unwrap().to_owned());
        let shift = shift.unwrap()["id"].as_str().unwrap().to_owned();
        let mine = "{ viewer { shifts { nodes { id } } } }";
        let mine = self.devi().ask(mine).await.ok();
        assert!(mine.at("viewer/shifts/nodes").to_string().contains(&shift), "{}", mine.text);
        self.has_come(&shift, night).await;
        shift
    }

    /// The night of a shift has come.
    async fn has_come(&self, shift: &str, night: Night) {
        let id: ShiftId = shift.parse().unwrap();
        let sql = "update shift set starts_at = $2, ends_at = $3 where id = $1";
        let values = [id.into(), night.at("23:00").into(), night.at("03:00").into()];
        assert_eq!(db::run(self.db.write(), sql, values).await.unwrap(), 1);
    }

    /// A point that the unit goes through before it walks, and a torch.
    pub(super) async fn unit_has_a_briefing_and_a_torch(&self) -> (Value, Value) {
        let (point, torch): (BriefingItemId, EquipmentId) = (mint(), mint());
        let unit = self.cast.unit.to_string();
        let item = json!({ "id": point.to_string(), "unitId": unit, "position": 1,
            "text": "Nombor 999" });
        self.leader().graphql(BRIEFING, json!({ "input": item })).await.ok();
        let piece = json!({ "id": torch.to_string(), "unitId": unit, "kind": "TORCH",
            "number": "7" });
        self.leader().graphql(EQUIPMENT, json!({ "input": piece })).await.ok();
        (json!(point.to_string()), json!(torch.to_string()))
    }
}
