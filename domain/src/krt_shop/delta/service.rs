//! What has changed in the shop since a cursor. Everything is read from the database, and nothing from
//! what this node remembers: a phone that was told of a change a moment too early would never hear of it
//! again.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use chrono::TimeDelta;

use super::{
    cursor::{Cursor, Stage},
    kiosks::{self, Moved, Places},
    model::{Delta, DeltaMark, DeltaProduct, DeltaProject},
};
use crate::{
    community::{self, Area},
    krt_shop::{
        category::{self, Category},
        certificate::{self, Marks},
        product::{self, Product},
        project::{self, ProjectStatus},
        review,
    },
    policy::{Action, Target},
    shared::{
        change_log::{self, Noun, ShopLine},
        clock::Instant,
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        housekeeping::CHANGES_KEPT,
        id::{AreaId, KioskId, ProductId, ProjectId},
        malaysia,
    },
};

/// So many products, or lines of the log, are told at once.
pub const PART: u64 = 200;
/// So many projects of which the log tells are told at once: each is read with what it offers.
const MOST_PROJECTS: usize = 20;
/// A cursor that is no older is one that many have: a node may answer all of them the same for a while.
const RECENT: TimeDelta = TimeDelta::minutes(1);
/// So long before the log is forgotten a cursor is too old: what is forgotten meanwhile is told.
const BEFORE: TimeDelta = TimeDelta::days(1);
/// So many promotions that began since then are told; of more everything is told anew.
const MOST_PROMOTIONS: usize = 1_000;
/// So long before a cursor an offer counts as one that came since then: whoever listed it may have begun
/// earlier than it could be seen, and clocks of nodes differ.
const CAME: TimeDelta = TimeDelta::hours(1);
/// A phone that hears of nothing keeps its cursor so long; then it gets a younger one.
const SAME: TimeDelta = TimeDelta::hours(12);

/// What is told, while it is gathered.
#[derive(Default)]
struct Gathered {
    products: Vec<Product>,
    known: HashSet<ProductId>,
    projects: BTreeSet<ProjectId>,
    /// Those of them of which the log tells by themselves.
    moved: BTreeSet<ProjectId>,
    gone_products: Vec<ProductId>,
    gone_projects: Vec<ProjectId>,
    places: Places,
    categories: bool,
    full: bool,
    /// Whether there are lines that are not told yet, because something was under way beside them.
    waits: bool,
}

impl Gathered {
    fn add(&mut self, products: Vec<Product>) {
        for product in products {
            // What was gone a moment ago may be back.
            self.gone_products.retain(|gone| *gone != product.id);
            if self.known.insert(product.id) {
                self.projects.insert(product.project_id);
                self.products.push(product);
            }
        }
    }

    fn take_away(&mut self, gone: impl Iterator<Item = ProductId>) {
        for id in gone {
            if self.known.remove(&id) {
                self.products.retain(|product| product.id != id);
            }
            self.gone_products.push(id);
        }
    }

    fn is_full(&self) -> bool {
        self.products.len() as u64 >= PART
    }
}

/// What has changed since a cursor, for anybody; everything without one, and when the log does not reach
/// back to it.
pub async fn delta(ctx: &Ctx, text: Option<&str>) -> Result<Delta> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let generation = change_log::generation(ctx.db()).await?.as_u64_pair().1;
    let given = match text {
        None => None,
        Some(text) => Some(
            Cursor::decode(text)
                .ok_or_else(|| Refusal::of(ErrorCode::CursorInvalid).at("cursor").stop())?,
        ),
    };
    let oldest = ctx.now() - CHANGES_KEPT + BEFORE;
    let usable = given.filter(|it| it.generation == generation && it.at > oldest);
    let begun = match usable {
        Some(cursor) => cursor,
        None => beginning(ctx, generation).await?,
    };
    let mut gathered = Gathered { full: usable.is_none(), ..Gathered::default() };
    let (next, more) = match begun.stage {
        Stage::Everything(after) => everything(ctx, &mut gathered, begun, after).await?,
        Stage::Log | Stage::Project(..) => log(ctx, &mut gathered, begun).await?,
    };
    let may_be_kept = matches!(begun.stage, Stage::Everything(_));
    // What waits is told when something else ends, of which nobody says a word.
    let is_recent = ctx.now() - begun.at <= RECENT && !gathered.waits;
    let told = told(ctx, gathered, begun.at).await?;
    Ok(Delta { cursor: next.encode(), more, may_be_kept, is_recent, ..told })
}

