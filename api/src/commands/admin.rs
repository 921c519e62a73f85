//! Administrators are made here and nowhere else.

use std::io::BufRead as _;

use domain::{
    Ctx, Error, ErrorCode,
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
    let person = renewed.map_err(|error| sentence(&error, phone))?;
    print(&format!("{person} is an administrator from now on. {COUNTS}\n"))
}

/// From when the role of an administrator counts.
const COUNTS: &str = "The role counts once they have signed in and enrolled an authenticator app \
                      (totpBegin, totpConfirm), unless they have one.";

/// Why nobody has become an administrator, with what the operator does instead.
fn sentence(error: &Error, phone: &str) -> Sentence {
    let is = |code| matches!(error, Error::Refused(all) if all.iter().any(|one| one.code == code));
    if is(ErrorCode::PhoneTaken) {
        return format!(
            "somebody has an account with the number {phone}; `krt admin renew` makes them an \
             administrator, with the password that they have"
        );
    }
    if is(ErrorCode::PersonUnknown) {
        return format!(
            "nobody has an account with the number {phone}; `krt admin create` makes one"
        );
    }
    error.to_string()
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
    let person = enrolled.map_err(|error| sentence(&error, &registration.phone))?;
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
    let name = &registration.display_name;
    print(&format!("{name} ({person}) is an administrator from now on. {COUNTS}\n"))
}

#[cfg(test)]
mod tests {
    use domain::Refusal;

    use super::*;

    #[test]
    fn an_operator_hears_which_command_is_the_right_one() {
        let said = |code| sentence(&Refusal::of(code).into(), "012-345 6789");
        assert!(said(ErrorCode::PhoneTaken).contains("`krt admin renew`"));
        assert!(said(ErrorCode::PersonUnknown).contains("`krt admin create`"));
        assert!(said(ErrorCode::PhoneInvalid).contains("Malaysian mobile number"));
    }
}
