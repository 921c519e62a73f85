//! The query about what those whom an audience reaches wish, and how they can be reached.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use super::{model::Severity, reach_store::Reached, ways::Alike};
use crate::shared::{clock::Instant, db::Query, error::Result};

/// Whether somebody, `n`, has an app of MyKRT that messages are pushed to, now.
pub(super) const HAS_APP: &str = "exists (select 1 from device d where d.person_id = n.id \
                                  and d.app = 'MYKRT' and d.gone_at is null and d.ends_at > ?)";

/// What somebody, `n`, chose for notices of a severity in an area: what they chose for the area goes
/// before what they chose for everywhere.
pub(super) const CHOICE: &str = "(select p.choice from notice_preference p \
                                 where p.person_id = n.id and p.severity = ? \
                                 and (p.area_id = ? or p.area_id is null) \
                                 order by case when p.area_id is null then 1 else 0 end limit 1)";

/// Whether somebody, `n`, gets digests of notices at an address that is theirs.
const HAS_MAIL: &str = "(n.email is not null and n.email_confirmed_at is not null \
                        and exists (select 1 from notice_digest g where g.person_id = n.id))";

/// The people who are reached, at most `most` of them, as many together as are alike: the database
/// counts, and the rule is asked once for all of them.
pub(super) async fn list_alike<C: ConnectionTrait>(
    connection: &C,
    reached: &Reached<'_>,
    severity: Severity,
    (now, most): (Instant, i64),
) -> Result<Vec<Alike>> {
    let alike = "has_phone, has_app, has_mail, choice, from_minute, until_minute";
    let mut query = Query::new(format!(
        "select count(*) as people, {alike} from (select (n.phone is not null) as has_phone, \
         {HAS_MAIL} as has_mail, q.from_minute, q.until_minute,"
    ));
    let area = reached.place.area().map(|area| area.0);
    query.join(
        &format!("(n.status = 'ACTIVE' and {HAS_APP}) as has_app, {CHOICE} as choice"),
        [now.into(), severity.to_value().into(), area.into()],
    );
    query.end(" from (select person_id from (");
    reached.select(&mut query, now, most);
    query.join(") as everybody limit ?", [most.into()]);
    query.end(&format!(
        ") as reached join person n on n.id = reached.person_id \
         left join notice_quiet_hours q on q.person_id = n.id) as each_one group by {alike}"
    ));
    query.all(connection).await
}
