//! Pages of the directory, and single offers, for everybody.

use std::sync::Arc;

use super::{
    delivery::Home,
    facets::Facets,
    key::{self, Key, Sort},
    marks::Marks,
    nearest::Nearest,
    pick::{Item, Listing},
    plan::{Checked, Part, Plan},
    stock::Stock,
    wanted::{Asked, DeliverTo, Filter, Wanted},
    words,
};
use crate::{
    community::{
        self,
        area::{self, AreaFilter},
    },
    krt_shop::{
        Cards, Directory, insight,
        product::{self, Detail, Product, ProductFilter},
    },
    policy::{Action, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::ProductId,
        malaysia::Month,
        page::{Page, PageArgs, PageRequest},
    },
};

/// So far from a place the neighbourhood is looked for that something is delivered to, in metres.
const HOME_METRES: i32 = 50_000;

/// A page of what the public sees, with what is asked beside it.
pub async fn products(
    ctx: &Ctx,
    directory: &Directory,
    wanted: &Wanted,
    asked: Asked,
    args: &PageArgs,
) -> Result<Listing> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let sort = wanted.sort.unwrap_or(match &wanted.words {
        Some(_) => Sort::Relevance,
        None => Sort::Newest,
    });
    let request = key::request(args, sort)?;
    let cards = directory.cards(ctx).await?;
    check(&cards, wanted, sort)?;
    let found = words::found(ctx, directory, wanted.words.as_deref()).await?;
    let checked = Checked {
        wanted,
        sort,
        home: home(ctx, wanted).await?,
        hits: found.as_deref().map(words::hits),
        marks: Marks::now(&cards, ctx.now()),
        now: ctx.now(),
    };
    let find = |stock: &Stock| find(&Plan::of(stock, &checked), &request, asked);
    let answer = directory.shelf().ask(ctx, directory, find).await?;
    for until in [answer.prices_until, months_until(ctx, &wanted.filter), answer.marks_until] {
        ctx.shows_until(until);
    }
    let listing = answer.shown(ctx, directory, &request, (sort, asked.detail)).await?;
    if let Some(found) = &found {
        insight::found(ctx, found, listing.page.items.iter().map(|item| item.product.as_ref()));
    }
    Ok(Listing { found, ..listing })
}

/// A page of the newest, for whoever wants no more.
pub(in crate::krt_shop) async fn newest_products(
    ctx: &Ctx,
    directory: &Directory,
    filter: &ProductFilter,
    detail: Detail,
    args: &PageArgs,
) -> Result<Page<Product>> {
    let wanted = Wanted { sort: Some(Sort::Newest), ..Wanted::from(filter) };
    let asked = Asked { detail, ..Asked::CARDS };
    let listing = products(ctx, directory, &wanted, asked, args).await?;
    Ok(listing.page.map(|item| Arc::unwrap_or_clone(item.product)))
}

/// The cursor of an offer in a page of the newest.
pub(in crate::krt_shop) fn newest_cursor(product: &Product) -> String {
    let listed_at = product.listed_at.unwrap_or(product.created_at);
    key::cursor(Sort::Newest, &Key::newest(listed_at.timestamp_micros(), product.id))
}

/// One offer: everybody sees a listed one, which comes from the shelf; whoever is signed in is asked of
/// the policy, and may see more.
pub async fn product(
    ctx: &Ctx,
    directory: &Directory,
    id: ProductId,
    detail: Detail,
) -> Result<Arc<Product>> {
    if ctx.actor.person().is_some() {
        let product = product::product(ctx, id).await?;
        right_for_now(ctx, &directory.cards(ctx).await?, &product);
        return Ok(Arc::new(product));
    }
    may_read(ctx)?;
    let shown = directory.shelf().shown();
    let found = shown.fetch(ctx, &[id], detail, directory.is_followed()).await?;
    let product = found.into_iter().flatten().next().ok_or_else(Error::not_found)?;
    right_for_now(ctx, &directory.cards(ctx).await?, &product);
    Ok(product)
}

/// The same by the short name in its address.
pub async fn product_by_slug(
    ctx: &Ctx,
    directory: &Directory,
    slug: &str,
    detail: Detail,
) -> Result<Arc<Product>> {
    if ctx.actor.person().is_some() {
        let product = product::product_by_slug(ctx, slug).await?;
        right_for_now(ctx, &directory.cards(ctx).await?, &product);
        return Ok(Arc::new(product));
    }
    may_read(ctx)?;
    let shown = directory.shelf().shown();
    if let Some(product) = shown.by_slug(slug, detail) {
        right_for_now(ctx, &directory.cards(ctx).await?, &product);
        return Ok(product);
    }
    let heard = shown.heard();
    let product = Arc::new(product::product_by_slug(ctx, slug).await?);
    right_for_now(ctx, &directory.cards(ctx).await?, &product);
    if directory.is_followed() && product.listed_at.is_some() {
        shown.keep_slug(&product, heard);
    }
    Ok(product)
}

/// Notes until when a product is right as it is shown: its price, and its marks.
fn right_for_now(ctx: &Ctx, cards: &Arc<Cards>, product: &Product) {
    ctx.shows_until(product.right_until(ctx.now()));
    cards.note_marks(ctx, Some(product.id), product.project_id);
}

/// Whether the actor may see what is listed: a stranger is told no more than that there is nothing.
fn may_read(ctx: &Ctx) -> Result<()> {
    let target = Target { public: true, ..Target::nothing() };
    ctx.authorize(Action::ProductRead, &target).map(drop).map_err(|_| Error::not_found())
}

