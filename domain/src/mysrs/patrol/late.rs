//! What is done about a patrol once it has ended, and again when more of it comes in.
//!
//! What comes in late plans the duties in its own transaction: while they are planned for a minute
//! nothing is added, so a week of rows over a bad line costs a duty a minute. Between the planning and
//! the minute lies at least another one: whatever the plan of one transaction spares another has come
//! in by then.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use super::model::PatrolStatus;
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

/// What is planned. Another duty about the whole of a patrol is one more here.
pub(super) const DUTIES: [Duty; 3] = [Duty::PatrolJudge, Duty::PatrolSeal, Duty::PatrolReckon];

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;

/// When what comes in now is looked at: at the second full minute from now.
pub(super) fn due_at(now: Instant) -> Instant {
    let passed = now.timestamp_millis().rem_euclid(MINUTE);
    now + chrono::TimeDelta::milliseconds(2 * MINUTE - passed)
}

/// The part of a statement that plans the duties for those of the patrols in `fresh` that have ended.
/// It wants the names of the duties (text[]), their time and the status of what has ended under these
/// numbers. In the order of their ids two statements that plan the same wait for each other in one
/// direction only.
pub(super) fn plan_in_statement(duties: &str, due_at: &str, ended: &str) -> String {
    format!(
        "insert into duty (id, kind, subject, due_at, next_at)
    select gen_random_uuid(), kinds.kind, p.id, {due_at}::timestamptz, {due_at}::timestamptz
    from patrol p cross join unnest({duties}::text[]) as kinds (kind)
    where p.id in (select patrol_id from fresh) and p.status = {ended}
    order by p.id, kinds.kind
    on conflict (kind, subject, due_at) do nothing"
    )
}

/// The names of the duties, as they are kept.
pub(super) fn kinds() -> Vec<String> {
    DUTIES.iter().map(Duty::to_value).collect()
}

/// Plans the duties for a patrol that ends: now, and once more for what is under way while it ends and
/// takes it for one that lasts.
pub(super) async fn plan_at_end(work: &mut Work, patrol: PatrolId, now: Instant) -> Result<()> {
    for duty in DUTIES {
        scheduler::plan(work, duty, patrol, now).await?;
        scheduler::plan(work, duty, patrol, due_at(now)).await?;
    }
    Ok(())
}

/// Plans the duties for those of these patrols that have ended, in the transaction in which something
/// of them comes in: on SQLite, where [`plan_in_statement`] has no arrays.
pub(super) async fn plan<C: ConnectionTrait>(
    connection: &C,
    ids: &Ids,
    patrols: impl IntoIterator<Item = PatrolId>,
    now: Instant,
) -> Result<()> {
    let sql = "insert into duty (id, kind, subject, due_at, next_at) \
               select $1, $2, id, $4, $4 from patrol where id = $3 and status = $5 \
               on conflict (kind, subject, due_at) do nothing";
    for patrol in patrols {
        for duty in DUTIES {
            let id: uuid::Uuid = ids.mint(now);
            let values = [
                id.into(),
                duty.to_value().into(),
                patrol.into(),
                due_at(now).into(),
                PatrolStatus::Ended.to_value().into(),
            ];
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
}
