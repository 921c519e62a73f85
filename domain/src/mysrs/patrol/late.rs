//! What is done about a patrol once it has ended, and again when more of it comes in.
//!
//! What comes in late plans the duties in its own transaction: while they are planned for a minute
//! nothing is added, so a week of rows over a bad line costs a duty a minute. Between the planning and
//! the minute lies at least another one: whatever the plan of one transaction spares another has come
//! in by then.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use crate::{
    duties::Duty,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{Ids, PatrolId},
        scheduler,
        work::Work,
    },
};

/// What is planned for a moment. Another duty about the whole of a patrol is one more here. A node
/// takes what is due in the order of its times, so it judges before it seals, and whoever reads a
/// seal's page finds what was judged; two nodes may do both at once, which harms nobody: a seal covers
/// nothing that a judgement writes.
fn each(at: Instant) -> [(Duty, Instant); 2] {
    [(Duty::PatrolJudge, at - chrono::TimeDelta::milliseconds(1)), (Duty::PatrolSeal, at)]
}

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;

/// When what comes in now is looked at: at the second full minute from now.
pub(super) fn due_at(now: Instant) -> Instant {
    let passed = now.timestamp_millis().rem_euclid(MINUTE);
    now + chrono::TimeDelta::milliseconds(2 * MINUTE - passed)
}

/// The part of a statement that plans the duties for those of the patrols in `finished` of which
/// `fresh` has something: `finished` has the ids of those that have ended, so that a patrol under way
/// costs nothing. It wants the names of the duties (text[]) and their times (timestamptz[]) under these
/// numbers. In one order two statements that plan the same wait for each other in one direction only.
pub(super) fn plan_in_statement(duties: &str, times: &str) -> String {
    format!(
        "insert into duty (id, kind, subject, due_at, next_at)
    select gen_random_uuid(), planned.kind, finished.id, planned.due_at, planned.due_at
    from finished cross join unnest({duties}::text[], {times}::timestamptz[]) as planned (kind, due_at)
    where finished.id in (select patrol_id from fresh)
    order by finished.id, planned.due_at
    on conflict (kind, subject, due_at) do nothing"
    )
}

/// The names of the duties that are planned for what comes in now, as they are kept, and their times.
pub(super) fn planned(now: Instant) -> (Vec<String>, Vec<Instant>) {
    each(due_at(now)).iter().map(|(duty, at)| (duty.to_value(), *at)).unzip()
}

/// Plans the duties for a patrol that ends: now, and once more for what is under way while it ends and
/// takes it for one that lasts.
pub(super) async fn plan_at_end(work: &mut Work, patrol: PatrolId, now: Instant) -> Result<()> {
    for (duty, at) in each(now).into_iter().chain(each(due_at(now))) {
        scheduler::plan(work, duty, patrol, at).await?;
    }
    Ok(())
}

/// Plans the duties for these patrols, which have ended, in the transaction in which something of them
/// comes in, where that is not one statement ([`plan_in_statement`]).
pub(super) async fn plan<C: ConnectionTrait>(
    connection: &C,
    ids: &Ids,
    patrols: impl IntoIterator<Item = PatrolId>,
    now: Instant,
) -> Result<()> {
    let sql = "insert into duty (id, kind, subject, due_at, next_at) values ($1, $2, $3, $4, $4) \
               on conflict (kind, subject, due_at) do nothing";
    for patrol in patrols {
        for (duty, at) in each(due_at(now)) {
            let id: uuid::Uuid = ids.mint(now);
            let values = [id.into(), duty.to_value().into(), patrol.into(), at.into()];
            db::run(connection, sql, values).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_within_a_minute_is_looked_at_together_and_not_too_soon() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        for (now, due) in [
            ("2026-03-14T04:00:00Z", "2026-03-14T04:02:00Z"),
            ("2026-03-14T04:00:59.999Z", "2026-03-14T04:02:00Z"),
            ("2026-03-14T04:01:00Z", "2026-03-14T04:03:00Z"),
        ] {
            assert_eq!(due_at(at(now)), at(due), "{now}");
        }
    }

    #[test]
    fn a_patrol_is_judged_before_it_is_sealed_and_neither_later_than_it_is_due() {
        let now = "2026-03-14T04:00:00Z".parse::<Instant>().unwrap();
        let [(first, judged_at), (second, sealed_at)] = each(now);
        assert_eq!((first, second), (Duty::PatrolJudge, Duty::PatrolSeal));
        assert!(judged_at < sealed_at && sealed_at <= now);
        let (kinds, times) = planned(now);
        assert_eq!(kinds, ["patrol_judge", "patrol_seal"]);
        assert_eq!(times, each(due_at(now)).map(|(_, at)| at));
    }
}
