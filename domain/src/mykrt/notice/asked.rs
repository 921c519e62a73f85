//! Since when acknowledgements of a notice count; pure.
//!
//! Whoever said that they know a notice said it of the words that they had before them. When a
//! correction is pushed again, each reader is asked anew: `asked_again_at` and `asked_version` of the
//! notice say since when and since which version. A receipt says of which asking its newest
//! acknowledgement is (`acknowledged_version`), and counts when that is the notice's; the first one
//! that was ever given stays beside it. A figure that is kept says of which asking it is too
//! (`tally.rs`): asking anew writes no receipt and no figure, and waits for neither.

use super::model::{Content, Notice, NoticeChanges};
use crate::shared::clock::Instant;

/// Whether a change corrects a notice, or only pushes again what it says. Whoever pushes nothing
/// corrects, also when everything stays.
pub(super) fn corrects(before: &Notice, after: &Content, changes: &NoticeChanges) -> bool {
    let same = before.severity == after.severity
        && before.category == after.category
        && before.title == after.title
        && before.body == after.body
        && before.link == after.link
        && before.needs_acknowledgement == after.needs_acknowledgement
        && before.is_public == after.is_public
        && before.expires_at == after.expires_at
        && before.pinned_until == after.pinned_until;
    let enclosed = changes.attachments.is_some() || changes.documents.is_some();
    !changes.push_again || !same || enclosed
}

/// Whether each reader is asked anew: a correction is pushed again, this one or one that was silent.
pub(super) fn asks_again(before: &Notice, corrects: bool, changes: &NoticeChanges) -> bool {
    let asked = before.asked_again_at.or(before.published_at);
    changes.push_again && (corrects || before.edited_at > asked)
}

/// Since when an acknowledgement counts for what a notice says now; none when it is of former words.
/// Which words they were, the version says that the phone showed; without one, the time does.
pub(super) fn answers(notice: &Notice, at: Instant, shown: Option<i64>) -> Option<Instant> {
    let Some(asked) = notice.asked_again_at else { return Some(at) };
    let is_newest = shown.map_or(at >= asked, |version| version >= notice.asked_version);
    // A phone whose clock is slow knew it no sooner than it was asked.
    is_newest.then(|| at.max(asked))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;
    use crate::{
        mykrt::notice::{
            audience::Where,
            model::{Category, NoticeStatus, Severity},
            rules,
        },
        shared::{
            id::{NoticeId, PersonId},
            language::LocalizedText,
        },
    };

    fn at(minute: i64) -> Instant {
        chrono::DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    /// A notice that is out since minute 0.
    fn notice() -> Notice {
        let words = LocalizedText { ms: "Banjir".to_owned(), en: None, zh: None, ta: None };
        Notice {
            id: NoticeId(Uuid::nil()),
            scope: Where::Nation,
            area_id: None,
            official: true,
            audience: 15,
            author_id: PersonId(Uuid::nil()),
            severity: Severity::Urgent,
            category: Category::Disaster,
            status: NoticeStatus::Published,
            title: words.clone(),
            body: words,
            link: None,
            needs_acknowledgement: true,
            is_public: false,
            slug: None,
            version: 2,
            carried_version: 0,
            push_round: 0,
            asked_again_at: None,
            asked_version: 0,
            publish_at: None,
            scheduled_by: None,
            held_back_at: None,
            published_at: Some(at(0)),
            edited_at: None,
            expires_at: None,
            pinned_until: None,
            withdrawn_at: None,
            status_reason: None,
            created_at: at(0),
            updated_at: at(0),
            read_at: None,
            acknowledged_at: None,
            named: false,
        }
    }

    /// The notice after a change at a minute, with another link or none, pushed again or not.
    fn changed(before: &Notice, minute: i64, (link, push_again): (Option<&str>, bool)) -> Notice {
        let link = link.map(|link| Some(link.to_owned()));
        let changes = NoticeChanges { link, push_again, ..NoticeChanges::default() };
        let content = rules::with_changes(before, &changes);
        rules::change(before.clone(), content, &changes, at(minute)).unwrap()
    }

    #[test]
    fn only_a_correction_that_is_pushed_again_asks_anew() {
        let asked = |notice: &Notice| (notice.asked_again_at, notice.asked_version);
        let pushed = changed(&notice(), 1, (None, true));
        assert_eq!((asked(&pushed), pushed.edited_at), ((None, 0), None));
        let silent = changed(&pushed, 2, (Some("krt:a"), false));
        assert_eq!((asked(&silent), silent.edited_at), ((None, 0), Some(at(2))));
        // What was corrected before, in silence, is asked about too.
        let later = changed(&silent, 3, (None, true));
        assert_eq!(asked(&later), (Some(at(3)), 5));
        let again = changed(&later, 4, (None, true));
        assert_eq!(asked(&again), (Some(at(3)), 5));
        let corrected = changed(&again, 5, (Some("krt:b"), true));
        assert_eq!(asked(&corrected), (Some(at(5)), 7));
    }

    #[test]
    fn an_acknowledgement_counts_for_the_words_that_were_shown() {
        assert_eq!(answers(&notice(), at(1), None), Some(at(1)));
        let notice = Notice { asked_again_at: Some(at(10)), asked_version: 4, ..notice() };
        assert_eq!(answers(&notice, at(9), None), None);
        assert_eq!(answers(&notice, at(10), None), Some(at(10)));
        // The clock of a phone may be wrong; what it showed is not.
        assert_eq!(answers(&notice, at(12), Some(3)), None);
        assert_eq!(answers(&notice, at(2), Some(5)), Some(at(10)));
        assert_eq!(answers(&notice, at(12), Some(4)), Some(at(12)));
    }
}