fn check(cards: &Cards, wanted: &Wanted, sort: Sort) -> Result<()> {
    let code = wanted.filter.category_code.as_deref();
    if code.is_some_and(|code| cards.categories().get(code).is_none()) {
        return Err(Refusal::of(ErrorCode::CategoryUnknown).at("categoryCode").stop());
    }
    if sort == Sort::Nearest && wanted.near.is_none() {
        return Err(Refusal::of(ErrorCode::Required).at("near").stop());
    }
    Ok(())
}

/// The neighbourhood to which something is to be delivered.
async fn home(ctx: &Ctx, wanted: &Wanted) -> Result<Option<Home>> {
    let unknown = || Refusal::of(ErrorCode::PlaceUnknown).at("filter.deliverTo").stop();
    match wanted.filter.deliver_to {
        None => Ok(None),
        Some(DeliverTo::Area(id)) => match community::known_areas(ctx, &[id]).await?.first() {
            Some(area) => Ok(Some(Home::from(area.as_ref()))),
            None => Err(unknown()),
        },
        Some(DeliverTo::Position(place)) => {
            let near = area::Near::of(place.latitude, place.longitude, HOME_METRES);
            let near = Some(near.map_err(Refusal::stop)?);
            let filter = AreaFilter { near, ..AreaFilter::default() };
            let args = PageArgs { first: Some(1), ..PageArgs::default() };
            let areas = area::areas(ctx, filter, &args).await?;
            let nearest = areas.items.first().ok_or_else(unknown)?;
            Ok(Some(Home::from(&nearest.1.area)))
        }
    }
}

/// An offer's place, and how far away it is.
type Found = (Key, Option<u32>);

/// What the stock says to a wish.
struct Answer {
    rows: Vec<Found>,
    total: Option<u64>,
    facets: Option<Facets>,
    nearest: Option<(Vec<Part>, Vec<Found>)>,
    /// When a price changes by itself on which the answer depends.
    prices_until: Option<Instant>,
    /// When a mark ends on which the answer depends.
    marks_until: Option<Instant>,
}

fn find(plan: &Plan<'_>, request: &PageRequest<Key>, asked: Asked) -> Answer {
    let rows = plan.page(request);
    let is_nothing = rows.is_empty() && request.beyond.is_none();
    let nearest = (asked.nearest && is_nothing).then(|| {
        let without = plan.given_up();
        let whole = PageRequest { limit: request.limit, backward: false, beyond: None };
        let plan = plan.without(&without);
        let mut rows = if without.is_empty() { Vec::new() } else { plan.page(&whole) };
        rows.truncate(usize::try_from(request.limit).unwrap_or(usize::MAX));
        (without, far(&plan, rows))
    });
    let by_price = matches!(plan.sort, Sort::PriceAsc | Sort::PriceDesc)
        || asked.facets
        || plan.filters().any(|part| part == Part::Price);
    let by_marks = asked.facets || plan.filters().any(|part| part == Part::Certificate);
    Answer {
        rows: far(plan, rows),
        total: asked.total.then(|| plan.total()),
        facets: asked.facets.then(|| plan.facets()),
        nearest: nearest.filter(|(without, _)| !without.is_empty()),
        prices_until: plan.stock.next_border(plan.now).filter(|_| by_price),
        marks_until: plan.marks().right_until().filter(|_| by_marks),
    }
}

/// Each with how far away it is.
fn far(plan: &Plan<'_>, rows: Vec<Key>) -> Vec<Found> {
    let distance = |key: &Key| plan.distance(plan.stock.record(plan.stock.slot(key.id())?)?);
    rows.into_iter().map(|key| (key, distance(&key))).collect()
}

/// Until when what can be had now stays so: seasons begin and end with months.
fn months_until(ctx: &Ctx, filter: &Filter) -> Option<Instant> {
    filter.available_now.then(|| Month::of(ctx.now()).ends())
}

impl Answer {
    /// The offers themselves in the places of what the stock says of them.
    async fn shown(
        self,
        ctx: &Ctx,
        directory: &Directory,
        request: &PageRequest<Key>,
        (sort, detail): (Sort, Detail),
    ) -> Result<Listing> {
        let Page { items: rows, has_next, has_previous } = request.page(self.rows);
        let (without, near) = self.nearest.unwrap_or_default();
        let ids: Vec<ProductId> = rows.iter().chain(&near).map(|(key, _)| key.id()).collect();
        let shown = directory.shelf().shown();
        let products = shown.fetch(ctx, &ids, detail, directory.is_followed()).await?;
        let (mut products, cards) = (products.into_iter(), directory.cards(ctx).await?);
        // What is listed no longer, though this node has not heard of it yet, is left out.
        let mut items = |found: Vec<Found>| -> Vec<Item> {
            let item = |((key, distance_metres), product): (Found, Option<Arc<Product>>)| {
                let product = product?;
                right_for_now(ctx, &cards, &product);
                Some(Item { product, key, distance_metres })
            };
            let count = found.len();
            found.into_iter().zip(products.by_ref().take(count)).filter_map(item).collect()
        };
        let page = Page { items: items(rows), has_next, has_previous };
        let items = items(near);
        let nearest = (!without.is_empty()).then_some(Nearest { without, items });
        Ok(Listing { page, sort, total: self.total, facets: self.facets, nearest, found: None })
    }
}
