//! What one wishes of notices.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::mykrt::notice::{self, Severity};

use super::{digest::NoticeDigest, types::NoticeSeverity};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::{UserError, settle},
};

/// How somebody wants notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "notice::Choice")]
pub enum NoticeChoice {
    /// Pushed, with a sound.
    Push,
    /// Pushed without a sound (on Android to the app's channel `silent`), also in quiet hours.
    Silent,
    /// In the feed only.
    Off,
}

/// A severity of which somebody chooses. An emergency is pushed to everybody at any hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum NoticePreferenceSeverity {
    /// Good to know.
    Information,
    /// Should be read by everybody.
    Important,
    /// Should be read today.
    Urgent,
}

impl From<NoticePreferenceSeverity> for Severity {
    fn from(severity: NoticePreferenceSeverity) -> Self {
        match severity {
            NoticePreferenceSeverity::Information => Self::Information,
            NoticePreferenceSeverity::Important => Self::Important,
            NoticePreferenceSeverity::Urgent => Self::Urgent,
        }
    }
}

/// What somebody chose for one severity.
#[derive(Clone, Debug, SimpleObject)]
pub struct NoticePreference {
    /// The area whose committee's notices it is about; none when it is about everything, which an
    /// area's own choice goes before.
    area_id: Option<ID>,
    /// Of which severity.
    severity: NoticeSeverity,
    /// What they chose.
    choice: NoticeChoice,
}

/// When somebody wants to hear nothing: what is pushed then comes when they end, unless it was read.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct NoticeQuietHours {
    /// From this minute of a day in Malaysia on, 0 to 1439: 1320 is 22:00.
    from: i64,
    /// Until this minute of a day in Malaysia, 0 to 1439; before `from` it is one of the next day.
    until: i64,
}

/// Everything that somebody wishes of notices. Emergencies pass through all of it.
#[derive(Clone, Debug, Default, SimpleObject)]
pub struct NoticePreferences {
    /// What they chose: for everything first, then area by area. What is not there is pushed.
    choices: Vec<NoticePreference>,
    /// When they want to hear nothing; none when they always want to.
    quiet_hours: Option<NoticeQuietHours>,
    /// How often they want what they were not rung for gathered; none when they do not.
    digest: Option<NoticeDigest>,
}

impl From<notice::Preferences> for NoticePreferences {
    fn from(preferences: notice::Preferences) -> Self {
        let choice = |one: notice::Preference| NoticePreference {
            area_id: one.area_id.map(ID::from),
            severity: one.severity.into(),
            choice: one.choice.into(),
        };
        Self {
            choices: preferences.choices.into_iter().map(choice).collect(),
            quiet_hours: preferences.quiet_hours.map(|hours| NoticeQuietHours {
                from: hours.from_minute,
                until: hours.until_minute,
            }),
            digest: preferences.digest.map(NoticeDigest::from),
        }
    }
}

/// How notices are wanted.
#[derive(InputObject)]
pub struct NoticePreferenceSetInput {
    /// The area whose committee's notices it is about, one to which the viewer belongs; without one
    /// it is about everything.
    area_id: Option<ID>,
    /// Of which severity; without one of all but emergencies.
    severity: Option<NoticePreferenceSeverity>,
    /// How; null forgets what was chosen before.
    choice: Option<NoticeChoice>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// When nothing is to be heard.
#[derive(InputObject)]
pub struct NoticeQuietHoursInput {
    /// From this minute of a day in Malaysia on, 0 to 1439: 1320 is 22:00.
    from: i64,
    /// Until this minute of a day in Malaysia, 0 to 1439; before `from` it is one of the next day.
    until: i64,
}

/// When nothing is to be heard.
#[derive(InputObject)]
pub struct NoticeQuietHoursSetInput {
    /// When; null when notices may always be heard.
    quiet_hours: Option<NoticeQuietHoursInput>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What the viewer wishes now, or why it is not so.
#[derive(SimpleObject)]
pub struct NoticePreferencesPayload {
    /// Everything that they wish.
    pub(super) preferences: Option<NoticePreferences>,
    /// Why not: `NOT_YOUR_AREA`, `OUT_OF_RANGE`, `TIME_INVALID`.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// Wishing how notices come.
#[derive(Default)]
pub struct NoticePreferenceMutation;

#[Object]
impl NoticePreferenceMutation {
    /// Says how the viewer wants notices: pushed, silent, or in the feed only. An area's own choice
    /// goes before the one for everything. MyKRT, the signed-in.
    async fn notice_preference_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How notices are wanted.")] input: NoticePreferenceSetInput,
    ) -> domain::Result<NoticePreferencesPayload> {
        let ctx = context.ctx()?;
        ctx.person()?;
        let area = input.area_id.as_ref().map(|id| context::id(id, "areaId")).transpose()?;
        let (severity, choice) = (input.severity.map(Into::into), input.choice.map(Into::into));
        let answer = notice::set_preference(ctx, area, severity, choice).await;
        let (preferences, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        let preferences = preferences.map(Into::into);
        Ok(NoticePreferencesPayload { preferences, user_errors, client_mutation_id })
    }

    /// Says in which hours of the day the viewer wants to hear nothing. MyKRT, the signed-in.
    async fn notice_quiet_hours_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "When nothing is to be heard.")] input: NoticeQuietHoursSetInput,
    ) -> domain::Result<NoticePreferencesPayload> {
        let ctx = context.ctx()?;
        let hours = input
            .quiet_hours
            .map(|hours| notice::QuietHours { from_minute: hours.from, until_minute: hours.until });
        let answer = notice::set_quiet_hours(ctx, hours).await;
        let (preferences, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        let preferences = preferences.map(Into::into);
        Ok(NoticePreferencesPayload { preferences, user_errors, client_mutation_id })
    }
}
