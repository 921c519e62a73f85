//! Administrators are made here and nowhere else.

use std::io::BufRead as _;

use domain::{
    Ctx,
    community::{self, GrantScope},
    identity::rules,
    policy::Role,
};

use super::{
    AdminCommand,
    start::{Sentence, opened, prepared, print},
};

pub(super) async fn run(command: AdminCommand) -> Result<(), Sentence> {
    match command {
        AdminCommand::Create { phone, name } => create(phone, name).await,
        AdminCommand::Renew { phone } => renew(&phone).await,
    }
}

async fn renew(phone: &str) -> Result<(), Sentence> {
    let house = opened(prepared()?).await?;
    let ctx = Ctx::of_program(std::sync::Arc::clone(&house.tools));
    let renewed = community::grant::renew_administrator(&ctx, phone).await;
    let person = renewed.map_err(|error| error.to_string())?;
    print(&format!("{person} is an administrator from now on.\n"))
}

async fn create(phone: String, name: String) -> Result<(), Sentence> {
    let house = opened(prepared()?).await?;
    let ctx = Ctx::of_program(std::sync::Arc::clone(&house.tools));
    print("Password (8 to 128 characters): \n")?;
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password).map_err(|error| error.to_string())?;
    let password = password.trim_end_matches(['\r', '\n']);
    let registration = domain::identity::Registration {
        phone,
        password: password.to_owned(),
        display_name: name,
        language: domain::shared::language::Language::Ms,
        privacy_notice_version: rules::PRIVACY_NOTICE_VERSION.to_owned(),
        phone_proof: None,
    };
    // The person and what they are added for at once: a stop in between leaves nobody behind whom
    // the command would then refuse to add again.
    let mut work = ctx.begin().await.map_err(|error| error.to_string())?;
    let enrolled = house.identity.enrol(&ctx, &mut work, &registration).await;
    let person = enrolled.map_err(|error| error.to_string())?;
    let reason = "made by krt admin create";
    community::add_officer_grant(
        &mut work,
        ctx.mint(),
        person,
        Role::Administrator,
        &GrantScope::Nation,
        reason,
        ctx.now(),
    )
    .await
    .map_err(|error| error.to_string())?;
    work.commit().await.map_err(|error| error.to_string())?;
    print(&format!(
        "{person} is an administrator, once they have signed in and enrolled an authenticator app \
         (totpBegin, totpConfirm).\n"
    ))
}
