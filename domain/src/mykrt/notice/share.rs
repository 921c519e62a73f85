//! What anybody with the link reads of a notice.

use super::{
    attachments,
    audience::Where,
    documents,
    model::{Notice, NoticeDocument, NoticeStatus},
    store,
};
use crate::{
    community::{self, area_part},
    mykrt::activity::{self, Activity},
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        language::LocalizedText,
        media::Picture,
        text,
        work::Work,
    },
};

/// No short name is longer, in bytes: [`text::slug`] ends at 67.
const LONGEST: usize = 80;

/// What stands under a short name for anybody.
#[derive(Debug)]
pub enum SharedNotice {
    /// The notice, valid or expired.
    Shown {
        /// What it says.
        notice: Box<Notice>,
        /// Its pictures, in their order.
        pictures: Vec<Picture>,
        /// Its documents, in their order.
        documents: Vec<NoticeDocument>,
        /// The place that it is for; none when it is the country.
        place: Option<LocalizedText>,
        /// The activity that it carries.
        activity: Option<Box<Activity>>,
    },
    /// It was taken back, and says nothing any more.
    Withdrawn,
}

/// Gives a public notice its short name, which it keeps whatever becomes of its title.
pub(super) async fn name(work: &Work, notice: &mut Notice) -> Result<()> {
    if !notice.is_public || notice.slug.is_some() {
        return Ok(());
    }
    let short = text::slug(&notice.title.ms, notice.id.0);
    // Many notices have the same title, and six characters tell only so many apart.
    let taken = store::has_slug(work.connection(), &short).await?;
    let slug = if taken { text::slug(&notice.id.to_string(), notice.id.0) } else { short };
    notice.slug = Some(slug);
    Ok(())
}

/// The notice under a short name, for anybody. What is not public, not out or not there is all the
/// same to them.
pub async fn shared_notice(ctx: &Ctx, slug: &str) -> Result<SharedNotice> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    // What cannot be a short name is not looked for.
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    if slug.len() > LONGEST || !slug.chars().all(plain) {
        return Err(Error::not_found());
    }
    let found = store::find_shared(ctx.read(), slug).await?;
    let notice = found.ok_or_else(Error::not_found)?;
    match notice.status {
        NoticeStatus::Published | NoticeStatus::Expired => {}
        NoticeStatus::Withdrawn => return Ok(SharedNotice::Withdrawn),
        NoticeStatus::Draft | NoticeStatus::Scheduled => return Err(Error::not_found()),
    }
    let mut pictures = attachments::ATTACHMENTS.list(ctx.read(), &[notice.id]).await?;
    let mut documents = documents::list(ctx.read(), &[notice.id]).await?;
    Ok(SharedNotice::Shown {
        pictures: pictures.remove(&notice.id).unwrap_or_default(),
        documents: documents.remove(&notice.id).unwrap_or_default(),
        place: place(ctx, &notice.scope).await?,
        activity: activity::carried_by(ctx.read(), &notice).await?.map(Box::new),
        notice: Box::new(notice),
    })
}

/// What a place is called.
async fn place(ctx: &Ctx, scope: &Where) -> Result<Option<LocalizedText>> {
    let same = |name: String| LocalizedText { ms: name, en: None, zh: None, ta: None };
    Ok(match scope {
        Where::Nation => None,
        Where::State(code) => {
            let states = community::states(ctx).await?;
            let state = states.iter().find(|state| state.code == *code);
            state.map(|state| LocalizedText::new(&state.name_ms, &state.name_en))
        }
        Where::District(id) => Some(same(community::district(ctx, *id).await?.name)),
        Where::Area(id) => Some(same(community::area(ctx, *id).await?.name)),
        Where::Part(id, part) => {
            let area = community::area(ctx, *id).await?.name;
            let part = area_part::lookup(ctx.read(), *part).await?;
            Some(same(part.map_or_else(|| area.clone(), |part| format!("{}, {area}", part.name))))
        }
    })
}