/// Before everything: what is written from now on stands in the log behind this place.
async fn beginning(ctx: &Ctx, generation: u64) -> Result<Cursor> {
    // The time first: a promotion that begins in between is told twice.
    let at = ctx.now();
    let place = change_log::shop_end(ctx.db()).await?;
    Ok(Cursor { generation, place, at, stage: Stage::Everything(None) })
}

async fn everything(
    ctx: &Ctx,
    gathered: &mut Gathered,
    begun: Cursor,
    after: Option<ProductId>,
) -> Result<(Cursor, bool)> {
    gathered.categories = after.is_none();
    gathered.places = if after.is_none() { Places::All } else { Places::None };
    let products = product::list_listed_after(ctx.db().write(), None, after, PART).await?;
    let last = products.last().map(|product| product.id);
    let whole = products.len() as u64 == PART;
    gathered.add(products);
    let stage = if whole { Stage::Everything(last) } else { Stage::Log };
    Ok((Cursor { stage, ..begun }, whole))
}

/// What the log tells, and which promotions have begun.
async fn log(ctx: &Ctx, gathered: &mut Gathered, begun: Cursor) -> Result<(Cursor, bool)> {
    let now = ctx.now();
    gathered.places = Places::Changed(BTreeSet::new());
    let (lines, is_all) = change_log::shop_lines(ctx.db(), begun.place, PART).await?;
    gathered.waits = !is_all;
    let whole = lines.len() as u64 == PART;
    let mut cursor = begun;
    let mut told: HashSet<(Noun, ProjectId)> = HashSet::new();
    for part in parts(&lines) {
        let Some(last) = part.last() else { continue };
        if last.noun == Noun::Place && last.noun_id.is_nil() {
            // An import tells of many places at once.
            let fresh = beginning(ctx, begun.generation).await?;
            *gathered = Gathered { full: true, ..Gathered::default() };
            return everything(ctx, gathered, fresh, None).await;
        }
        if is_of_a_project(last) {
            let id = ProjectId(last.noun_id);
            let after = match cursor.stage {
                Stage::Project(project, after) if project == id => Some(after),
                Stage::Project(..) | Stage::Log | Stage::Everything(_) => None,
            };
            if !told.contains(&(last.noun, id))
                && let Some(after) = project_changed(ctx, gathered, last, after).await?
            {
                cursor.stage = Stage::Project(id, after);
                return Ok((cursor, true));
            }
            told.insert((last.noun, id));
        } else {
            others_changed(ctx, gathered, part).await?;
        }
        cursor.stage = Stage::Log;
        cursor.place = (last.transaction_id, last.seq);
        if gathered.is_full() || told.len() >= MOST_PROJECTS {
            return Ok((cursor, true));
        }
    }
    if whole {
        return Ok((cursor, true));
    }
    promotions(ctx, gathered, (begun, cursor), now).await
}

/// Whether a line is about everything that a project offers: what the project says, or its certificates,
/// of which all of it shows marks.
fn is_of_a_project(line: &ShopLine) -> bool {
    matches!(line.noun, Noun::Project | Noun::Certificate)
}

/// The lines one project at a time, and what lies between them together.
fn parts(lines: &[ShopLine]) -> impl Iterator<Item = &[ShopLine]> {
    let alone = |line: &ShopLine| {
        is_of_a_project(line) || (line.noun == Noun::Place && line.noun_id.is_nil())
    };
    lines.chunk_by(move |one, other| !alone(one) && !alone(other))
}

