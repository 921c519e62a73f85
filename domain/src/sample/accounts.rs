//! The sample accounts to sign in with: one of each role.

use super::content::people::CAST;
use crate::{
    identity,
    policy::Role,
    shared::{ctx::Ctx, error::Result},
};

/// A sample account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleAccount {
    /// The role that it shows, by its code: `SECRETARY`.
    pub role: &'static str,
    /// The name that others see.
    pub name: String,
    /// The number to sign in with.
    pub phone: String,
}

impl SampleAccount {
    /// Whether its role counts only with a second factor.
    #[must_use]
    pub fn needs_second_factor(&self) -> bool {
        use sea_orm::ActiveEnum as _;
        let role = Role::try_from_value(&self.role.to_owned());
        role.is_ok_and(Role::needs_second_factor)
    }
}

/// The sample accounts that this database holds, in the order of their roles; none where no
/// sample was planted. For the program itself, which prints them or refuses to start.
pub async fn accounts(ctx: &Ctx) -> Result<Vec<SampleAccount>> {
    let phones: Vec<&str> = CAST.iter().map(|member| member.phone).collect();
    let found = identity::sample_people(ctx.db().write(), &phones).await?;
    Ok(CAST
        .iter()
        .filter_map(|member| {
            let person = found.iter().find(|person| person.phone == member.phone)?;
            Some(SampleAccount {
                role: member.role,
                name: person.display_name.clone(),
                phone: person.phone.clone(),
            })
        })
        .collect())
}
