//! What a seller has to show, wherever something of theirs is offered (Electronic Trade Transactions
//! Regulations 2012); pure.

use domain::{krt_shop::project::Project, shared::language::LocalizedText};

use super::{page::Reader, words};

/// What a seller has to show, as names with what they are. Its name, its phone and what it sells stand
/// above.
pub(super) fn disclosed(
    reader: &Reader<'_>,
    project: &Project,
) -> impl IntoIterator<Item = (&'static str, Option<String>)> {
    let (words, language) = (reader.words(), reader.language());
    let hours =
        project.opening_hours.as_ref().map(|hours| words::opening_hours(&hours.0, language));
    let ways = project.payment_methods.as_ref().map(|ways| {
        let ways = ways.0.iter().map(|way| words::payment(*way, language));
        ways.collect::<Vec<_>>().join(", ")
    });
    let text =
        |text: Option<&LocalizedText>| text.map(|text| text.resolve(reader.languages).0.to_owned());
    let address = project.address.as_ref().map(|address| match &project.postcode {
        Some(postcode) => format!("{address}, {postcode}"),
        None => address.clone(),
    });
    [
        (words.hours, hours),
        (words.pay, ways),
        (words.takes, text(project.delivery_estimate.as_ref())),
        (words.terms, text(project.terms.as_ref())),
        (words.address, address),
        (words.email, project.email.clone()),
        (words.since, project.start_year.map(|year| year.to_string())),
        (words.registration, project.registration_number.clone()),
        (words.cooperative, project.cooperative_number.clone()),
    ]
}