/// A project came, changed or went, or its certificates did, and everything that it offers with it. Tells
/// from where its products go on, when there are more than are told at once.
async fn project_changed(
    ctx: &Ctx,
    gathered: &mut Gathered,
    line: &ShopLine,
    after: Option<ProductId>,
) -> Result<Option<ProductId>> {
    let id = ProjectId(line.noun_id);
    let found = project::list_by_ids(ctx.db().write(), &[id]).await?;
    if !found.iter().any(|project| project.status == ProjectStatus::Active) {
        // Of the certificates of a project that was never at work nobody is told.
        if line.noun == Noun::Project {
            gathered.gone_projects.push(id);
        }
        return Ok(None);
    }
    gathered.projects.insert(id);
    if line.noun == Noun::Project {
        gathered.moved.insert(id);
    }
    let products = product::list_listed_after(ctx.db().write(), Some(id), after, PART).await?;
    let last = products.last().map(|product| product.id);
    let whole = products.len() as u64 == PART;
    gathered.add(products);
    Ok(last.filter(|_| whole))
}

/// Products, categories and places that came, changed or went.
async fn others_changed(ctx: &Ctx, gathered: &mut Gathered, lines: &[ShopLine]) -> Result<()> {
    let of = |noun: Noun| lines.iter().filter(move |line| line.noun == noun);
    gathered.categories |= of(Noun::Category).next().is_some();
    gathered.places.change(of(Noun::Kiosk).map(|line| KioskId(line.noun_id)));
    // Nil said before there was `Noun::Words` that offers are found by other words, which changes nothing
    // of what a phone shows.
    let named = of(Noun::Product).filter(|line| !line.noun_id.is_nil());
    let mut products: Vec<ProductId> = named.map(|line| ProductId(line.noun_id)).collect();
    products.sort_unstable();
    products.dedup();
    let listed = product::listed_by_ids(ctx, &products).await?;
    let there: HashSet<ProductId> = listed.iter().map(|product| product.id).collect();
    gathered.take_away(products.into_iter().filter(|id| !there.contains(id)));
    gathered.add(listed);
    let mut areas: Vec<AreaId> = of(Noun::Place).map(|line| AreaId(line.noun_id)).collect();
    areas.sort_unstable();
    areas.dedup();
    if !areas.is_empty() {
        let ids = project::active_in_areas(ctx.db().write(), &areas).await?;
        gathered.projects.extend(ids);
    }
    Ok(())
}

/// What costs something else since then though nobody wrote anything: its promotion has begun. (When one
/// ends the phone knows.) So many at once that they do not fit are told with everything else.
async fn promotions(
    ctx: &Ctx,
    gathered: &mut Gathered,
    (begun, mut cursor): (Cursor, Cursor),
    now: Instant,
) -> Result<(Cursor, bool)> {
    let nothing_was_written = cursor.place == begun.place;
    let (mut beyond, mut found) = (None, 0);
    loop {
        let window = (begun.at, now);
        let products = product::list_begun(ctx.db().write(), window, beyond, PART).await?;
        let whole = products.len() as u64 == PART;
        found += products.len();
        beyond = products.last().and_then(|last| Some((last.promotion_from?, last.id)));
        gathered.add(products);
        if !whole {
            break;
        }
        if found >= MOST_PROMOTIONS {
            let fresh = beginning(ctx, begun.generation).await?;
            *gathered = Gathered { full: true, ..Gathered::default() };
            return everything(ctx, gathered, fresh, None).await;
        }
    }
    // Whoever hears of nothing keeps the cursor for a while: the answer is the same, byte by byte.
    if !nothing_was_written || found > 0 || now - begun.at >= SAME {
        cursor.at = now;
    }
    Ok((cursor, false))
}

