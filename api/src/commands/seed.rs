//! Sample content: planted on the first start in development, refused in production.

use std::{sync::Arc, time::Instant};

use domain::{
    Ctx, Error,
    sample::{self, Planted, SampleAccount},
};
use secrecy::ExposeSecret as _;

use super::run::{Sentence, opened, prepared, print};
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
    let found = sample::accounts(&ctx).await.map_err(words)?;
    Ok(table(&found, house.config.sample_password.expose_secret()))
}

fn table(accounts: &[SampleAccount], password: &str) -> String {
    if accounts.is_empty() {
        return String::new();
    }
    let mut rows = vec![["Role", "Phone", "Password", "Name"]];
    rows.extend(accounts.iter().map(|one| [one.role, &one.phone, password, &one.name]));
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths = [0, 1, 2].map(|column| width(column).unwrap_or(0));
    let mut text = String::from("\n  Sample accounts, one of each role:\n\n");
    for [role, phone, password, name] in &rows {
        let [first, second, third] = widths;
        text.push_str(&format!("  {role:first$}  {phone:second$}  {password:third$}  {name}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accounts_stand_in_columns() {
        let account = |role, name: &str| SampleAccount {
            role,
            name: name.to_owned(),
            phone: "+601155500101".to_owned(),
        };
        let text = table(&[account("CHAIR", "Rosli"), account("HQ_OFFICER", "Chong")], "secret");
        let lines: Vec<&str> = text.lines().skip(3).collect();
        assert_eq!(
            lines,
            [
                "  Role        Phone          Password  Name",
                "  CHAIR       +601155500101  secret    Rosli",
                "  HQ_OFFICER  +601155500101  secret    Chong",
            ]
        );
        assert_eq!(table(&[], "secret"), "");
    }
}
