//! Taking out, correcting and erasing one's own account.

use std::time::Duration;

use sea_orm::{ActiveEnum as _, ConnectionTrait as _, DbBackend};

use super::{
    erase::{self, Spellings},
    export,
    kept::Kept,
    last,
    treatments::Treatment,
};
use crate::{
    identity::{Identity, Person},
    policy::{Action, Permit, Target},
    shared::{
        ctx::Ctx,
        db,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        id::PersonId,
        language::Language,
        media, text,
        work::Work,
    },
};

/// How many exports one person may begin in [`WINDOW`].
const EXPORTS: u64 = 10;
const WINDOW: Duration = Duration::from_hours(1);
/// The longest e-mail address (RFC 5321 allows 254 characters).
const LONGEST_EMAIL: usize = 254;

/// What a person corrects about themselves; what is not given stays as it is.
#[derive(Clone, Debug, Default)]
pub struct AccountChanges {
    /// The name that others see, 1 to 80 characters.
    pub display_name: Option<String>,
    /// The language in which to be spoken to.
    pub language: Option<Language>,
    /// The e-mail address; an empty text takes it away.
    pub email: Option<String>,
}

/// An export that has begun: whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Export {
    person: PersonId,
}

impl Export {
    /// Whose it is.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }
}

/// Goes on only when the actor may take out everything about themselves.
pub fn authorize_export(ctx: &Ctx) -> Result<Permit> {
    ctx.authorize(Action::AccountExport, &Target::of(ctx.person()?))
}

/// Begins an export of everything about the actor. It may be begun again, as by a phone that lost
/// the rest of the first one.
pub async fn begin_export(ctx: &Ctx) -> Result<Export> {
    let person = ctx.person()?;
    let permit = authorize_export(ctx)?;
    if ctx.tools().cache.count(&format!("krt:exports:{person}"), WINDOW).await? > EXPORTS {
        let seconds = WINDOW.as_secs();
        return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
    }
    let mut work = ctx.begin().await?;
    work.audit(&permit, person);
    work.commit().await?;
    Ok(Export { person })
}

/// One section of an export, as JSON.
pub async fn section(
    ctx: &Ctx,
    of: Export,
    treatment: &'static Treatment,
) -> Result<serde_json::Value> {
    let (mut rows, more) = export::rows(ctx.read(), treatment, of.person).await?;
    if more {
        let most = export::MOST_ROWS;
        rows.push(serde_json::json!({ "andMore": format!("only the first {most} are given") }));
    }
    Ok(serde_json::Value::Array(rows))
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
    let mut work = ctx.begin().await?;
    let deed = work.audit(&permit, person);
    // Which fields, never what stood there.
    let mut fields = Vec::new();
    fields.extend(name.is_some().then_some("displayName"));
    fields.extend(changes.language.is_some().then_some("language"));
    fields.extend(mail.is_some().then_some("email"));
    deed.detail("fields", fields.join(" "));
    let sql = "update person set display_name = coalesce($2, display_name), \
               language = coalesce($3, language), email = case when $4 then $5 else email end, \
               updated_at = $6 where id = $1 and status = 'ACTIVE'";
    let values = [
        person.into(),
        name.into(),
        changes.language.map(|language| language.to_value()).into(),
        mail.is_some().into(),
        mail.flatten().into(),
        ctx.now().into(),
    ];
    db::run(work.connection(), sql, values).await?;
    work.commit().await?;
    identity.account(ctx).await
}

/// Something before and after one `@`, a dot behind it, and nothing that cannot stand there. Whether
/// it is read by anybody only a letter would tell.
fn email(given: &str) -> Result<Option<String>, Refusal> {
    let given = given.trim();
    if given.is_empty() {
        return Ok(None);
    }
    if given.len() > LONGEST_EMAIL {
        return Err(Refusal::of(ErrorCode::TooLong).with("limit", LONGEST_EMAIL));
    }
    let plain = given.chars().all(|letter| !letter.is_control() && !letter.is_whitespace());
    let whole = given.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.contains('@')
            && host.split('.').count() > 1
            && host.split('.').all(|part| !part.is_empty())
    });
    if plain && whole {
        Ok(Some(given.to_owned()))
    } else {
        Err(Refusal::of(ErrorCode::EmailInvalid))
    }
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
    one_at_a_time(&work).await?;
    // First of all the row: of two erasures at once the second waits here, and finds it done.
    let sql =
        "update person set status = 'ERASED', updated_at = $2 where id = $1 and status <> 'ERASED'";
    if db::run(work.connection(), sql, [person.into(), ctx.now().into()]).await? == 0 {
        return Err(Refusal::of(ErrorCode::SessionEnded).stop());
    }
    last::nobody_depends(work.connection(), person, ctx.now()).await?;
    let known =
        Identity::person_in(work.connection(), person).await?.ok_or_else(Error::not_found)?;
    let spellings = Spellings::of(&known.display_name, known.phone.as_deref());
    let pictures = media::files_of_unused(work.connection(), person).await?;
    let kept = erase::erase(work.connection(), person, &spellings, ctx.now()).await?;
    work.audit(&permit, person);
    Identity::end_account(&mut work, person).await?;
    work.commit().await?;
    // The rows are gone; what is left of them elsewhere is nobody's any more.
    identity.forget_sessions(ctx, person).await;
    media::forget_files(ctx.tools(), pictures).await;
    Ok(kept)
}

/// The number under which erasures take turns, "krterase" in ASCII: two of the last in charge who
/// go at once must not both count on the other.
const TURN: i64 = 0x6b_72_74_65_72_61_73_65;

async fn one_at_a_time(work: &Work) -> Result<()> {
    // SQLite has one writer anyway.
    if work.connection().get_database_backend() == DbBackend::Postgres {
        let sql = "select pg_advisory_xact_lock($1)";
        db::run(work.connection(), sql, [TURN.into()]).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_host() {
        assert_eq!(email(" aminah@example.my "), Ok(Some("aminah@example.my".to_owned())));
        assert_eq!(email("  "), Ok(None));
        for wrong in ["aminah", "@example.my", "aminah@my", "a b@example.my", "a@b@c.my", "a@.my"] {
            assert_eq!(email(wrong).unwrap_err().code, ErrorCode::EmailInvalid, "{wrong}");
        }
        assert_eq!(
            email(&format!("{}@a.my", "a".repeat(260))).unwrap_err().code,
            ErrorCode::TooLong
        );
    }
}
