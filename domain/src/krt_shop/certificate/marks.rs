//! The marks that buyers see, kept in each node: they follow from the certificates that are confirmed,
//! and from the day on which it is asked. No product and no project has one written on it.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{model::CertificateKind, rules, store};
use crate::shared::{
    clock::Instant,
    error::Result,
    id::{ProductId, ProjectId},
    malaysia,
};

/// The most certificates that a node keeps, those that last longest first: about 200 bytes each.
const MOST: u64 = 200_000;

/// A mark: a confirmed certificate as buyers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it says.
    pub kind: CertificateKind,
    /// The certificate's number.
    pub number: String,
    /// Who has issued it.
    pub issuer: String,
    /// The last day on which it is shown, in Malaysia.
    pub valid_until: NaiveDate,
}

/// A confirmed certificate, for which project and product it is, and when it counts.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(super) struct Kept {
    pub project_id: ProjectId,
    pub product_id: Option<ProductId>,
    pub kind: CertificateKind,
    pub number: String,
    pub issuer: String,
    pub valid_from: NaiveDate,
    pub valid_until: NaiveDate,
}

#[derive(Clone, Debug)]
struct Standing {
    product_id: Option<ProductId>,
    valid_from: NaiveDate,
    mark: Mark,
}

impl Standing {
    fn counts_for(&self, product: Option<ProductId>) -> bool {
        self.product_id.is_none() || self.product_id == product
    }

    fn counts_on(&self, day: NaiveDate) -> bool {
        (self.valid_from..=self.mark.valid_until).contains(&day)
    }
}

/// The confirmed certificates that are not over, by their projects. When those of one project change,
/// those of the others are shared with what was known before, and not copied.
#[derive(Clone, Debug, Default)]
pub struct Marks(HashMap<ProjectId, Arc<Vec<Standing>>>);

impl Marks {
    fn standing(&self, project: ProjectId) -> &[Standing] {
        self.0.get(&project).map(|standing| standing.as_slice()).unwrap_or_default()
    }

    /// The marks of a product of a project, or with no product of the project as a whole, on a day in
    /// Malaysia: one of each kind, that of the certificate which lasts longest, in the order of kinds.
    #[must_use]
    pub fn of(
        &self,
        product: Option<ProductId>,
        project: ProjectId,
        today: NaiveDate,
    ) -> Vec<&Mark> {
        let counting = self
            .standing(project)
            .iter()
            .filter(|one| one.counts_for(product) && one.counts_on(today));
        let mut marks: Vec<&Mark> = counting.map(|one| &one.mark).collect();
        marks.sort_by_key(|mark| (mark.kind, std::cmp::Reverse(mark.valid_until)));
        marks.dedup_by_key(|mark| mark.kind);
        marks
    }

    /// The same at a moment.
    #[must_use]
    pub fn at(&self, product: Option<ProductId>, project: ProjectId, at: Instant) -> Vec<&Mark> {
        self.of(product, project, malaysia::day(at))
    }

    /// Until when what [`Marks::at`] says stays right by itself: the next midnight in Malaysia at which
    /// a certificate begins or ends; none: for ever.
    #[must_use]
    pub fn right_until(
        &self,
        product: Option<ProductId>,
        project: ProjectId,
        at: Instant,
    ) -> Option<Instant> {
        let standing = self.standing(project).iter();
        standing
            .filter(|one| one.counts_for(product))
            .flat_map(|one| {
                [rules::begins_at(one.valid_from), rules::ends_at(one.mark.valid_until)]
            })
            .filter(|border| *border > at)
            .min()
    }

    /// The marks of a product of a project, or with no product of the project as a whole, that are not
    /// over on a day in Malaysia, each with the first day on which it is shown: for whoever keeps them
    /// beyond that day. Several may be of one kind; of those the one that lasts longest is shown.
    #[must_use]
    pub fn not_over(
        &self,
        product: Option<ProductId>,
        project: ProjectId,
        today: NaiveDate,
    ) -> Vec<(NaiveDate, &Mark)> {
        let lasting = self
            .standing(project)
            .iter()
            .filter(|one| one.counts_for(product) && one.mark.valid_until >= today)
            .map(|one| (one.valid_from, &one.mark));
        let mut marks: Vec<_> = lasting.collect();
        marks.sort_by_key(|(from, mark)| (mark.kind, *from, mark.valid_until));
        marks
    }

    /// The kinds of the marks of a product, in any order and perhaps several times: for whoever looks at
    /// everything that is listed.
    pub(in crate::krt_shop) fn kinds(
        &self,
        product: Option<ProductId>,
        project: ProjectId,
        today: NaiveDate,
    ) -> impl Iterator<Item = CertificateKind> {
        let standing = self.standing(project).iter();
        standing
            .filter(move |one| one.counts_for(product) && one.counts_on(today))
            .map(|one| one.mark.kind)
    }

    /// Until when the marks of everything that is listed stay as they are by themselves: midnight in
    /// Malaysia; none while there are no certificates.
    pub(in crate::krt_shop) fn all_right_until(&self, at: Instant) -> Option<Instant> {
        (!self.0.is_empty()).then(|| rules::ends_at(malaysia::day(at)))
    }

    /// Knows nothing of a project any more.
    pub(super) fn forget(&mut self, project: ProjectId) {
        self.0.remove(&project);
    }

    pub(super) fn add(&mut self, kept: Kept) {
        let Kept { project_id, product_id, kind, number, issuer, valid_from, valid_until } = kept;
        let mark = Mark { kind, number, issuer, valid_until };
        let standing = Arc::make_mut(self.0.entry(project_id).or_default());
        standing.push(Standing { product_id, valid_from, mark });
    }
}