/// What was gathered, with everything that is shown of it, for a phone that stands at this moment.
async fn told(ctx: &Ctx, gathered: Gathered, since: Instant) -> Result<Delta> {
    let now = ctx.now();
    let moved = moved(&gathered, since);
    let ids: Vec<ProductId> = gathered.products.iter().map(|product| product.id).collect();
    let (mut variants, mut deliveries) = (HashMap::new(), HashMap::new());
    let mut ratings = HashMap::new();
    for ids in ids.chunks(100) {
        ratings.extend(review::ratings(ctx, ids).await?);
        variants.extend(product::variants_of_products(ctx, ids).await?);
        deliveries.extend(product::deliveries_of_products(ctx, ids).await?);
    }
    let projects: Vec<ProjectId> = gathered.projects.into_iter().collect();
    let marks = marks_of(ctx, &projects, now).await?;
    let products = gathered.products.into_iter().map(|product| {
        ctx.shows_until(product.right_until(now));
        DeltaProduct {
            marks: shown(ctx, &marks, (Some(product.id), product.project_id)),
            variants: variants.remove(&product.id).unwrap_or_default(),
            deliveries: deliveries.remove(&product.id).unwrap_or_default(),
            rating: ratings.remove(&product.id).unwrap_or_default(),
            product,
        }
    });
    let products = products.collect();
    let categories = if gathered.categories { Some(all_categories(ctx).await?) } else { None };
    let (kiosks, gone_kiosks) = kiosks::told(ctx, gathered.places, &moved).await?;
    let mut projects = with_areas(ctx, &projects, &marks).await?;
    let missing = kiosks::without_offers(&kiosks, &projects);
    if !missing.is_empty() {
        let marks = marks_of(ctx, &missing, now).await?;
        projects.extend(with_areas(ctx, &missing, &marks).await?);
    }
    Ok(Delta {
        full: gathered.full,
        products,
        projects,
        categories,
        kiosks,
        gone_products: gathered.gone_products,
        gone_projects: gathered.gone_projects,
        gone_kiosks,
        ..Delta::default()
    })
}

/// What of this makes who stands at places, and what is sold there, another.
fn moved(gathered: &Gathered, since: Instant) -> Moved {
    let came = |product: &&Product| product.listed_at.is_some_and(|at| at + CAME >= since);
    Moved {
        projects: gathered.moved.iter().chain(&gathered.gone_projects).copied().collect(),
        products: gathered.products.iter().filter(came).map(|product| product.id).collect(),
    }
}

async fn all_categories(ctx: &Ctx) -> Result<Vec<Category>> {
    let tree = category::tree(ctx.db().write()).await?;
    Ok(tree.all().to_vec())
}

/// The marks of these projects and of what they offer, as they stand in the database.
async fn marks_of(ctx: &Ctx, ids: &[ProjectId], now: Instant) -> Result<Marks> {
    let mut marks = Marks::default();
    for ids in ids.chunks(100) {
        marks = certificate::refresh_marks(ctx.db().write(), &marks, ids, now).await?;
    }
    Ok(marks)
}

/// What a phone keeps of the marks of a product, or with none of a project as a whole; it is noted until
/// when the same is told.
fn shown(
    ctx: &Ctx,
    marks: &Marks,
    (product, project): (Option<ProductId>, ProjectId),
) -> Vec<DeltaMark> {
    ctx.shows_until(marks.right_until(product, project, ctx.now()));
    let lasting = marks.not_over(product, project, malaysia::day(ctx.now()));
    let kept = lasting.into_iter();
    kept.map(|(valid_from, mark)| DeltaMark { valid_from, mark: mark.clone() }).collect()
}

/// The projects at work among these, each with its neighbourhood.
async fn with_areas(ctx: &Ctx, ids: &[ProjectId], marks: &Marks) -> Result<Vec<DeltaProject>> {
    let mut projects = Vec::with_capacity(ids.len());
    for ids in ids.chunks(100) {
        projects.extend(project::list_by_ids(ctx.db().write(), ids).await?);
    }
    projects.retain(|project| project.status == ProjectStatus::Active);
    let mut areas: Vec<AreaId> = projects.iter().map(|project| project.area_id).collect();
    areas.sort_unstable();
    areas.dedup();
    let mut known: HashMap<AreaId, Area> = HashMap::new();
    for ids in areas.chunks(100) {
        let found = community::areas_by_ids(ctx, ids).await?;
        known.extend(found.into_iter().map(|area| (area.id, area)));
    }
    let with_area = |project: project::Project| DeltaProject {
        area: known.get(&project.area_id).cloned(),
        marks: shown(ctx, marks, (None, project.id)),
        project: Arc::new(project),
    };
    Ok(projects.into_iter().map(with_area).collect())
}
