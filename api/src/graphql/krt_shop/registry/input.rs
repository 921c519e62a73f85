//! What is sent about a project.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};
use domain::krt_shop::project::{
    self, Applying, Deciding, Link, Opening, Profile, ProfileChanges, ProjectChanges,
    SettingStatus, figures::Recording,
};

use super::profile::{PaymentMethod, ProjectDay};
use crate::graphql::{
    context,
    krt_shop::{
        inputs::{ProductPictureInput, pictures},
        project::ProjectStatus,
    },
    scalars::{Decimal, PhoneNumber},
    values::{CoordinatesInput, LocalizedTextInput, given},
};

/// A time for which a project is open each week.
#[derive(InputObject)]
pub struct ProjectOpeningInput {
    /// The day on which it opens.
    day: ProjectDay,
    /// From when on, `HH:MM` in Malaysia, 00:00 to 23:59.
    opens: String,
    /// Until when, `HH:MM` in Malaysia, 00:00 to 24:00: before `opens` it is a time of the next day;
    /// not the same.
    closes: String,
}

/// A shop of a project elsewhere.
#[derive(InputObject)]
pub struct ProjectLinkInput {
    /// What people call it, at most 60 characters.
    name: String,
    /// Its address: `https://` and a host's name, at most 500 characters.
    url: String,
}

/// What the public sees of a project. What is left out stays as it is; null, or an empty list, takes
/// it away.
#[derive(Default, InputObject)]
pub struct ProjectProfileInput {
    /// What it is and how it came to be, at most 2,000 characters in each language.
    story: Option<LocalizedTextInput>,
    /// Since which year it has been at work.
    start_year: MaybeUndefined<i64>,
    /// The number that buyers call: a Malaysian mobile or fixed line.
    phone: MaybeUndefined<PhoneNumber>,
    /// The e-mail address that buyers write to.
    email: MaybeUndefined<String>,
    /// The WhatsApp number: a Malaysian mobile.
    whatsapp: MaybeUndefined<PhoneNumber>,
    /// Where buyers find it, at most 300 characters.
    address: MaybeUndefined<String>,
    /// The postcode of the address: five digits.
    postcode: MaybeUndefined<String>,
    /// Where it is on the map.
    coordinates: MaybeUndefined<CoordinatesInput>,
    /// When it is open, at most 21 times a week, none of which meets another.
    opening_hours: Option<Vec<ProjectOpeningInput>>,
    /// Its shops elsewhere, at most 10.
    links: Option<Vec<ProjectLinkInput>>,
    /// How one pays.
    payment_methods: Option<Vec<PaymentMethod>>,
    /// Under which terms it sells, at most 1,000 characters in each language.
    terms: MaybeUndefined<LocalizedTextInput>,
    /// How long a delivery takes, at most 200 characters in each language.
    delivery_estimate: MaybeUndefined<LocalizedTextInput>,
    /// The number of its registration with SSM: 12 digits.
    registration_number: MaybeUndefined<String>,
    /// The number of its co-operative, at most 40 characters.
    cooperative_number: MaybeUndefined<String>,
    /// Every picture anew, at most 10.
    pictures: Option<Vec<ProductPictureInput>>,
}

impl ProjectProfileInput {
    fn read(self) -> domain::Result<ProfileChanges> {
        let hours = self.opening_hours.map(|hours| hours.into_iter().map(Into::into).collect());
        let links = self.links.map(|links| links.into_iter().map(Into::into).collect());
        let ways = self.payment_methods.map(|ways| ways.into_iter().map(Into::into).collect());
        Ok(ProfileChanges {
            story: self.story.map(Into::into),
            start_year: given(self.start_year, |year| year),
            phone: given(self.phone, |phone| phone.0),
            email: given(self.email, |email| email),
            whatsapp: given(self.whatsapp, |phone| phone.0),
            address: given(self.address, |address| address),
            postcode: given(self.postcode, |postcode| postcode),
            position: given(self.coordinates, |place| (place.latitude, place.longitude)),
            opening_hours: hours,
            links,
            payment_methods: ways,
            terms: given(self.terms, Into::into),
            delivery_estimate: given(self.delivery_estimate, Into::into),
            registration_number: given(self.registration_number, |number| number),
            cooperative_number: given(self.cooperative_number, |number| number),
            pictures: self.pictures.map(pictures).transpose()?,
        })
    }
}

impl From<ProjectOpeningInput> for Opening {
    fn from(input: ProjectOpeningInput) -> Self {
        Self { day: input.day.into(), opens: input.opens, closes: input.closes }
    }
}

impl From<ProjectLinkInput> for Link {
    fn from(input: ProjectLinkInput) -> Self {
        Self { name: input.name, url: input.url }
    }
}

