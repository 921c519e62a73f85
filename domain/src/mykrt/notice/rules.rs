//! What a notice must be, and how it goes from one state to the next; pure.

use chrono::TimeDelta;

use super::{
    asked,
    audience::{Audience, AudienceRole},
    model::{Content, NewAttachment, Notice, NoticeChanges, NoticeStatus, Severity},
};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal, Refusals, Result},
    language::{Language, LocalizedChange, LocalizedText},
    text,
};

/// The longest title, in characters: two lines on a small phone.
const TITLE: usize = 120;
/// The longest text, in characters.
const BODY: usize = 5_000;
/// The longest link, in characters.
const LINK: usize = 500;
/// The longest reason why a notice is taken back, in characters.
const REASON: usize = 500;
/// The longest description of a picture, in characters.
const DESCRIPTION: usize = 200;
/// The most pictures of a notice.
pub(super) const MOST_ATTACHMENTS: usize = 10;
/// The most people whom a notice names.
pub(super) const MOST_PEOPLE: usize = 200;
/// How far ahead a notice is scheduled or pinned: 366 days, a year whatever year it is.
const A_YEAR: TimeDelta = TimeDelta::days(366);
/// How long a notice may be valid: 5 × 366 days.
const LONGEST_VALID: TimeDelta = TimeDelta::days(5 * 366);

/// What a committee reads on a draft that did not go out.
pub(super) fn held_back(language: Language) -> &'static str {
    match language {
        Language::En => {
            "It did not go out: whoever scheduled it may no longer send it, it had expired, the part of the area had ended, or nobody is left there for whom it is meant. Look at it again and publish it."
        }
        _ => {
            "Notis ini tidak dihantar: orang yang menjadualkannya tidak lagi dibenarkan menghantarnya, tempohnya telah tamat, bahagian kawasan itu telah ditamatkan, atau tiada lagi orang yang dituju di sana. Semak semula dan terbitkan."
        }
    }
}

/// Checks what is written, of a notice that is changed what is new. The times are checked where they are
/// given.
pub(super) fn content(content: &Content, before: Option<&Notice>) -> Result<Content> {
    let mut refusals = Refusals::default();
    let (old_title, old_body) = (before.map(|old| &old.title), before.map(|old| &old.body));
    let title = text::localized_over(&content.title, old_title, TITLE, text::line);
    let title = refusals.keep(title.map_err(|r| under("title", r)));
    let body = text::localized_over(&content.body, old_body, BODY, text::paragraphs);
    let body = refusals.keep(body.map_err(|r| under("body", r)));
    let link = refusals.keep(content.link.as_deref().map(link).transpose());
    refusals.done()?;
    match (title, body, link) {
        (Some(title), Some(body), Some(link)) => {
            // Of an emergency it is asked for always.
            let needs_acknowledgement =
                content.needs_acknowledgement || content.severity == Severity::Emergency;
            Ok(Content { title, body, link, needs_acknowledgement, ..content.clone() })
        }
        // A text that was not kept is a refusal, and refusals have ended this above.
        _ => Err(Refusal::of(ErrorCode::Required).into()),
    }
}

/// Puts the outer field's name before the inner one's.
fn under(field: &str, refusal: Refusal) -> Refusal {
    let path = match &refusal.field {
        Some(inner) => format!("{field}.{inner}"),
        None => field.to_owned(),
    };
    refusal.at(path)
}

