//! Sample content: planted on the first start in development, refused in production.

use std::{sync::Arc, time::Instant};

use domain::{
    Ctx, Error,
    sample::{self, Planted, SampleAccount},
};
use secrecy::ExposeSecret as _;

use super::start::{Sentence, opened, prepared, print};
use crate::house::House;

/// `krt seed`.
pub(super) async fn run() -> Result<(), Sentence> {
    let config = prepared()?;
    if !config.is_development() {
        return Err("sample accounts have a password that everybody knows, and production \
                    refuses to start with them; with KRT_MODE=development they are planted"
            .to_owned());
    }
    let house = opened(config).await?;
    match plant(&house).await? {
        Some(said) => print(&said)?,
        None => print("The sample is planted already; nothing was changed.\n")?,
    }
    print(&accounts(&house).await?)
}

/// What a start does about sample content: an empty database in development is planted, its
/// accounts are printed at every start, and production refuses to have any.
pub(super) async fn at_start(house: &Arc<House>) -> Result<(), Sentence> {
    let ctx = Ctx::of_program(Arc::clone(&house.tools));
    if !house.config.is_development() {
        let found = sample::accounts(&ctx).await.map_err(words)?;
        return if found.is_empty() { Ok(()) } else { Err(refusal()) };
    }
    if !domain::identity::has_people(house.tools.db.write()).await.map_err(words)? {
        print("Planting sample neighbourhoods; this happens once …\n")?;
        if let Some(said) = plant(house).await? {
            print(&said)?;
        }
    }
    print(&accounts(house).await?)
}

fn refusal() -> Sentence {
    "this database holds sample accounts, whose password everybody knows, so production does not \
     start with it; give DATABASE_URL an empty database, or start with KRT_MODE=development"
        .to_owned()
}

#[expect(clippy::needless_pass_by_value, reason = "made for `map_err`")]
fn words(error: Error) -> Sentence {
    error.to_string()
}

/// Plants, and says what and in which time; nothing when it was planted before.
async fn plant(house: &House) -> Result<Option<String>, Sentence> {
    let began = Instant::now();
    let ctx = Ctx::of_program(Arc::clone(&house.tools));
    let password = house.config.sample_password.expose_secret();
    let hash = house.identity.hash_password(password).await.map_err(words)?;
    let planted = sample::plant(&ctx, &hash).await.map_err(words)?;
    Ok(planted.map(|planted| said(&planted, began.elapsed().as_secs_f64())))
}

fn said(planted: &Planted, seconds: f64) -> String {
    let Planted { areas, people, notices, units, shifts, patrols, projects, products } = planted;
    format!(
        "Planted as sample content: {areas} neighbourhoods with {people} people and {notices} notices,\n\
         {units} patrol units with {shifts} shifts and {patrols} patrols, {projects} projects with \
         {products} products ({seconds:.1} s).\n"
    )
}

/// The table of the sample accounts; empty where there are none.
async fn accounts(house: &House) -> Result<String, Sentence> {
    let ctx = Ctx::of_program(Arc::clone(&house.tools));
    let mut found = Vec::new();
    for account in sample::accounts(&ctx).await.map_err(words)? {
        // Officers' roles count only with a second factor.
        let secret = if account.needs_second_factor() {
            house.identity.sample_totp(&ctx, &account.phone).await.map_err(words)?
        } else {
            None
        };
        found.push((account, secret.unwrap_or_default()));
    }
    Ok(table(&found, house.config.sample_password.expose_secret()))
}

fn table(accounts: &[(SampleAccount, String)], password: &str) -> String {
    if accounts.is_empty() {
        return String::new();
    }
    let mut rows = vec![["Role", "Phone", "Password", "TOTP secret", "Name"]];
    rows.extend(
        accounts.iter().map(|(one, secret)| [one.role, &one.phone, password, secret, &one.name]),
    );
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths = [0, 1, 2, 3].map(|column| width(column).unwrap_or(0));
    let mut text = String::from(
        "\n  Sample accounts, one of each role. Officers sign in with the six digits that an \
         authenticator\n  app makes of the TOTP secret too (`oathtool --totp -b SECRET` prints them):\n\n",
    );
    for [role, phone, password, secret, name] in &rows {
        let [first, second, third, fourth] = widths;
        text.push_str(&format!(
            "  {role:first$}  {phone:second$}  {password:third$}  {secret:fourth$}  {name}\n"
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accounts_stand_in_columns() {
        let account = |role, name: &str, secret: &str| {
            let phone = "+601155500101".to_owned();
            (SampleAccount { role, name: name.to_owned(), phone }, secret.to_owned())
        };
        let accounts = [account("CHAIR", "Rosli", ""), account("HQ_OFFICER", "Chong", "MZXW6")];
        let text = table(&accounts, "secret");
        let lines: Vec<&str> = text.lines().skip(4).collect();
        assert_eq!(
            lines,
            [
                "  Role        Phone          Password  TOTP secret  Name",
                "  CHAIR       +601155500101  secret                 Rosli",
                "  HQ_OFFICER  +601155500101  secret    MZXW6        Chong",
            ]
        );
        assert_eq!(table(&[], "secret"), "");
    }
}
