//! The categories of incidents: data, which headquarters changes. Those that judge a person rather
//! than what somebody does to others rest until headquarters says why they should not.

use sea_orm::ConnectionTrait;

use super::category_store;
use crate::{
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        language::LocalizedText,
        text,
    },
};

/// What is taken when nothing else fits: it is always in use.
const OTHER: &str = "OTHER";
/// The longest code, in characters.
const CODE: usize = 40;
/// The longest name, in characters.
const NAME: usize = 80;
/// The highest place.
const LAST_PLACE: i64 = 1_000;
/// The deepest that somebody looks for a category in use.
const DEEPEST: usize = 8;

/// A category.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Category {
    /// The code, in capitals: `VIOLENT_ROBBERY`. It never changes.
    pub code: String,
    /// The category that it belongs to; none for one at the top.
    pub parent_code: Option<String>,
    /// The name.
    pub name: LocalizedText,
    /// Its place among those with the same parent.
    pub position: i64,
    /// Whether incidents are reported under it.
    pub enabled: bool,
    /// Whether it judges a person rather than what somebody does to others.
    pub invites_profiling: bool,
}

/// A category that is to be added or changed.
#[derive(Clone, Debug)]
pub struct SettingCategory {
    /// The code: 2 to 40 capitals, digits and underscores, beginning with a capital.
    pub code: String,
    /// The category that it belongs to, itself one at the top; none for one at the top.
    pub parent_code: Option<String>,
    /// The name, at most 80 characters in each language.
    pub name: LocalizedText,
    /// Its place, 0 to 1,000.
    pub position: i64,
    /// Whether incidents are reported under it.
    pub enabled: bool,
    /// Whether it judges a person rather than what somebody does to others.
    pub invites_profiling: bool,
    /// Why: needed to bring one that invites profiling into use.
    pub reason: Option<String>,
}

/// The categories under which incidents are reported, those at the top first; with those that rest
/// only for headquarters.
pub async fn categories(ctx: &Ctx, with_disabled: bool) -> Result<Vec<Category>> {
    let action = if with_disabled { Action::IncidentCategorySet } else { Action::PublicRead };
    ctx.authorize(action, &Target::nothing())?;
    let mut all = category_store::list(ctx.read()).await?;
    all.retain(|category| category.enabled || with_disabled);
    Ok(all)
}

/// Adds a category by its code, or changes it. Incidents keep theirs, also one that rests.
pub async fn set_category(ctx: &Ctx, setting: &SettingCategory) -> Result<Category> {
    let permit = ctx.authorize(Action::IncidentCategorySet, &Target::nothing())?;
    let mut work = ctx.begin().await?;
    let all = category_store::list(work.connection()).await?;
    let checked = checked(setting, &all)?;
    category_store::put(work.connection(), &checked).await?;
    let deed = work.audit_alone(&permit);
    deed.detail("code", checked.code.as_str());
    deed.detail("enabled", checked.enabled.to_string());
    if let Some(reason) = &checked.reason {
        deed.detail("reason", reason.as_str());
    }
    work.commit().await?;
    let SettingCategory { code, parent_code, name, position, enabled, invites_profiling, .. } =
        checked;
    Ok(Category { code, parent_code, name, position, enabled, invites_profiling })
}

/// A category as it may be kept; pure.
fn checked(setting: &SettingCategory, all: &[Category]) -> Result<SettingCategory> {
    let mut refusals = Refusals::default();
    let code = setting.code.as_str();
    if !is_code(code) {
        let refusal = Refusal::of(ErrorCode::ValueInvalid).at("code");
        refusals.add(refusal.with("values", "A-Z, 0-9, _"));
    }
    let name = text::localized(&setting.name, NAME, text::line);
    let name = refusals.keep(name.map_err(|r| under("name", r)));
    if !(0..=LAST_PLACE).contains(&setting.position) {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at("position");
        refusals.add(refusal.with("least", 0).with("most", LAST_PLACE));
    }
    if let Some(parent) = setting.parent_code.as_deref() {
        let is_top =
            |one: &Category| one.code == parent && one.code != code && one.parent_code.is_none();
        let has_others_below = all.iter().any(|one| one.parent_code.as_deref() == Some(code));
        if !all.iter().any(is_top) || has_others_below || code == OTHER {
            refusals.add(Refusal::of(ErrorCode::ParentInvalid).at("parentCode"));
        }
    }
    if code == OTHER && !setting.enabled {
        refusals.add(Refusal::of(ErrorCode::ValueInvalid).at("enabled").with("values", "true"));
    }
    // A blank one is none.
    let said = setting.reason.as_deref().filter(|reason| !reason.trim().is_empty());
    let reason = said.map(|reason| text::paragraphs_of(reason, super::rules::REASON)).transpose();
    let reason = refusals.keep(reason.map_err(|r| r.at("reason"))).flatten();
    if setting.enabled && setting.invites_profiling && said.is_none() {
        refusals.add(Refusal::of(ErrorCode::Required).at("reason"));
    }
    refusals.done()?;
    let name = name.unwrap_or_else(|| setting.name.clone());
    Ok(SettingCategory { name, reason, ..setting.clone() })
}

fn under(field: &str, refusal: Refusal) -> Refusal {
    let path = refusal.field.as_ref().map_or(field.to_owned(), |part| format!("{field}.{part}"));
    refusal.at(path)
}

fn is_code(code: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    (2..=CODE).contains(&code.len())
        && code.starts_with(|first: char| first.is_ascii_uppercase())
        && code.bytes().all(plain)
}

