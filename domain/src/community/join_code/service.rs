//! Making a code, printing it again, and joining with it.

use std::time::Duration;

use rand::RngExt as _;

use super::{
    model::{JoinCode, NewJoinCode},
    rules,
    store::{self, JoinCodeRow},
};
use crate::{
    community::{
        self,
        membership::{self, Membership, RequestStatus},
    },
    identity,
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, JoinCodeId, MembershipId, PersonId},
        replay::{Begun, Once},
        work::Work,
    },
};

/// What the key for codes is derived from the secret for.
const PURPOSE: &str = "join codes";
/// How wrong codes are counted.
const WINDOW: Duration = Duration::from_mins(15);
/// Wrong codes that one person may try in that time: a worn poster is read wrongly a few times.
const TRIES_PER_PERSON: u64 = 10;
/// … and one address: a hall in which ten people read it wrongly.
const TRIES_PER_ADDRESS: u64 = 10 * TRIES_PER_PERSON;

/// Makes a code for an area; the one before it is void.
pub async fn create_join_code(ctx: &Ctx, new: &NewJoinCode, key: Option<&str>) -> Result<JoinCode> {
    let place = community::place_of_area(ctx, new.area_id).await?;
    let permit = ctx.authorize(Action::JoinCodeManage, &Target::at(place))?;
    let once = match Once::begin(ctx, &permit, "joinCodeCreate", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return by_id(ctx, JoinCodeId(id)).await,
    };
    let made = make(ctx, &once.work, new).await;
    let id = once.finish(ctx, made).await?;
    by_id(ctx, id).await
}

async fn make(ctx: &Ctx, work: &Work, new: &NewJoinCode) -> Result<JoinCodeId> {
    let bounds = rules::bounds(new, ctx.now())?;
    let letters = rules::letters(rand::rng().random());
    let (id, secret): (JoinCodeId, _) = (ctx.mint(), &ctx.tools().secret);
    let code = JoinCodeRow {
        id,
        area_id: new.area_id,
        sealed_code: secret.seal(PURPOSE, id.0.as_bytes(), letters.as_bytes())?,
        made_at: ctx.now(),
        expires_at: bounds.expires_at,
        most_uses: bounds.most_uses,
        uses: 0,
        replaced_at: None,
    };
    let hash = secret.hash(PURPOSE, &[letters.as_bytes()]);
    store::take_turn(work.connection(), new.area_id).await?;
    store::replace(work.connection(), new.area_id, ctx.now()).await?;
    store::add(work.connection(), &code, &hash, ctx.person()?).await?;
    Ok(code.id)
}

async fn by_id(ctx: &Ctx, id: JoinCodeId) -> Result<JoinCode> {
    let row = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = community::place_of_area(ctx, row.area_id).await?;
    ctx.authorize(Action::JoinCodeManage, &Target::at(place))?;
    opened(ctx, &row)
}

/// The code that an area has now, to be printed again; none before the first.
pub async fn join_code(ctx: &Ctx, area: AreaId) -> Result<Option<JoinCode>> {
    let place = community::place_of_area(ctx, area).await?;
    ctx.authorize(Action::JoinCodeManage, &Target::at(place))?;
    let row = store::find_current(ctx.db().write(), area).await?;
    row.map(|row| opened(ctx, &row)).transpose()
}

fn opened(ctx: &Ctx, row: &JoinCodeRow) -> Result<JoinCode> {
    let broken = || Error::internal("a join code does not open: KRT_SECRET is another one");
    let letters = ctx.tools().secret.open(PURPOSE, row.id.0.as_bytes(), &row.sealed_code);
    let letters = String::from_utf8(letters.ok_or_else(broken)?);
    Ok(JoinCode {
        id: row.id,
        area_id: row.area_id,
        code: rules::printed(&letters.map_err(Error::internal)?),
        made_at: row.made_at,
        expires_at: row.expires_at,
        most_uses: row.most_uses,
        uses: row.uses,
        replaced_at: row.replaced_at,
    })
}

/// Joins the area of a code at once. Whoever belongs there already spends nothing.
pub async fn join_with_code(ctx: &Ctx, text: &str) -> Result<Membership> {
    let person = ctx.person()?;
    let permit = ctx.authorize(Action::MembershipChange, &Target::of(person))?;
    let code = find(ctx, person, text).await?;
    let area = community::area(ctx, code.area_id).await?;
    let mut work = ctx.begin().await?;
    identity::take_turn(work.connection(), person).await?;
    if let Some(there) = membership::find_membership(work.connection(), person, area.id).await? {
        return Ok(there);
    }
    rules::lets_in(&code, ctx.now())?;
    membership::takes_residents(area.status)?;
    membership::room_for(membership::count_areas(work.connection(), person, area.id).await?)?;
    if !store::spend(work.connection(), code.id).await? {
        // Somebody was quicker: they took the last use, or the committee made another code.
        let now_so = store::lookup(work.connection(), code.id).await?.unwrap_or(code);
        rules::lets_in(&now_so, ctx.now())?;
        return Err(Refusal::of(ErrorCode::JoinCodeUsedUp).at("code").into());
    }
    let (accepted, now) = (RequestStatus::Accepted, ctx.now());
    membership::settle_open_request(work.connection(), person, area.id, accepted, now).await?;
    let membership: MembershipId = ctx.mint();
    community::add_membership(&mut work, membership, person, area.id, now).await?;
    work.audit(&permit, membership);
    work.commit().await?;
    let joined = membership::find_membership(ctx.db().write(), person, area.id).await?;
    joined.ok_or_else(Error::not_found)
}

/// Finds a code by what somebody typed. A wrong one is counted, before it is looked up, so that
/// many at once are counted too; a right one takes its count back.
async fn find(ctx: &Ctx, person: PersonId, text: &str) -> Result<JoinCodeRow> {
    let wrong = || Error::from(Refusal::of(ErrorCode::JoinCodeWrong).at("code"));
    let network = ctx.origin.network().unwrap_or_default();
    let counters = [
        (format!("krt:tries:join-code:{person}"), TRIES_PER_PERSON),
        (format!("krt:tries:join-code:from:{network}"), TRIES_PER_ADDRESS),
    ];
    let cache = &ctx.tools().cache;
    for (counter, most) in &counters {
        if cache.count(counter, WINDOW).await? > *most {
            let seconds = WINDOW.as_secs();
            return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
        }
    }
    let letters = rules::readable(text).ok_or_else(wrong)?;
    let hash = ctx.tools().secret.hash(PURPOSE, &[letters.as_bytes()]);
    let found = store::find_by_hash(ctx.db().write(), &hash).await?.ok_or_else(wrong)?;
    for (counter, _) in &counters {
        cache.forgive(counter).await?;
    }
    Ok(found)
}
