//! What one was not rung for, gathered once a day or a week.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use domain::mykrt::notice::{self, DigestWish, Frequency, Planned};

use super::preference::NoticePreferencesPayload;
use crate::graphql::{context::InRequest as _, outcome::settle, scalars::DateTime};

/// How often a digest comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum NoticeDigestFrequency {
    /// Never.
    None,
    /// Every day.
    Daily,
    /// Once a week.
    Weekly,
}

/// A day of the week in Malaysia.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "notice::DigestDay")]
pub enum NoticeDigestDay {
    /// Isnin.
    Monday,
    /// Selasa.
    Tuesday,
    /// Rabu.
    Wednesday,
    /// Khamis.
    Thursday,
    /// Jumaat.
    Friday,
    /// Sabtu.
    Saturday,
    /// Ahad.
    Sunday,
}

/// What the person was not rung for, gathered: what is valid, unread, and came silently, in quiet
/// hours, or to somebody without the app. As one push, and as a mail to a confirmed address. What is
/// off never stands in it, and nothing comes when there is nothing.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct NoticeDigest {
    /// How often: never `NONE`.
    frequency: NoticeDigestFrequency,
    /// At which hour of a day in Malaysia, 0 to 23.
    hour: i64,
    /// On which day of the week, when it comes once a week.
    weekday: Option<NoticeDigestDay>,
    /// When the next one is due.
    next_at: DateTime,
}

impl From<Planned> for NoticeDigest {
    fn from(planned: Planned) -> Self {
        let DigestWish { frequency, hour, day } = planned.wish;
        let (frequency, weekday) = match frequency {
            Frequency::Daily => (NoticeDigestFrequency::Daily, None),
            Frequency::Weekly => (NoticeDigestFrequency::Weekly, Some(day.into())),
        };
        Self { frequency, hour, weekday, next_at: DateTime(planned.next_at) }
    }
}

/// How often what was not rung for is to be gathered.
#[derive(InputObject)]
pub struct NoticeDigestSetInput {
    /// How often.
    frequency: NoticeDigestFrequency,
    /// At which hour of a day in Malaysia, 0 to 23; 19 when nothing is said.
    hour: Option<i64>,
    /// On which day of the week, when it comes once a week; Friday when nothing is said.
    weekday: Option<NoticeDigestDay>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Wishing for a digest.
#[derive(Default)]
pub struct NoticeDigestMutation;

#[Object]
impl NoticeDigestMutation {
    /// Says how often the viewer wants what they were not rung for gathered in one message.
    /// Emergencies never wait for it. MyKRT, the signed-in.
    async fn notice_digest_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How often, and when.")] input: NoticeDigestSetInput,
    ) -> domain::Result<NoticePreferencesPayload> {
        let ctx = context.ctx()?;
        let frequency = match input.frequency {
            NoticeDigestFrequency::None => None,
            NoticeDigestFrequency::Daily => Some(Frequency::Daily),
            NoticeDigestFrequency::Weekly => Some(Frequency::Weekly),
        };
        let wish = frequency.map(|frequency| DigestWish {
            frequency,
            hour: input.hour.unwrap_or(notice::USUAL_HOUR),
            day: input.weekday.map_or(notice::USUAL_DAY, Into::into),
        });
        let answer = notice::set_digest(ctx, wish).await;
        let (preferences, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        let preferences = preferences.map(Into::into);
        Ok(NoticePreferencesPayload { preferences, user_errors, client_mutation_id })
    }
}
