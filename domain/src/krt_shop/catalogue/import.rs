//! A catalogue comes in: every row is checked, and the good ones are written, each by itself in one
//! transaction. What was written when the line breaks stays, and the same file again goes on from there.
//! Rows are checked by writing them into a transaction that nobody commits.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use sea_orm::ConnectionTrait;

use super::{
    cells::{Line, Table},
    model::{CellError, Importing, Outcome, Report, RowReport},
    pictures::{Pictures, Source},
    read, row,
    said::{changes, code, in_column, promotion, said_version},
    store::{self, Taken},
    trial,
    turn::{read_file, turn},
};
use crate::{
    krt_shop::{
        limits::{self, HOUR, Limit},
        product::{self, Delivery, NewProduct, Product, ProductStatus, Variant},
        project::{self, Project},
    },
    policy::{Action, Permit, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{ProductId, ProjectId},
        media::Picture,
        work::Work,
    },
};

/// So many files one person may send in an hour.
const FILES: Limit = Limit { what: "catalogues", most: 60, window: HOUR };

/// Whether the actor may take in a file for a project: asked before the file is read.
pub async fn may_import(ctx: &Ctx, id: ProjectId) -> Result<()> {
    permitted(ctx, id).await.map(|_| ())
}

async fn permitted(ctx: &Ctx, id: ProjectId) -> Result<(Project, Permit)> {
    ctx.person()?;
    let project = project::project(ctx, id).await?;
    let place = project::place_of_project(ctx, &project).await?;
    let permit = ctx.authorize(Action::ProductWrite, &Target::at(place))?;
    Ok((project, permit))
}

/// Takes in a file for a project that the actor writes for.
pub async fn import_catalogue(
    ctx: &Ctx,
    id: ProjectId,
    file: Bytes,
    how: Importing,
) -> Result<Report> {
    let (project, permit) = permitted(ctx, id).await?;
    let person = ctx.person()?;
    limits::count(ctx, FILES, &person.to_string()).await?;
    let _turn = turn().await?;
    let (table, pictures) = read_file(file).await?;
    let known = store::list(ctx.db().write(), id).await?;
    let mut import = Import { ctx, project, permit, known, pictures, tried: 0 };
    let dry = import.walk(&table, None).await?;
    let held_back = dry.iter().any(|row| row.outcome == Outcome::Rejected) && !how.keep_going;
    let written = !how.dry_run && !held_back;
    let rows = if written { import.walk(&table, Some(&dry)).await? } else { dry };
    Ok(Report { rows, unknown_columns: table.unknown, written })
}

/// An import that goes on.
struct Import<'a> {
    ctx: &'a Ctx,
    project: Project,
    permit: Permit,
    known: HashMap<String, Taken>,
    pictures: Pictures,
    /// How many rows would become offers, of those that were tried.
    tried: i64,
}

/// An offer that a row is about.
struct Known {
    product: Product,
    offer: NewProduct,
    pictures: Vec<Picture>,
    /// As the row was last taken, if it was.
    taken: Option<Taken>,
}

/// What a row asks for, after checking.
struct Asked<'a> {
    line: &'a Line,
    code: String,
    offer: NewProduct,
    /// The pictures in the place of those that there are; nothing when they stay.
    pictures: Option<Vec<Source>>,
    pictures_hash: String,
}

/// What becomes of a row: its outcome and its offer, or everything that is wrong with it.
type Fate = Result<(Outcome, Option<ProductId>), Vec<CellError>>;