/// The category under which a report is kept, and whether it is another than the phone named: one
/// that rests is followed by what it belongs to. A phone that was away does not know that it rests.
pub(super) async fn fitting<C: ConnectionTrait>(
    connection: &C,
    code: &str,
) -> Result<(String, bool)> {
    let all = category_store::list(connection).await?;
    fitting_in(&all, code).ok_or_else(|| unknown().into())
}

fn fitting_in(all: &[Category], code: &str) -> Option<(String, bool)> {
    let find = |code: &str| all.iter().find(|category| category.code == code);
    let mut category = find(code)?;
    for _ in 0..DEEPEST {
        if category.enabled {
            return Some((category.code.clone(), category.code != code));
        }
        let Some(parent) = category.parent_code.as_deref().and_then(find) else { break };
        category = parent;
    }
    Some((OTHER.to_owned(), true))
}

/// Goes on only when incidents are reported under this category.
pub(in crate::mysrs) async fn in_use<C: ConnectionTrait>(connection: &C, code: &str) -> Result<()> {
    let all = category_store::list(connection).await?;
    let found = all.iter().any(|category| category.code == code && category.enabled);
    if found { Ok(()) } else { Err(Error::from(unknown())) }
}

fn unknown() -> Refusal {
    Refusal::of(ErrorCode::CategoryUnknown).at("categoryCode")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(code: &str, parent: Option<&str>, enabled: bool) -> Category {
        Category {
            code: code.to_owned(),
            parent_code: parent.map(str::to_owned),
            name: LocalizedText::new(code, code),
            position: 1,
            enabled,
            invites_profiling: !enabled,
        }
    }

    #[test]
    fn what_invites_profiling_is_brought_into_use_with_a_reason_that_says_something() {
        let setting = |reason: Option<&str>| SettingCategory {
            code: "LOITERING".to_owned(),
            parent_code: None,
            name: LocalizedText::new("Berlegar", "Loitering"),
            position: 1,
            enabled: true,
            invites_profiling: true,
            reason: reason.map(str::to_owned),
        };
        for blank in [None, Some(""), Some("   "), Some(" \n\t ")] {
            let Err(Error::Refused(refusals)) = checked(&setting(blank), &[]) else {
                panic!("{blank:?} was taken")
            };
            assert_eq!(refusals.len(), 1);
            assert_eq!(refusals[0].field.as_deref(), Some("reason"));
        }
        let taken = checked(&setting(Some("Diminta oleh polis daerah.")), &[]).unwrap();
        assert_eq!(taken.reason.as_deref(), Some("Diminta oleh polis daerah."));
        // One that rests needs none.
        assert!(checked(&SettingCategory { enabled: false, ..setting(Some(" ")) }, &[]).is_ok());
    }

    fn tree() -> Vec<Category> {
        vec![
            category("SOCIAL", None, true),
            category("RESTS", None, false),
            category("OTHER", None, true),
            category("LOITERING", Some("SOCIAL"), false),
            category("BELOW", Some("RESTS"), false),
            category("FIGHTING", Some("SOCIAL"), true),
        ]
    }

    fn setting(code: &str) -> SettingCategory {
        SettingCategory {
            code: code.to_owned(),
            parent_code: Some("SOCIAL".to_owned()),
            name: LocalizedText::new("Melepak", "Loitering"),
            position: 1,
            enabled: true,
            invites_profiling: true,
            reason: Some("Diminta oleh PDRM.".to_owned()),
        }
    }

    #[test]
    fn what_rests_is_followed_by_what_it_belongs_to() {
        let fitting = |code: &str| fitting_in(&tree(), code);
        assert_eq!(fitting("FIGHTING"), Some(("FIGHTING".to_owned(), false)));
        assert_eq!(fitting("LOITERING"), Some(("SOCIAL".to_owned(), true)));
        assert_eq!(fitting("BELOW"), Some(("OTHER".to_owned(), true)));
        assert_eq!(fitting("NONE"), None);
    }

    #[test]
    fn a_category_is_checked() {
        let fields = |setting: SettingCategory| match checked(&setting, &tree()) {
            Ok(_) => Vec::new(),
            Err(Error::Refused(refusals)) => {
                refusals.into_iter().filter_map(|refusal| refusal.field).collect()
            }
            Err(other) => panic!("{other}"),
        };
        assert_eq!(fields(setting("LOITERING")), Vec::<String>::new());
        assert_eq!(fields(setting("lower")), ["code"]);
        assert_eq!(fields(SettingCategory { reason: None, ..setting("LOITERING") }), ["reason"]);
        let quiet = SettingCategory { reason: None, enabled: false, ..setting("LOITERING") };
        assert_eq!(fields(quiet), Vec::<String>::new());
        // Two layers, and no circle.
        for (code, parent) in [("SOCIAL", "RESTS"), ("NEW", "FIGHTING"), ("NEW", "NEW")] {
            let setting = SettingCategory { parent_code: Some(parent.to_owned()), ..setting(code) };
            assert_eq!(fields(setting), ["parentCode"], "{code}");
        }
        let other = SettingCategory { parent_code: None, enabled: false, ..setting("OTHER") };
        assert_eq!(fields(other), ["enabled"]);
        let nameless = SettingCategory { name: LocalizedText::new(" ", ""), ..setting("NEW") };
        assert_eq!(fields(nameless), ["name.ms"]);
    }
}
