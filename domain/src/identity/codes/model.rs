//! Codes and proofs as plain values.

use serde::{Deserialize, Serialize};

use crate::shared::{clock::Instant, outbox::Text};

/// For what a number is confirmed. A code and its proof are good for one purpose only.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Purpose {
    /// To join.
    Register,
    /// To set a forgotten password anew.
    PasswordReset,
    /// To move an account to another number: the old and the new one are both confirmed.
    PhoneChange,
    /// To write to a seller without an account, or to come back to what was written.
    Enquiry,
}

impl Purpose {
    /// The message that carries the code.
    pub(super) fn text(self, code: String) -> Text {
        match self {
            Self::Register => Text::RegisterCode(code),
            Self::PasswordReset => Text::PasswordResetCode(code),
            Self::PhoneChange => Text::PhoneChangeCode(code),
            Self::Enquiry => Text::EnquiryCode(code),
        }
    }
}

/// A code is on its way.
#[derive(Clone, Copy, Debug)]
pub struct CodeSent {
    /// Until when it counts.
    pub expires_at: Instant,
}

/// What somebody gives to confirm a number.
#[derive(Clone, Debug)]
pub struct Verification {
    /// The number, in any common Malaysian spelling.
    pub phone: String,
    /// For what.
    pub purpose: Purpose,
    /// The six digits.
    pub code: String,
    /// Made by the phone, so that it may ask again when the answer was lost.
    pub idempotency_key: Option<String>,
}

/// A proof that somebody holds a phone: good once, for one purpose.
#[derive(Clone, Debug)]
pub struct PhoneProof {
    /// What the phone gives with what it wants to do.
    pub token: String,
    /// Until when it counts.
    pub expires_at: Instant,
}
