//! Certificates as plain values.

use serde::Serialize;

use crate::{
    mysrs::seal::shown_code,
    shared::{
        clock::Instant,
        id::{CertificateId, PatrolId, PatrolUnitId, PersonId},
    },
};

/// A certificate is asked for.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Issuing {
    /// For which patrol.
    pub patrol_id: PatrolId,
    /// For whom; for oneself when nobody is named.
    pub person_id: Option<PersonId>,
}

/// A certificate is taken back.
#[derive(Clone, Debug, Serialize)]
pub struct Revoking {
    /// Which one.
    pub id: CertificateId,
    /// Why, 3 to 2,000 characters; the person reads it.
    pub reason: String,
}

/// A certificate of attendance.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Certificate {
    /// The id.
    pub id: CertificateId,
    /// The patrol.
    pub patrol_id: PatrolId,
    /// For whom it is.
    pub person_id: PersonId,
    /// The name that others see of them; empty once their account is erased.
    pub display_name: String,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// The unit's name.
    pub unit_name: String,
    /// The code, 16 letters.
    pub code: String,
    /// From when the records prove that they patrolled.
    pub starts_at: Instant,
    /// Until when.
    pub ends_at: Instant,
    /// Who issued it: the person, or somebody who vouches for them.
    pub issued_by: PersonId,
    /// By which rule it was issued, and is looked at again.
    pub rule_version: i64,
    /// When it was issued.
    pub issued_at: Instant,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
    /// Why; nothing when the records did not prove it any more.
    pub revoke_reason: Option<String>,
}

impl Certificate {
    /// How many whole minutes are proven.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        (self.ends_at - self.starts_at).num_minutes()
    }

    /// The code as it is printed: `7F3K-9QXT-2M4N-8RWV`.
    #[must_use]
    pub fn printed_code(&self) -> String {
        shown_code(&self.code)
    }
}

/// What anybody sees who has the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The first letters of the person's name; empty once their account is erased.
    pub initials: String,
    /// The unit's name.
    pub unit: String,
    /// From when the records prove that they patrolled.
    pub starts_at: Instant,
    /// Until when.
    pub ends_at: Instant,
    /// When it was issued.
    pub issued_at: Instant,
    /// When it was taken back; it counts while there is none.
    pub revoked_at: Option<Instant>,
}
