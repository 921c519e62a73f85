//! A deed on its way into the audit.

use rand::RngExt as _;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{chain, model::Outcome};
use crate::{
    policy::{Action, Actor, Permit, Place},
    shared::{
        ctx::Origin,
        id::{AreaId, DistrictId, PersonId},
    },
};

/// The longest name of an app that is noted, in bytes: `krt-shop/10.12.14 (android)` has 27.
const LONGEST_APP: usize = 60;

/// Who does it, and with which app.
#[derive(Clone, Debug, Default)]
pub struct Author {
    /// The person; none when the program itself or somebody signed out does it.
    pub person: Option<PersonId>,
    /// How the app names itself, as far as that looks like the name of an app.
    pub app: Option<String>,
}

impl Author {
    pub(crate) fn of(actor: &Actor, origin: &Origin) -> Self {
        Self { person: actor.person(), app: origin.app.as_deref().and_then(app_name) }
    }
}

/// Only what an app's name is made of: whoever sends the header writes nothing else into rows that
/// are never erased.
fn app_name(text: &str) -> Option<String> {
    let (name, rest) = text.split_once('/')?;
    let (version, platform) = rest.split_once(' ').unwrap_or((rest, ""));
    let platform = platform.trim_start_matches('(').trim_end_matches(')');
    let known = ["mykrt", "mysrs", "krt-shop", "web"].contains(&name);
    let numbered = version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let plain = platform.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (known && numbered && plain && text.len() <= LONGEST_APP).then(|| text.to_owned())
}

/// What a deed was done to: the noun, as its ids begin, and which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The prefix of its id.
    pub kind: &'static str,
    /// Which one.
    pub id: Uuid,
}

/// One deed: an entry before it is written.
#[derive(Clone, Debug)]
pub struct Deed {
    pub(super) actor: Option<PersonId>,
    pub(super) app: Option<String>,
    pub(super) action: Action,
    pub(super) outcome: Outcome,
    pub(super) subject: Option<Subject>,
    pub(super) person: Option<PersonId>,
    pub(super) state: Option<String>,
    pub(super) district: Option<DistrictId>,
    pub(super) area: Option<AreaId>,
    detail: Map<String, Value>,
}

impl Deed {
    /// A deed that was done, in this place.
    #[must_use]
    pub fn new(author: &Author, action: Action, place: &Place) -> Self {
        Self {
            actor: author.person,
            app: author.app.clone(),
            action,
            outcome: Outcome::Done,
            subject: None,
            person: None,
            state: place.state.clone(),
            district: place.district,
            area: place.area,
            detail: Map::new(),
        }
    }

    /// A deed that the policy permitted.
    #[must_use]
    pub fn permitted(author: &Author, permit: &Permit) -> Self {
        Self { person: permit.owner, ..Self::new(author, permit.action, &permit.place) }
    }

    /// … done to this.
    pub fn to(&mut self, subject: impl Into<Subject>) -> &mut Self {
        let subject = subject.into();
        if subject.kind == PersonId::PREFIX {
            self.person = Some(PersonId(subject.id));
        }
        self.subject = Some(subject);
        self
    }

    /// … which concerns this person: whose membership, whose post, whose session.
    pub fn about(&mut self, person: PersonId) -> &mut Self {
        self.person = Some(person);
        self
    }

    /// … by this person, where the request did not know yet who asks: a sign-in.
    pub fn by(&mut self, person: PersonId) -> &mut Self {
        self.actor = Some(person);
        self
    }

    /// … that was tried and refused.
    pub fn refused(&mut self) -> &mut Self {
        self.outcome = Outcome::Refused;
        self
    }

    /// … with something that may have to be erased one day: a reason, what was there before.
    pub fn detail(&mut self, name: &'static str, value: impl Into<String>) -> &mut Self {
        self.detail.insert(name.to_owned(), Value::String(value.into()));
        self
    }

    /// What stands beside the entry: the text, its salt, and the hash that the entry keeps.
    pub(super) fn kept_beside(&self) -> Option<Beside> {
        if self.detail.is_empty() {
            return None;
        }
        let text = Value::Object(self.detail.clone()).to_string();
        let salt: [u8; 32] = rand::rng().random();
        let hash = chain::detail_hash(&salt, &text);
        Some(Beside { text, salt: salt.to_vec(), hash: hash.to_vec() })
    }
}

/// The erasable part of an entry.
#[derive(Debug)]
pub(super) struct Beside {
    pub text: String,
    pub salt: Vec<u8>,
    pub hash: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_of_an_app_is_noted() {
        for app in ["mykrt/1.4.0 (android)", "krt-shop/2.0", "web/1 (firefox)"] {
            assert_eq!(app_name(app).as_deref(), Some(app));
        }
        for other in
            ["Aminah 012-345 6789", "mykrt/Aminah", "mykrt/1.0 (Aminah Yusof)", "mykrt", ""]
        {
            assert_eq!(app_name(other), None, "{other}");
        }
    }
}
