//! Taking out, correcting and erasing one's own account.

use std::time::Duration;

use super::{
    erase,
    export::{self, Pieces},
    exports::{Export, Exports},
    kept::Kept,
    last,
    spellings::Spellings,
    store::{self, Correction},
    treatments::{DRAFTS, SESSIONS, Treatment},
};
use crate::{
    community,
    duties::Duty,
    identity::{self, Identity, Person},
    krt_shop::{
        enquiry,
        project::{self, Leaving},
        search,
    },
    mykrt::{activity, notice},
    mysrs::{house, swap},
    policy::{Action, Permit, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        language::Language,
        media, scheduler, text,
    },
};

/// How many exports one person may begin in [`WINDOW`].
const EXPORTS: u64 = 10;
const WINDOW: Duration = Duration::from_hours(1);

/// What a person corrects about themselves; what is not given stays as it is.
#[derive(Clone, Debug, Default)]
pub struct AccountChanges {
    /// The name that others see, 1 to 80 characters.
    pub display_name: Option<String>,
    /// The language in which to be spoken to.
    pub language: Option<Language>,
    /// The e-mail address, not confirmed yet; an empty text takes it away.
    pub email: Option<String>,
}

/// Goes on only when the actor may take out everything about themselves.
pub fn authorize_export(ctx: &Ctx) -> Result<Permit> {
    ctx.authorize(Action::AccountExport, &Target::of(ctx.person()?))
}

/// Begins an export of everything about the actor. It may be begun again, as by a phone that lost
/// the rest of the first one: that one is cut off then. What does not begin is not counted; what is
/// one too many cuts nothing off.
pub async fn begin_export(ctx: &Ctx, exports: &Exports) -> Result<Export> {
    let person = ctx.person()?;
    let permit = authorize_export(ctx)?;
    let (cache, counter) = (&ctx.tools().cache, format!("krt:exports:{person}"));
    if cache.count(&counter, WINDOW).await? > EXPORTS {
        let seconds = WINDOW.as_secs();
        return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
    }
    let export = match exports.take(person).await {
        Ok(export) => export,
        Err(refused) => {
            cache.forgive(&counter).await?;
            return Err(refused);
        }
    };
    let mut work = ctx.begin().await?;
    // What they wrote signed out, by their number, is theirs too.
    let known = Identity::person_in(work.connection(), person).await?;
    if let Some(phone) = known.and_then(|known| known.phone) {
        enquiry::adopt(&work, person, &phone).await?;
    }
    work.audit(&permit, person);
    work.commit().await?;
    Ok(export)
}

/// One section of the actor's export, as the pieces of a list in JSON.
pub async fn section(
    ctx: &Ctx,
    identity: &Identity,
    of: &Export,
    treatment: &Treatment,
) -> Result<Pieces> {
    if treatment.table == SESSIONS {
        return Ok(Pieces::of_sessions(&identity.sessions(ctx).await?));
    }
    export::pieces(ctx.read(), &ctx.tools().secret, treatment, of.person).await
}

/// Corrects the actor's own account.
pub async fn update_account(
    ctx: &Ctx,
    identity: &Identity,
    changes: &AccountChanges,
) -> Result<Person> {
    let person = ctx.person()?;
    let permit = ctx.authorize(Action::AccountUpdate, &Target::of(person))?;
    let mut refusals = Refusals::default();
    let name = changes.display_name.as_deref().and_then(|name| {
        refusals.keep(text::line(name, 80).map_err(|refusal| refusal.at("displayName")))
    });
    let mail = changes
        .email
        .as_deref()
        .and_then(|mail| refusals.keep(email(mail).map_err(|refusal| refusal.at("email"))));
    refusals.done()?;
    if mail.is_some() {
        // As for any other way to change it.
        identity.require_fresh_proof(ctx).await?;
    }
    let mut work = ctx.begin().await?;
    let deed = work.audit(&permit, person);
    // Which fields, never what stood there.
    let mut fields = Vec::new();
    fields.extend(name.is_some().then_some("displayName"));
    fields.extend(changes.language.is_some().then_some("language"));
    fields.extend(mail.is_some().then_some("email"));
    deed.detail("fields", fields.join(" "));
    let correction = Correction {
        display_name: name,
        language: changes.language,
        with_email: mail.is_some(),
        email: mail.flatten(),
    };
    store::change_account(work.connection(), person, correction, ctx.now()).await?;
    work.commit().await?;
    identity.account(ctx).await
}

