//! What a project's record must be; pure.

use chrono::Datelike as _;

use super::{
    channel,
    disclosure::missing_disclosures,
    hours,
    model::Project,
    profile::{Link, Opening, PaymentMethod, Profile},
};
use crate::{
    community::area::rules as place_rules,
    identity,
    krt_shop::category::Tree,
    shared::{
        clock::Instant,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        geo::Position,
        language::LocalizedText,
        malaysia, text,
    },
};

/// The longest name, in characters.
const NAME: usize = 120;
/// The longest story, in characters: every node keeps the stories of active projects at hand.
const STORY: usize = 2_000;
/// The longest terms, in characters, for the same reason.
const TERMS: usize = 1_000;
/// The longest word about a delivery, in characters.
const DELIVERY: usize = 200;
/// The longest address, in characters, as an area's.
const ADDRESS: usize = 300;
/// The most shops elsewhere.
const LINKS: usize = 10;
/// The most pictures.
const PICTURES: usize = 10;
/// The first year in which a project can have begun.
const FIRST_YEAR: i64 = 1900;

/// A record as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub name: String,
    pub category_code: String,
    pub profile: Profile,
}

/// Checks a whole record and collects every broken rule.
pub(super) fn written(
    (name, category_code): (&str, &str),
    profile: &Profile,
    tree: &Tree,
    now: Instant,
) -> Result<Written> {
    let mut refusals = Refusals::default();
    let name = refusals.keep(text::line(name, NAME).map_err(|refusal| refusal.at("name")));
    if tree.get(category_code).is_none() {
        refusals.add(Refusal::of(ErrorCode::CategoryUnknown).at("categoryCode"));
    }
    let profile = checked(profile, now, &mut refusals);
    refusals.done()?;
    Ok(Written { name: name.unwrap_or_default(), category_code: category_code.to_owned(), profile })
}

/// The profile as it is kept; what is refused is told in `refusals`, and is not to be used then.
fn checked(given: &Profile, now: Instant, refusals: &mut Refusals) -> Profile {
    let this_year = malaysia::day(now).year();
    let story = localized("story", &given.story, STORY, text::paragraphs);
    let story = refusals.keep(story).unwrap_or_else(|| given.story.clone());
    if given.start_year.is_some_and(|year| !(FIRST_YEAR..=i64::from(this_year)).contains(&year)) {
        let range = Refusal::of(ErrorCode::OutOfRange).at("profile.startYear");
        refusals.add(range.with("least", FIRST_YEAR).with("most", this_year));
    }
    let mut said = |given: &Option<String>, field: &str, check: &Check<'_>| {
        let given = given.as_deref().filter(|given| !given.trim().is_empty())?;
        refusals.keep(check(given).map_err(|refusal| refusal.at(format!("profile.{field}"))))
    };
    let phone = said(&given.phone, "phone", &channel::phone);
    let email = said(&given.email, "email", &identity::email::address);
    let whatsapp = said(&given.whatsapp, "whatsapp", &identity::rules::phone);
    let address = said(&given.address, "address", &|given: &str| text::line(given, ADDRESS));
    let postcode = said(&given.postcode, "postcode", &place_rules::postcode);
    let registration_number =
        said(&given.registration_number, "registrationNumber", &|given: &str| {
            channel::registration_number(given, this_year)
        });
    let cooperative_number =
        said(&given.cooperative_number, "cooperativeNumber", &channel::cooperative_number);
    let position = given.position;
    if position.is_some_and(|(north, east)| Position::on_globe(north, east).is_none()) {
        refusals.add(Refusal::of(ErrorCode::PositionInvalid).at("profile.coordinates"));
    }
    let terms = optional("terms", given.terms.as_ref(), TERMS, refusals);
    let estimate = given.delivery_estimate.as_ref();
    let delivery_estimate = optional("deliveryEstimate", estimate, DELIVERY, refusals);
    let opening_hours = opening_hours(&given.opening_hours, refusals);
    let links = links(&given.links, refusals);
    if given.pictures.as_ref().is_some_and(|pictures| pictures.len() > PICTURES) {
        let many = Refusal::of(ErrorCode::TooMany).with("limit", PICTURES);
        refusals.add(many.at("profile.pictures"));
    }
    Profile {
        story,
        start_year: given.start_year,
        phone,
        email,
        whatsapp,
        address,
        postcode,
        position,
        opening_hours,
        links,
        payment_methods: payment_methods(&given.payment_methods),
        terms,
        delivery_estimate,
        registration_number,
        cooperative_number,
        pictures: given.pictures.clone(),
    }
}

/// Checks one line of text.
type Check<'a> = dyn Fn(&str) -> Result<String, Refusal> + 'a;