/// What is known at the first use.
pub(in crate::krt_shop) async fn load<C: ConnectionTrait>(
    connection: &C,
    now: Instant,
) -> Result<Marks> {
    let mut marks = Marks::default();
    let found = store::list_confirmed(connection, malaysia::day(now), MOST).await?;
    if u64::try_from(found.len()).is_ok_and(|count| count == MOST) {
        tracing::warn!(most = MOST, "there are more certificates than a node keeps");
    }
    for kept in found {
        marks.add(kept);
    }
    Ok(marks)
}

/// The same after the certificates of these projects have changed.
pub(in crate::krt_shop) async fn refresh<C: ConnectionTrait>(
    connection: &C,
    known: &Marks,
    projects: &[ProjectId],
    now: Instant,
) -> Result<Marks> {
    let mut marks = known.clone();
    for project in projects {
        marks.forget(*project);
    }
    for kept in store::list_confirmed_of(connection, projects, malaysia::day(now)).await? {
        marks.add(kept);
    }
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn kept(product: Option<u128>, number: &str, from: &str, until: &str) -> Kept {
        Kept {
            project_id: ProjectId(id(1)),
            product_id: product.map(|number| ProductId(id(number))),
            kind: CertificateKind::Halal,
            number: number.to_owned(),
            issuer: "JAKIM".to_owned(),
            valid_from: day(from),
            valid_until: day(until),
        }
    }

    fn numbers(marks: &Marks, product: Option<u128>, today: &str) -> Vec<String> {
        let product = product.map(|number| ProductId(id(number)));
        let found = marks.of(product, ProjectId(id(1)), day(today));
        found.into_iter().map(|mark| mark.number.clone()).collect()
    }

    #[test]
    fn a_mark_is_shown_from_the_first_day_to_the_last_and_renewal_leaves_no_gap() {
        let mut marks = Marks::default();
        marks.add(kept(None, "old", "2026-01-01", "2026-03-31"));
        marks.add(kept(None, "new", "2026-03-20", "2027-03-31"));
        assert_eq!(numbers(&marks, None, "2025-12-31"), Vec::<String>::new());
        assert_eq!(numbers(&marks, None, "2026-01-01"), ["old"]);
        assert_eq!(numbers(&marks, None, "2026-03-25"), ["new"], "one of each kind");
        assert_eq!(numbers(&marks, Some(7), "2027-03-31"), ["new"]);
        assert_eq!(numbers(&marks, Some(7), "2027-04-01"), Vec::<String>::new());
        let not_over = |today: &str| -> Vec<(String, String)> {
            let found = marks.not_over(Some(ProductId(id(7))), ProjectId(id(1)), day(today));
            found.into_iter().map(|(from, mark)| (from.to_string(), mark.number.clone())).collect()
        };
        let [old, new] = [("2026-01-01", "old"), ("2026-03-20", "new")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(not_over("2026-03-01"), [old, new.clone()]);
        assert_eq!(not_over("2026-04-01"), [new]);
    }

    #[test]
    fn what_one_project_changes_copies_nothing_of_the_others() {
        let mut known = Marks::default();
        known.add(kept(None, "one", "2026-01-01", "2026-03-31"));
        let other =
            Kept { project_id: ProjectId(id(2)), ..kept(None, "two", "2026-01-01", "2026-03-31") };
        known.add(other);
        let mut newer = known.clone();
        newer.forget(ProjectId(id(1)));
        newer.add(kept(None, "next", "2026-01-01", "2026-12-31"));
        assert_eq!(numbers(&known, None, "2026-02-01"), ["one"], "what was known stays as it was");
        assert_eq!(numbers(&newer, None, "2026-02-01"), ["next"]);
        let [before, after] =
            [&known, &newer].map(|marks| Arc::as_ptr(&marks.0[&ProjectId(id(2))]));
        assert_eq!(before, after);
    }

    #[test]
    fn a_certificate_of_one_product_is_no_other_products() {
        let mut marks = Marks::default();
        marks.add(kept(Some(7), "seven", "2026-01-01", "2026-03-31"));
        assert_eq!(numbers(&marks, Some(7), "2026-02-01"), ["seven"]);
        assert_eq!(numbers(&marks, Some(8), "2026-02-01"), Vec::<String>::new());
        assert_eq!(numbers(&marks, None, "2026-02-01"), Vec::<String>::new());
        let now = "2026-02-01T00:00:00Z".parse().unwrap();
        let until =
            |product| marks.right_until(Some(ProductId(id(product))), ProjectId(id(1)), now);
        assert_eq!(until(7), Some("2026-03-31T16:00:00Z".parse().unwrap()));
        assert_eq!(until(8), None);
    }

    #[test]
    fn an_answer_is_right_until_the_next_certificate_begins_or_ends() {
        let mut marks = Marks::default();
        marks.add(kept(None, "old", "2026-01-01", "2026-03-31"));
        marks.add(kept(None, "new", "2026-04-02", "2026-05-31"));
        let until = |now: &str| {
            marks
                .right_until(None, ProjectId(id(1)), now.parse().unwrap())
                .map(|at| at.to_rfc3339())
        };
        assert_eq!(until("2026-03-31T15:59:59Z").unwrap(), "2026-03-31T16:00:00+00:00");
        assert_eq!(until("2026-03-31T16:00:00Z").unwrap(), "2026-04-01T16:00:00+00:00");
        assert_eq!(until("2026-04-01T16:00:00Z").unwrap(), "2026-05-31T16:00:00+00:00");
        assert_eq!(until("2026-05-31T16:00:00Z"), None);
    }
}