impl Import<'_> {
    /// Checks every row, or, once they are checked, writes those that are good.
    async fn walk(
        &mut self,
        table: &Table,
        checked: Option<&[RowReport]>,
    ) -> Result<Vec<RowReport>> {
        let mut rows: Vec<RowReport> = Vec::with_capacity(table.lines.len());
        let mut codes: HashMap<String, u32> = HashMap::new();
        let mut seen: HashSet<ProductId> = HashSet::new();
        let mut tried: Option<Work> = None;
        for (place, line) in table.lines.iter().enumerate() {
            if checked.is_none() && place.is_multiple_of(trial::ROWS) {
                // Where there is one writer, the next transaction begins once this one has ended.
                drop(tried.take());
                tried = Some(self.ctx.begin().await?);
            }
            let before = checked.and_then(|checked| checked.get(place));
            if let Some(bad) = before.filter(|row| row.outcome == Outcome::Rejected) {
                rows.push(bad.clone());
                continue;
            }
            let (code, fate) = match code(line, &mut codes) {
                Ok(code) => (code.clone(), self.one(line, code, tried.as_mut()).await?),
                Err(error) => (String::new(), Err(vec![error])),
            };
            let fate = match fate {
                // One is named by its code, and by its id in another row.
                Ok((_, Some(id))) if !seen.insert(id) => {
                    let refusal = Refusal::of(ErrorCode::Duplicate);
                    Err(vec![CellError { column: Some("code".to_owned()), refusal }])
                }
                fate => fate,
            };
            let (outcome, product_id, errors) = match fate {
                Ok((outcome, id)) => (outcome, id, Vec::new()),
                Err(errors) => (Outcome::Rejected, None, errors),
            };
            rows.push(RowReport { row: line.number, code, outcome, product_id, errors });
        }
        Ok(rows)
    }

    /// Writes a row, or tries that.
    async fn one(&mut self, line: &Line, code: String, tried: Option<&mut Work>) -> Result<Fate> {
        let known = match &tried {
            Some(work) => self.find(work.connection(), &code).await?,
            None => self.find(self.ctx.db().write(), &code).await?,
        };
        let asked = match self.asked(line, code, known.as_ref()) {
            Ok(asked) => asked,
            Err(errors) => return Ok(Err(errors)),
        };
        let written = match known {
            Some(known) => self.over(&asked, known, tried).await,
            None => self.fresh(&asked, tried).await,
        };
        match written {
            Ok(fate) => Ok(Ok(fate)),
            // What breaks a rule is the row's own fault.
            Err(Error::Refused(refusals)) => Ok(Err(refusals.into_iter().map(in_column).collect())),
            Err(other) => Err(other),
        }
    }

    /// The offer that a code stands for: one that a row brought, or one that is named by its id.
    async fn find<C: ConnectionTrait>(&self, connection: &C, code: &str) -> Result<Option<Known>> {
        let taken = self.known.get(code).cloned();
        let named = || code.parse::<ProductId>().ok();
        let Some(id) = taken.as_ref().map(|row| row.product_id).or_else(named) else {
            return Ok(None);
        };
        let found = product::lookup(connection, id).await?;
        let Some(product) = found.filter(|it| it.project_id == self.project.id) else {
            return Ok(None);
        };
        let (variants, deliveries) = product::terms(connection, id).await?;
        let mut pictures = product::pictures_of_products(self.ctx, &[id]).await?;
        let offer = row::standing(&product, &variants, &deliveries);
        let by_id = || self.known.values().find(|row| row.product_id == id).cloned();
        Ok(Some(Known {
            offer,
            pictures: pictures.remove(&id).unwrap_or_default(),
            taken: taken.or_else(by_id),
            product,
        }))
    }

    fn asked<'line>(
        &self,
        line: &'line Line,
        code: String,
        known: Option<&Known>,
    ) -> Result<Asked<'line>, Vec<CellError>> {
        let standing = known.map(|known| &known.offer);
        let mut errors = Vec::new();
        let offer = match read::offer(line, self.project.id, standing) {
            Ok(offer) => Some(offer),
            Err(wrong) => {
                errors = wrong;
                None
            }
        };
        let pictures = match self.wanted(line, known) {
            Ok(pictures) => pictures,
            Err(error) => {
                errors.push(error);
                (None, String::new())
            }
        };
        match offer {
            Some(offer) if errors.is_empty() => {
                let (pictures, pictures_hash) = pictures;
                Ok(Asked { line, code, offer, pictures, pictures_hash })
            }
            _ => Err(errors),
        }
    }

    /// The pictures that a row wants, unless they are those that came with it before.
    fn wanted(
        &self,
        line: &Line,
        known: Option<&Known>,
    ) -> Result<(Option<Vec<Source>>, String), CellError> {
        let taken = known.and_then(|known| known.taken.as_ref());
        let before = taken.map(|taken| taken.pictures_hash.clone()).unwrap_or_default();
        let Some(names) = read::pictures(line)? else { return Ok((None, before)) };
        // Without a zip a row that says what it said means the pictures that it brought.
        let same = taken.is_some_and(|taken| taken.given_hash == row::digest_of_line(line));
        if self.pictures.is_empty() && same {
            return Ok((None, before));
        }
        let wrong = |refusal| CellError { column: Some("pictures".to_owned()), refusal };
        let shown = known.map(|known| known.pictures.as_slice()).unwrap_or_default();
        let standing: Vec<String> = shown.iter().map(row::picture).collect();
        if names == standing {
            return Ok((None, before));
        }
        let sources = self.pictures.find(&names, shown).map_err(wrong)?;
        self.pictures.look(&sources).map_err(wrong)?;
        let digest = self.pictures.digest(&names, &sources);
        Ok(((digest != before).then_some(sources), digest))
    }

    /// A row of which nothing is there yet becomes a draft.
    async fn fresh(
        &mut self,
        asked: &Asked<'_>,
        tried: Option<&mut Work>,
    ) -> Result<(Outcome, Option<ProductId>)> {
        let mut new = asked.offer.clone();
        new.offer.promotion = promotion(self.ctx, &new);
        if let Some(work) = tried {
            product::check_room(work.connection(), self.project.id, self.tried).await?;
            trial::begin(work).await?;
            let written = product::write_draft(self.ctx, work, &self.project, &new).await;
            trial::end(work).await?;
            written?;
            self.tried += 1;
            return Ok((Outcome::Created, None));
        }
        if let Some(sources) = &asked.pictures {
            new.pictures = self.pictures.send(self.ctx, sources).await?;
        }
        let work = self.ctx.begin().await?;
        let id = product::write_draft(self.ctx, &work, &self.project, &new).await?;
        self.keep(work, asked, id).await?;
        Ok((Outcome::Created, Some(id)))
    }

    /// A row over an offer that is there.
    async fn over(
        &mut self,
        asked: &Asked<'_>,
        known: Known,
        tried: Option<&mut Work>,
    ) -> Result<(Outcome, Option<ProductId>)> {
        let Known { product, offer, taken, .. } = known;
        let (id, version) = (product.id, product.version);
        let unchanged = Ok((Outcome::Unchanged, Some(id)));
        let repeated =
            taken.as_ref().is_some_and(|taken| taken.given_hash == row::digest_of_line(asked.line));
        let same = row::digest(&asked.offer) == row::digest(&offer);
        if asked.pictures.is_none() && (repeated || same) {
            return unchanged;
        }
        let untouched = taken.is_some_and(|taken| taken.kept_hash == row::digest(&offer));
        if !untouched && said_version(asked.line) != Some(version) {
            return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
        }
        if product.status == ProductStatus::Archived {
            return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "ARCHIVED").into());
        }
        let mut changes = changes(self.ctx, &asked.offer);
        if let Some(work) = tried {
            trial::begin(work).await?;
            let written = product::write_changes(self.ctx, work, id, version, &changes).await;
            trial::end(work).await?;
            return written.map(|id| (Outcome::Changed, Some(id)));
        }
        if let Some(sources) = &asked.pictures {
            changes.pictures = Some(self.pictures.send(self.ctx, sources).await?);
        }
        let mut work = self.ctx.begin().await?;
        product::write_changes(self.ctx, &mut work, id, version, &changes).await?;
        self.keep(work, asked, id).await?;
        Ok((Outcome::Changed, Some(id)))
    }

    /// Notes what the row said and what came of it, in the same work.
    async fn keep(&mut self, mut work: Work, asked: &Asked<'_>, id: ProductId) -> Result<()> {
        let connection = work.connection();
        let product = product::lookup(connection, id).await?.ok_or_else(Error::not_found)?;
        let (variants, deliveries): (Vec<Variant>, Vec<Delivery>) =
            product::terms(connection, id).await?;
        let taken = Taken {
            product_id: id,
            code: asked.code.clone(),
            given_hash: row::digest_of_line(asked.line),
            kept_hash: row::digest(&row::standing(&product, &variants, &deliveries)),
            pictures_hash: asked.pictures_hash.clone(),
        };
        if !store::put(connection, self.project.id, &taken).await? {
            // The same file comes twice at once: the other one has brought this row.
            return Err(Refusal::of(ErrorCode::VersionConflict).at("code").into());
        }
        work.audit(&self.permit, id).detail("catalogueCode", asked.code.clone());
        work.commit().await?;
        self.known.insert(asked.code.clone(), taken);
        Ok(())
    }
}
