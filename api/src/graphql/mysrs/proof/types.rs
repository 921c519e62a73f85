//! Verdicts, with their reasons and what people decided.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::{
    mysrs::{
        patrol::{self, Doubt},
        proof,
    },
    policy::{Action, Target},
};

use crate::graphql::{context::InRequest as _, mysrs::types::CheckInDoubt, scalars::DateTime};

/// How somebody showed that they were somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "patrol::CheckInMethod")]
pub enum CheckInMethod {
    /// By where their phone was.
    Position,
    /// By the code on a checkpoint's sheet.
    Qr,
    /// By a checkpoint's tag.
    Nfc,
    /// By a photo.
    Photo,
}

/// Whether a check-in is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "patrol::Verdict")]
pub enum CheckInVerdict {
    /// It is.
    Accepted,
    /// A person should look at it. It is kept and counted all the same.
    Doubtful,
}

/// Why a person should look at a check-in.
#[derive(Clone, Debug, SimpleObject)]
pub struct CheckInReason {
    /// The code, for the app.
    code: CheckInDoubt,
    /// The sentence for the volunteer, in Malay or English by `Accept-Language`.
    message: String,
    /// Whether it makes the check-in doubtful; otherwise it is a note only.
    doubtful: bool,
}

/// What somebody decided about a check-in.
#[derive(Description)]
pub struct CheckInDecision(proof::Decision);

#[Object(use_type_description)]
impl CheckInDecision {
    /// Whether they believe it.
    async fn verdict(&self) -> CheckInVerdict {
        self.0.verdict.into()
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// The person's id of whoever decided.
    async fn decided_by_id(&self) -> ID {
        self.0.decided_by.into()
    }

    /// Their name, as others see it.
    async fn decided_by_name(&self) -> &str {
        &self.0.display_name
    }

    /// When.
    async fn decided_at(&self) -> DateTime {
        DateTime(self.0.decided_at)
    }
}

/// Whether a check-in is believed, and why.
#[derive(Description)]
pub struct CheckInProof(pub(crate) patrol::CheckIn);

#[Object(use_type_description)]
impl CheckInProof {
    /// What holds: what a person decided last, or else what the program thinks. The program thinks
    /// again when the patrol has ended and when something comes in late.
    async fn verdict(&self) -> CheckInVerdict {
        self.0.decided.unwrap_or(self.0.verdict).into()
    }

    /// What the program thinks.
    async fn judged(&self) -> CheckInVerdict {
        self.0.verdict.into()
    }

    /// What is odd about it, each with a sentence; empty when nothing is.
    async fn reasons(&self, context: &Context<'_>) -> domain::Result<Vec<CheckInReason>> {
        let language = context.ctx()?.languages.sentences();
        let reason = |doubt: &Doubt| CheckInReason {
            code: (*doubt).into(),
            message: doubt.sentence(language).to_owned(),
            doubtful: doubt.is_grave(),
        };
        Ok(self.0.doubts.iter().map(reason).collect())
    }

    /// What people decided, the earliest first.
    async fn decisions(&self, context: &Context<'_>) -> domain::Result<Vec<CheckInDecision>> {
        if self.0.decided.is_none() {
            return Ok(Vec::new());
        }
        let decisions = context.loaders()?.decisions(self.0.id).await?;
        Ok(decisions.into_iter().map(CheckInDecision).collect())
    }

    /// Whether the viewer may decide about it.
    async fn viewer_can_decide(&self, context: &Context<'_>) -> domain::Result<bool> {
        let unit = context.loaders()?.patrol_unit(self.0.unit_id).await?;
        let target = Target { owner: Some(self.0.person_id), ..Target::at(unit.place()) };
        Ok(context.ctx()?.may(Action::CheckInDecide, &target))
    }
}
