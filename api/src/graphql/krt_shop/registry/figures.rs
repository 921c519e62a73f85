//! What a project earned and spent.

use async_graphql::{Description, Object};
use domain::krt_shop::project::figures::Figures;

use crate::graphql::{connection::connection, scalars::DateTime, values::Money};

/// What a project earned and spent in a month. Only its owner and the officers above it see it.
#[derive(Description)]
pub struct ProjectFigures(pub Figures);

#[Object(use_type_description)]
impl ProjectFigures {
    /// The month, `YYYY-MM`.
    async fn month(&self) -> &str {
        &self.0.month
    }

    /// What it earned.
    async fn income(&self) -> Money {
        Money::sen(self.0.income_sen)
    }

    /// What it spent.
    async fn spending(&self) -> Money {
        Money::sen(self.0.spending_sen)
    }

    /// What it was given besides, such as a grant.
    async fn funding(&self) -> Money {
        Money::sen(self.0.funding_sen)
    }

    /// How many people took part.
    async fn participants(&self) -> i64 {
        self.0.participants
    }

    /// Rises with every correction: whoever corrects says which version they have read.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// When it was recorded last.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }
}

connection!(ProjectFiguresConnection, ProjectFiguresEdge, ProjectFigures, "months of a project");