/// An application for a project, whole each time: what is left out is not said.
#[derive(InputObject)]
pub struct ProjectApplyInput {
    /// The id (`project_…`), when the phone makes it: the same id again with the same content brings
    /// the same project.
    id: Option<ID>,
    /// The version that was read, of one that was sent back; left out for a new one.
    version: Option<i64>,
    /// The neighbourhood whose project it is.
    area_id: ID,
    /// Who is to own it: somebody who lives there, by their id.
    owner_id: ID,
    /// The name, at most 120 characters.
    name: String,
    /// What it mostly offers, by the category's code.
    category_code: String,
    /// What it is and how it came to be, at most 2,000 characters in each language; Malay must be
    /// there.
    story: LocalizedTextInput,
    /// What else the public sees of it.
    profile: Option<ProjectProfileInput>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ProjectApplyInput {
    pub(super) fn read(self) -> domain::Result<Applying> {
        let mut changes = self.profile.unwrap_or_default().read()?;
        changes.story = None;
        Ok(Applying {
            id: self.id.as_ref().map(|id| context::id(id, "id")).transpose()?,
            version: self.version,
            area_id: context::id(&self.area_id, "areaId")?,
            owner_id: context::id(&self.owner_id, "ownerId")?,
            name: self.name,
            category_code: self.category_code,
            profile: changes.to(Profile::telling(self.story.into())),
        })
    }
}

/// What is changed of a project; what is left out stays as it is.
#[derive(InputObject)]
pub struct ProjectUpdateInput {
    /// The project's id.
    pub(super) id: ID,
    /// The version that was read.
    pub(super) version: i64,
    /// The name, at most 120 characters.
    name: Option<String>,
    /// What it mostly offers, by the category's code.
    category_code: Option<String>,
    /// What the public sees of it.
    profile: Option<ProjectProfileInput>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ProjectUpdateInput {
    pub(super) fn read(self) -> domain::Result<ProjectChanges> {
        Ok(ProjectChanges {
            name: self.name,
            category_code: self.category_code,
            profile: self.profile.unwrap_or_default().read()?,
        })
    }
}

/// What can be decided about a project that is applied for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "project::Decision")]
pub enum ProjectDecision {
    /// It goes to the next desk, or to work.
    Approve,
    /// It goes back to the committee, with a reason.
    SendBack,
    /// An officer refuses it, with a reason.
    Refuse,
    /// The committee takes it back.
    Withdraw,
}

/// A decision about a project that is applied for.
#[derive(InputObject)]
pub struct ProjectDecideInput {
    /// The project's id.
    id: ID,
    /// The version that was read.
    version: i64,
    /// What is decided.
    decision: ProjectDecision,
    /// Why, at most 500 characters: needed to send back and to refuse.
    reason: Option<String>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ProjectDecideInput {
    pub(super) fn read(&self) -> domain::Result<Deciding> {
        Ok(Deciding {
            id: context::id(&self.id, "id")?,
            version: self.version,
            decision: self.decision.into(),
            reason: self.reason.clone(),
        })
    }
}

/// Another status of a project that was confirmed.
#[derive(InputObject)]
pub struct ProjectStatusSetInput {
    /// The project's id.
    id: ID,
    /// The version that was read.
    version: i64,
    /// `ACTIVE`, `INACTIVE` or `CANCELLED`.
    status: ProjectStatus,
    /// Why, at most 500 characters: needed of an officer.
    reason: Option<String>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ProjectStatusSetInput {
    pub(super) fn read(&self) -> domain::Result<SettingStatus> {
        Ok(SettingStatus {
            id: context::id(&self.id, "id")?,
            version: self.version,
            status: self.status.into(),
            reason: self.reason.clone(),
        })
    }
}

/// Who owns a project from now on.
#[derive(InputObject)]
pub struct ProjectOwnerSetInput {
    /// The project's id.
    pub(super) id: ID,
    /// The version that was read.
    pub(super) version: i64,
    /// The new owner: somebody who lives in the area, by their id.
    pub(super) owner_id: ID,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// What a project earned and spent in a month.
#[derive(InputObject)]
pub struct ProjectFiguresRecordInput {
    /// The project's id.
    project_id: ID,
    /// The month, `YYYY-MM`, not in the future.
    month: String,
    /// What it earned, in ringgit, 0.00 to 10000000.00.
    income: Decimal,
    /// What it spent, in ringgit, 0.00 to 10000000.00.
    spending: Decimal,
    /// What it was given besides, such as a grant, in ringgit, 0.00 to 10000000.00.
    #[graphql(default_with = "Decimal(0)")]
    funding: Decimal,
    /// How many people took part, 0 to 10000.
    participants: i64,
    /// The version that was read, of a month that has figures; left out for one without.
    version: Option<i64>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ProjectFiguresRecordInput {
    pub(super) fn read(&self) -> domain::Result<Recording> {
        Ok(Recording {
            project_id: context::id(&self.project_id, "projectId")?,
            month: self.month.clone(),
            income_sen: self.income.0,
            spending_sen: self.spending.0,
            funding_sen: self.funding.0,
            participants: self.participants,
            version: self.version,
        })
    }
}
