//! Many reports at once. Each list walks one index: of a place, of a place and where they stand, or of
//! what is due there.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use super::{
    model::{PatrolReport, ReportStatus},
    store::{COLUMNS, Row},
};
use crate::{
    mysrs::incident::{self, Within},
    policy::{Action, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        db,
        error::Result,
        id::PatrolId,
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// The key by which reports are ordered: when their patrols began, or when they are due.
type ReportKey = (Instant, PatrolId);

/// Which reports are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReportFilter {
    /// Only those that stand there.
    pub status: Option<ReportStatus>,
    /// Only those for which somebody is late, the latest of all first.
    pub overdue_only: bool,
}

/// The reports of patrols of a place, the latest patrol first, each with its cursor: for the unit's
/// leader, the area's committee and the officers there.
pub async fn reports(
    ctx: &Ctx,
    within: &Within,
    filter: ReportFilter,
    args: &PageArgs,
) -> Result<Page<(String, PatrolReport)>> {
    ctx.person()?;
    let place = incident::place_of(ctx, within).await?;
    ctx.authorize(Action::PatrolReportRead, &Target::at(place))?;
    let request = PageRequest::<ReportKey>::from_args(args)?;
    let rows = list(ctx.read(), within, filter, ctx.now(), &request).await?;
    Ok(request.page(rows).map(|report| {
        // What is overdue has been due.
        let at = report.due_at.filter(|_| filter.overdue_only).unwrap_or(report.patrolled_at);
        (page::encode(&(at, report.patrol_id)), report)
    }))
}

async fn list<C: ConnectionTrait>(
    connection: &C,
    within: &Within,
    filter: ReportFilter,
    now: Instant,
    page: &PageRequest<ReportKey>,
) -> Result<Vec<PatrolReport>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from patrol_report r"));
    match within {
        Within::Unit(id) => query.and("r.unit_id = ?", [(*id).into()]),
        Within::Area(id) => {
            query
                .and("r.unit_id in (select id from patrol_unit where area_id = ?)", [(*id).into()]);
        }
        Within::District(id) => query.and("r.district_id = ?", [(*id).into()]),
        Within::State(code) => query.and("r.state_code = ?", [code.as_str().into()]),
        Within::Mine | Within::Nation => {}
    }
    if let Some(status) = filter.status {
        query.and("r.status = ?", [status.to_value().into()]);
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    if filter.overdue_only {
        query.and("r.due_at < ?", [now.into()]);
        query.keyset(["r.due_at", "r.patrol_id"], beyond, page.backward, false);
    } else {
        query.keyset(["r.patrolled_at", "r.patrol_id"], beyond, page.backward, true);
    }
    query.limit(page.rows());
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}