fn localized(
    field: &str,
    written: &LocalizedText,
    limit: usize,
    check: fn(&str, usize) -> Result<String, Refusal>,
) -> Result<LocalizedText, Refusal> {
    text::localized(written, limit, check).map_err(|refusal| {
        let inner = refusal.field.clone().map(|inner| format!(".{inner}")).unwrap_or_default();
        refusal.at(format!("profile.{field}{inner}"))
    })
}

fn optional(
    field: &str,
    given: Option<&LocalizedText>,
    limit: usize,
    refusals: &mut Refusals,
) -> Option<LocalizedText> {
    refusals.keep(localized(field, given?, limit, text::paragraphs))
}

fn opening_hours(given: &[Opening], refusals: &mut Refusals) -> Vec<Opening> {
    match hours::checked(given, "profile.openingHours") {
        Ok(hours) => hours,
        Err(Error::Refused(refused)) => {
            for refusal in refused {
                refusals.add(refusal);
            }
            Vec::new()
        }
        // Nothing else comes of a pure rule.
        Err(_) => Vec::new(),
    }
}

fn links(given: &[Link], refusals: &mut Refusals) -> Vec<Link> {
    if given.len() > LINKS {
        refusals.add(Refusal::of(ErrorCode::TooMany).with("limit", LINKS).at("profile.links"));
        return Vec::new();
    }
    let mut kept: Vec<Link> = Vec::with_capacity(given.len());
    for (place, one) in given.iter().enumerate() {
        let checked = channel::link(one).map_err(|refusal| {
            let inner = refusal.field.clone().unwrap_or_default();
            refusal.at(format!("profile.links.{place}.{inner}"))
        });
        if let Some(link) = refusals.keep(checked)
            && !kept.iter().any(|other| other.url == link.url)
        {
            kept.push(link);
        }
    }
    kept
}

/// Each way once, in one order.
fn payment_methods(given: &[PaymentMethod]) -> Vec<PaymentMethod> {
    let mut ways = given.to_vec();
    ways.sort_unstable();
    ways.dedup();
    ways
}

/// Nothing that a seller must show is taken away again: each that was there has to stay.
pub(super) fn still_disclosed(before: &Project, after: &Project) -> Result<()> {
    let lacked = missing_disclosures(before);
    let mut refusals = Refusals::default();
    for disclosure in missing_disclosures(after) {
        if !lacked.contains(&disclosure) {
            refusals.add(disclosure.missing());
        }
    }
    refusals.done()
}

/// Everything that a seller must show is there.
pub(in crate::krt_shop) fn disclosed(project: &Project) -> Result<()> {
    let mut refusals = Refusals::default();
    for disclosure in missing_disclosures(project) {
        refusals.add(disclosure.missing());
    }
    refusals.done()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        "2026-03-14T04:00:00Z".parse().unwrap()
    }

    fn refused(profile: &Profile) -> Vec<String> {
        let mut refusals = Refusals::default();
        checked(profile, now(), &mut refusals);
        match refusals.done() {
            Err(Error::Refused(all)) => all
                .into_iter()
                .map(|one| format!("{} {}", one.code.as_str(), one.field.unwrap_or_default()))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn telling() -> Profile {
        Profile::telling(LocalizedText::new("Bermula di dapur.", "It began in a kitchen."))
    }

    #[test]
    fn everything_that_is_wrong_is_told_with_its_field() {
        let text = |text: &str| Some(text.to_owned());
        let wrong = Profile {
            start_year: Some(2027),
            phone: text("12"),
            email: text("salmah"),
            whatsapp: text("03-8000 8000"),
            postcode: text("8100"),
            position: Some((91.0, 0.0)),
            registration_number: text("201907000005"),
            terms: Some(LocalizedText::new(" ", "Cash")),
            ..telling()
        };
        assert_eq!(
            refused(&wrong),
            [
                "OUT_OF_RANGE profile.startYear",
                "PHONE_INVALID profile.phone",
                "EMAIL_INVALID profile.email",
                "PHONE_INVALID profile.whatsapp",
                "POSTCODE_INVALID profile.postcode",
                "REGISTRATION_NUMBER_INVALID profile.registrationNumber",
                "POSITION_INVALID profile.coordinates",
                "REQUIRED profile.terms.ms",
            ]
        );
        assert!(refused(&telling()).is_empty());
        // What is empty says nothing.
        assert!(refused(&Profile { phone: text(" "), email: text(""), ..telling() }).is_empty());
    }

    #[test]
    fn each_way_to_pay_stands_there_once() {
        use PaymentMethod::{Cash, DuitNowQr};
        assert_eq!(payment_methods(&[DuitNowQr, Cash, DuitNowQr]), [Cash, DuitNowQr]);
    }
}
