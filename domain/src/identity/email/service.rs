//! Giving an e-mail address, confirming it, and taking it away.

use std::time::Duration;

use rand::RngExt as _;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::{
    rules,
    store::{self, NewCode, Sent},
};
use crate::{
    identity::{Identity, Person, codes, store::lookup},
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::PersonId,
        outbox::{self, Audience, Message},
    },
};

/// In which time the short limits are counted.
const SHORT: Duration = Duration::from_mins(15);
const DAY: Duration = Duration::from_hours(24);
/// In a day so many times as many codes as in the short time.
const DAY_FACTOR: u64 = 3;

/// What came of an address that was given.
#[derive(Clone, Debug)]
pub struct EmailSet {
    /// The account, still with the address before it.
    pub person: Person,
    /// Until when the code counts that is on its way; none when the address was taken away.
    pub expires_at: Option<Instant>,
}

impl Identity {
    /// Sends a code to an address, which becomes the actor's once they give it back; without an
    /// address, takes away theirs. Needs a fresh proof. Whether others have the address makes no
    /// difference.
    pub async fn set_email(&self, ctx: &Ctx, address: Option<&str>) -> Result<EmailSet> {
        let id = ctx.person()?;
        let permit = ctx.authorize(Action::AccountUpdate, &Target::of(id))?;
        self.require_fresh_proof(ctx).await?;
        let Some(address) = address else { return self.remove_email(ctx, &permit, id).await };
        if !self.settings.sends_mail {
            return Err(Refusal::of(ErrorCode::Unavailable).stop());
        }
        let address = rules::address(address).map_err(|refusal| refusal.at("address"))?;
        let person = self.whole(id).await?;
        self.limit_email_codes(id, &address).await?;
        let code = format!("{:06}", rand::rng().random_range(0..=codes::HIGHEST));
        let (now, code_id) = (ctx.now(), ctx.mint());
        let code_hash = self.email_code_hash(code_id, &code);
        let new = NewCode { id: code_id, person: id, address: &address, code_hash, now };
        let expires_at = Some(now + rules::CODE_LIFE);
        let message = Message {
            audience: Audience::Mail(address.clone()),
            text: outbox::Text::EmailCode(code),
            language: ctx.languages.sentences(),
            cause: code_id,
            round: 0,
            urgent: false,
            expires_at,
        };
        let mut work = ctx.begin().await?;
        // Whoever gives the code does something; asking for it is nothing yet.
        work.leave_unaudited();
        store::add(work.connection(), &new).await?;
        outbox::send(&mut work, &message).await?;
        work.commit().await?;
        Ok(EmailSet { person, expires_at })
    }

    async fn remove_email(&self, ctx: &Ctx, permit: &Permit, id: PersonId) -> Result<EmailSet> {
        let mut work = ctx.begin().await?;
        store::void(work.connection(), id).await?;
        store::change_email(work.connection(), id, None, ctx.now()).await?;
        work.audit(permit, id).detail("fields", "email");
        work.tell(Change::new(Scope::Person(id), Noun::Person, id));
        work.commit().await?;
        Ok(EmailSet { person: self.whole(id).await?, expires_at: None })
    }

    /// Takes a code that came by mail: the address to which it came is the actor's from now on. Any
    /// of those that count, because a later one may come first. A phone that lost the answer gives
    /// the same again.
    pub async fn confirm_email(&self, ctx: &Ctx, code: &str) -> Result<Person> {
        let id = ctx.person()?;
        let permit = ctx.authorize(Action::AccountUpdate, &Target::of(id))?;
        let code = codes::digits(code)?;
        let (connection, now) = (self.tools.db.write(), ctx.now());
        let mut left = None;
        for sent in store::live(connection, id, now).await? {
            if !store::count_try(connection, sent.id, now).await? {
                continue;
            }
            if self.is_email_code(&sent, &code) {
                return self.take_email(ctx, &permit, &sent).await;
            }
            left = left.max(Some((rules::TRIES - sent.tries - 1).max(0)));
        }
        let given = store::given(connection, id).await?;
        if let Some(sent) = given.iter().find(|sent| self.is_email_code(sent, &code)) {
            let person = self.whole(id).await?;
            if person.email.as_deref() == Some(sent.address.as_str()) {
                return Ok(person);
            }
        }
        let wrong = |left: i32| Refusal::of(ErrorCode::CodeWrong).at("code").with("left", left);
        Err(left.map_or_else(codes::over, wrong).into())
    }

    async fn take_email(&self, ctx: &Ctx, permit: &Permit, sent: &Sent) -> Result<Person> {
        let (id, now) = (ctx.person()?, ctx.now());
        let mut work = ctx.begin().await?;
        if !store::take(work.connection(), sent.id, now).await? {
            // The same phone was quicker, or the account has gone.
            drop(work);
            return self.whole(id).await;
        }
        store::void(work.connection(), id).await?;
        store::change_email(work.connection(), id, Some(&sent.address), now).await?;
        outbox::forgive(work.connection(), ctx.tools(), &sent.address).await?;
        work.audit(permit, id).detail("fields", "email");
        work.tell(Change::new(Scope::Person(id), Noun::Person, id));
        work.commit().await?;
        self.whole(id).await
    }

    /// Whether mail reaches a person's confirmed address, as far as is known.
    pub async fn is_reached_by_mail(&self, person: &Person) -> Result<bool> {
        let confirmed = person.email.as_deref().filter(|_| person.email_confirmed_at.is_some());
        let Some(address) = confirmed else { return Ok(false) };
        Ok(!outbox::is_refused(self.tools.db.read(), &self.tools, address).await?)
    }

    async fn whole(&self, id: PersonId) -> Result<Person> {
        lookup(self.tools.db.write(), id).await?.ok_or_else(Error::not_found)
    }

    /// Counts a code before it is sent, by person and by address, in a short time and in a day:
    /// nobody fills a stranger's mailbox.
    async fn limit_email_codes(&self, person: PersonId, address: &str) -> Result<()> {
        let most = self.settings.codes_per_phone;
        let address = self.hidden(&[&address.to_ascii_lowercase()]);
        for whose in [person.to_string(), address] {
            self.limit_count(&format!("krt:email-codes:{whose}"), most, SHORT).await?;
            let most = most.saturating_mul(DAY_FACTOR);
            self.limit_count(&format!("krt:email-codes-day:{whose}"), most, DAY).await?;
        }
        Ok(())
    }

    fn email_code_hash(&self, id: Uuid, code: &str) -> [u8; 32] {
        self.tools.secret.hash("email codes", &[id.as_bytes(), code.as_bytes()])
    }

    fn is_email_code(&self, sent: &Sent, code: &str) -> bool {
        self.email_code_hash(sent.id, code).as_slice().ct_eq(&sent.code_hash).into()
    }
}