/// An address; an empty text is none.
fn email(given: &str) -> Result<Option<String>, Refusal> {
    if given.trim().is_empty() { Ok(None) } else { identity::email::address(given).map(Some) }
}

/// Erases the actor's own account: sessions and posts end, what can go goes, and what must stay
/// stays without a name. Tells what stays. The number may join again, as somebody else.
pub async fn erase_account(ctx: &Ctx, identity: &Identity, understood: bool) -> Result<Vec<Kept>> {
    let person = ctx.person()?;
    let permit = ctx.authorize(Action::AccountErase, &Target::of(person))?;
    if !understood {
        return Err(Refusal::of(ErrorCode::Required).at("understood").into());
    }
    identity.require_fresh_proof(ctx).await?;
    let mut work = ctx.begin().await?;
    store::take_turn(work.connection()).await?;
    // The units before the person, as whoever joins, leaves or leads one does.
    let units = store::lock_units(work.connection(), person).await?;
    // And the activities.
    activity::hold_places(&work, person, ctx.now()).await?;
    // Of two erasures at once the second finds it done.
    if !store::change_to_erased(work.connection(), person, ctx.now()).await? {
        return Err(Refusal::of(ErrorCode::SessionEnded).stop());
    }
    last::nobody_depends(work.connection(), person, ctx.now()).await?;
    let known =
        Identity::person_in(work.connection(), person).await?.ok_or_else(Error::not_found)?;
    // What they wrote signed out, by their number, goes too.
    if let Some(phone) = &known.phone {
        enquiry::adopt(&work, person, phone).await?;
    }
    let spellings = Spellings::of(&known.display_name, known.phone.as_deref());
    let pictures = media::files_of_unused(work.connection(), person, DRAFTS).await?;
    // Before what they answered goes: whoever waits for a place gets theirs.
    activity::give_up_places(&mut work, person, ctx.now()).await?;
    // With what they add to the figures of notices.
    notice::forget_receipts(&work, person).await?;
    // What was gathered for them, and waits, leaves no more.
    notice::forget_digest(&work, person).await?;
    house::give_up_houses(&work, person, ctx.now()).await?;
    // Before their places in shifts go: somebody may stand in.
    swap::places_left(ctx, &mut work, person).await?;
    // Before their contact data goes: a project at work rests.
    project::leave(ctx, &mut work, person, Leaving::AccountErased).await?;
    project::take_name_out(&work, person, &known.display_name).await?;
    // Before their names go: whoever follows sees that nobody writes any more.
    enquiry::buyer_leaves(&mut work, person, ctx.now()).await?;
    // And while it is known where they belonged.
    community::tell_areas(&mut work, person).await?;
    let kept = erase::erase(work.connection(), person, &spellings, ctx.now()).await?;
    media::leave(work.connection(), &pictures, ctx.now()).await?;
    for unit in units {
        scheduler::plan(&mut work, Duty::VolunteerGone, unit, ctx.now()).await?;
    }
    work.audit(&permit, person);
    Identity::end_account(&mut work, person).await?;
    // Words that only they wrote are proposed to nobody.
    search::recount_soon(&mut work).await?;
    work.commit().await?;
    // The rows are gone; what is left of them elsewhere is nobody's any more.
    identity.forget_sessions(ctx, person).await;
    media::sweep_now(ctx.tools()).await;
    Ok(kept)
}