/// A link into an app or to a page: nothing that runs, and nothing that is fetched in the clear.
fn link(link: &str) -> Result<String, Refusal> {
    let link = text::line(link, LINK).map_err(|refusal| refusal.at("link"))?;
    let rest = ["https://", "krt:"].iter().find_map(|scheme| {
        let (start, rest) = link.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    let plain =
        |letter: char| letter.is_ascii_graphic() && !matches!(letter, '"' | '<' | '>' | '\\');
    match rest {
        Some(rest) if !rest.is_empty() && !rest.starts_with('/') && rest.chars().all(plain) => {
            Ok(link)
        }
        // `krt:/notice` and `krt://notice` are both in use for links into apps.
        Some(rest)
            if link.len() - rest.len() == "krt:".len()
                && rest.trim_start_matches('/').chars().next().is_some()
                && rest.chars().all(plain) =>
        {
            Ok(link)
        }
        _ => Err(Refusal::of(ErrorCode::LinkInvalid).at("link")),
    }
}

/// A time that is given must lie ahead, and not too far.
fn ahead(at: Instant, longest: TimeDelta, now: Instant, field: &str) -> Result<(), Refusal> {
    if at > now && at <= now + longest {
        return Ok(());
    }
    Err(Refusal::of_time(field, Some(now), Some(now + longest)))
}

/// Checks the times that are given.
pub(super) fn times(
    expires_at: Option<Instant>,
    pinned_until: Option<Instant>,
    now: Instant,
) -> Result<()> {
    let mut refusals = Refusals::default();
    if let Some(at) = expires_at {
        refusals.keep(ahead(at, LONGEST_VALID, now, "expiresAt"));
    }
    if let Some(at) = pinned_until {
        refusals.keep(ahead(at, A_YEAR, now, "pinnedUntil"));
    }
    refusals.done()
}

/// Checks what the list of pictures says about itself: the descriptions, in its order.
pub(super) fn attachments(new: &[NewAttachment]) -> Result<Vec<Option<LocalizedText>>> {
    if new.len() > MOST_ATTACHMENTS {
        let refusal = Refusal::of(ErrorCode::TooMany).at("attachments");
        return Err(refusal.with("limit", MOST_ATTACHMENTS).into());
    }
    let mut refusals = Refusals::default();
    let mut texts = Vec::with_capacity(new.len());
    for (place, attachment) in new.iter().enumerate() {
        let field = format!("attachments.{place}.alternativeText");
        let text = attachment.alternative_text.as_ref();
        let text = text.map(|text| text::localized(text, DESCRIPTION, text::line)).transpose();
        texts.push(refusals.keep(text.map_err(|refusal| under(&field, refusal))).flatten());
        let before = new.get(..place).unwrap_or_default();
        if before.iter().any(|other| other.media_id == attachment.media_id) {
            let field = format!("attachments.{place}.mediaId");
            refusals.add(Refusal::of(ErrorCode::IdTaken).at(field));
        }
    }
    refusals.done()?;
    Ok(texts)
}

/// Checks how many people are named.
pub(super) fn people(audience: &Audience) -> Result<()> {
    if audience.people.len() > MOST_PEOPLE {
        let refusal = Refusal::of(ErrorCode::TooMany).at("audience.personIds");
        return Err(refusal.with("limit", MOST_PEOPLE).into());
    }
    Ok(())
}

/// Checks that what anybody with the link may read goes to everybody of its place: what is meant
/// for some roles or for people by name is not for strangers.
pub(super) fn public(is_public: bool, mask: i64, names_people: bool) -> Result<()> {
    let everybody = AudienceRole::ALL.iter().fold(0, |sum, role| sum | role.bit());
    if is_public && (names_people || mask != everybody) {
        return Err(Refusal::of(ErrorCode::AudienceNotPublic).at("isPublic").into());
    }
    Ok(())
}

/// What a notice says once the changes are made.
pub(super) fn with_changes(notice: &Notice, changes: &NoticeChanges) -> Content {
    let text = |change: Option<&LocalizedChange>, before: &LocalizedText| match change {
        Some(change) => change.over(Some(before)),
        None => before.clone(),
    };
    Content {
        severity: changes.severity.unwrap_or(notice.severity),
        category: changes.category.unwrap_or(notice.category),
        title: text(changes.title.as_ref(), &notice.title),
        body: text(changes.body.as_ref(), &notice.body),
        link: changes.link.clone().unwrap_or_else(|| notice.link.clone()),
        needs_acknowledgement: changes
            .needs_acknowledgement
            .unwrap_or(notice.needs_acknowledgement),
        is_public: changes.is_public.unwrap_or(notice.is_public),
        expires_at: changes.expires_at.unwrap_or(notice.expires_at),
        pinned_until: changes.pinned_until.unwrap_or(notice.pinned_until),
    }
}

fn not_so(status: NoticeStatus) -> Refusal {
    use sea_orm::ActiveEnum as _;
    Refusal::of(ErrorCode::StateInvalid).with("status", status.to_value())
}

/// A notice with other words. What has gone out keeps its audience, and says that it was edited.
pub(super) fn change(
    notice: Notice,
    content: Content,
    changes: &NoticeChanges,
    now: Instant,
) -> Result<Notice> {
    let out = match notice.status {
        NoticeStatus::Draft | NoticeStatus::Scheduled => false,
        NoticeStatus::Published => true,
        NoticeStatus::Expired | NoticeStatus::Withdrawn => return Err(not_so(notice.status).into()),
    };
    if out && changes.audience.is_some() {
        return Err(not_so(notice.status).at("audience").into());
    }
    if !out && changes.push_again {
        return Err(not_so(notice.status).at("pushAgain").into());
    }
    if let (Some(expires), Some(publish)) = (content.expires_at, notice.publish_at)
        && expires <= publish
    {
        return Err(Refusal::of_time("expiresAt", Some(publish), None).into());
    }
    let corrects = asked::corrects(&notice, &content, changes);
    let asks_again = asked::asks_again(&notice, corrects, changes);
    let version = notice.version + 1;
    Ok(Notice {
        severity: content.severity,
        category: content.category,
        title: content.title,
        body: content.body,
        link: content.link,
        needs_acknowledgement: content.needs_acknowledgement,
        is_public: content.is_public,
        expires_at: content.expires_at,
        pinned_until: content.pinned_until,
        edited_at: if out && corrects { Some(now) } else { notice.edited_at },
        push_round: notice.push_round + i64::from(changes.push_again),
        asked_again_at: if asks_again { Some(now) } else { notice.asked_again_at },
        asked_version: if asks_again { version } else { notice.asked_version },
        updated_at: now,
        version,
        ..notice
    })
}

/// A draft goes out now.
pub(super) fn publish(notice: Notice, now: Instant) -> Result<Notice> {
    match notice.status {
        NoticeStatus::Draft | NoticeStatus::Scheduled => {}
        NoticeStatus::Published => return Ok(notice),
        NoticeStatus::Expired | NoticeStatus::Withdrawn => return Err(not_so(notice.status).into()),
    }
    if notice.expires_at.is_some_and(|at| at <= now) {
        return Err(Refusal::of_time("expiresAt", Some(now), None).into());
    }
    Ok(Notice {
        status: NoticeStatus::Published,
        published_at: Some(now),
        publish_at: None,
        held_back_at: None,
        updated_at: now,
        version: notice.version + 1,
        ..notice
    })
}

/// A draft goes out at a time; a later word replaces the one before.
pub(super) fn schedule(notice: Notice, at: Instant, now: Instant) -> Result<Notice> {
    if !matches!(notice.status, NoticeStatus::Draft | NoticeStatus::Scheduled) {
        return Err(not_so(notice.status).into());
    }
    ahead(at, A_YEAR, now, "publishAt")?;
    if let Some(expires) = notice.expires_at.filter(|expires| *expires <= at) {
        return Err(Refusal::of_time("publishAt", Some(now), Some(expires)).into());
    }
    Ok(Notice {
        status: NoticeStatus::Scheduled,
        publish_at: Some(at),
        held_back_at: None,
        updated_at: now,
        version: notice.version + 1,
        ..notice
    })
}

/// What was scheduled is a draft again: because somebody says so, or because it could not go out.
pub(super) fn unschedule(notice: Notice, held_back: bool, now: Instant) -> Result<Notice> {
    match notice.status {
        NoticeStatus::Scheduled => Ok(Notice {
            status: NoticeStatus::Draft,
            publish_at: None,
            scheduled_by: None,
            held_back_at: held_back.then_some(now),
            updated_at: now,
            version: notice.version + 1,
            ..notice
        }),
        NoticeStatus::Draft => Ok(notice),
        NoticeStatus::Published | NoticeStatus::Expired | NoticeStatus::Withdrawn => {
            Err(not_so(notice.status).into())
        }
    }
}

/// A notice is taken back, and says why.
pub(super) fn withdraw(notice: Notice, reason: &str, now: Instant) -> Result<Notice> {
    let reason = text::paragraphs(reason, REASON).map_err(|refusal| refusal.at("reason"))?;
    Ok(Notice {
        status: NoticeStatus::Withdrawn,
        withdrawn_at: Some(now),
        publish_at: None,
        status_reason: Some(reason),
        updated_at: now,
        version: notice.version + 1,
        ..notice
    })
}

/// A notice is no longer valid; nothing when it still is.
pub(super) fn expire(notice: Notice, now: Instant) -> Option<Notice> {
    let over = notice.expires_at.is_some_and(|at| at <= now);
    (notice.status == NoticeStatus::Published && over).then(|| Notice {
        status: NoticeStatus::Expired,
        updated_at: now,
        version: notice.version + 1,
        ..notice
    })
}

/// What a reader sees of a notice that was taken back: that it was, and why, in the place of what
/// was wrong.
pub(super) fn taken_back(notice: Notice) -> Notice {
    let reason = notice.status_reason.clone().unwrap_or_default();
    Notice {
        title: LocalizedText::new("Notis ditarik balik", "Notice withdrawn"),
        body: LocalizedText { ms: reason, en: None, zh: None, ta: None },
        link: None,
        ..notice
    }
}

/// When something was read: the phone's word, as far as it is possible.
pub(super) fn read_time(
    said: Option<Instant>,
    published: Option<Instant>,
    now: Instant,
) -> Instant {
    let earliest = published.unwrap_or(now).min(now);
    said.unwrap_or(now).clamp(earliest, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_page_or_into_an_app() {
        for good in ["https://krt.example/a?b=c#d", "HTTPS://x", "krt:activity/1", "krt://activity"]
        {
            assert!(link(good).is_ok(), "{good}");
        }
        for wrong in [
            "http://krt.example",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "https://a b",
            "https://a\"b",
            "krt:",
            "krt://",
            "krt",
            "data:text/html,x",
        ] {
            assert_eq!(link(wrong).unwrap_err().code, ErrorCode::LinkInvalid, "{wrong}");
        }
        let long = format!("https://{}", "a".repeat(500));
        assert_eq!(link(&long).unwrap_err().code, ErrorCode::TooLong);
    }

    #[test]
    fn a_phones_word_counts_as_far_as_it_is_possible() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let (out, now) = (at("2026-03-14T04:00:00Z"), at("2026-03-14T05:00:00Z"));
        let read = |said: &str| read_time(Some(at(said)), Some(out), now);
        assert_eq!(read("2026-03-14T04:30:00Z"), at("2026-03-14T04:30:00Z"));
        assert_eq!(read("1970-01-01T00:00:00Z"), out);
        assert_eq!(read("2199-01-01T00:00:00Z"), now);
        assert_eq!(read_time(None, Some(out), now), now);
    }
}
