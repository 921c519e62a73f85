//! Languages: what the program says (Malay or English) and what people write (also Chinese and
//! Tamil).

use serde::{Deserialize, Serialize};

/// A language in which content is written. Sentences of the program itself exist in Malay and
/// English only.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Bahasa Melayu, the first language of everything.
    #[default]
    Ms,
    /// English.
    En,
    /// Chinese.
    Zh,
    /// Tamil.
    Ta,
}

impl Language {
    /// The tag, as in BCP 47: `ms`, `en`, `zh`, `ta`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ms => "ms",
            Self::En => "en",
            Self::Zh => "zh",
            Self::Ta => "ta",
        }
    }

    fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag).trim();
        [Self::Ms, Self::En, Self::Zh, Self::Ta]
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

/// What one reader wants, in the order of preference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Languages {
    wanted: Vec<Language>,
}

impl Default for Languages {
    fn default() -> Self {
        Self { wanted: vec![Language::Ms] }
    }
}

impl Languages {
    /// Reads an `Accept-Language` header (RFC 9110, 12.5.4). What it does not understand it
    /// passes over; Malay comes last when nothing else fits.
    #[must_use]
    pub fn from_header(header: Option<&str>) -> Self {
        // Nobody speaks more than a handful: a longer header is somebody's attack.
        const MOST: usize = 8;
        let mut weighted: Vec<(u32, Language)> = header
            .unwrap_or_default()
            .split(',')
            .take(MOST)
            .filter_map(|part| {
                let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
                let quality: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "clamped to 0..=1000"
                )]
                let thousandths = (quality.clamp(0.0, 1.0) * 1000.0) as u32;
                (thousandths > 0).then_some(())?;
                Some((thousandths, Language::from_tag(tag.trim())?))
            })
            .collect();
        weighted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        let mut wanted: Vec<Language> = Vec::with_capacity(4);
        for (_, language) in weighted {
            if !wanted.contains(&language) {
                wanted.push(language);
            }
        }
        if wanted.is_empty() { Self::default() } else { Self { wanted } }
    }

    /// The language of the program's own sentences: the first of Malay and English that is
    /// wanted, else Malay.
    #[must_use]
    pub fn sentences(&self) -> Language {
        self.wanted
            .iter()
            .copied()
            .find(|language| matches!(language, Language::Ms | Language::En))
            .unwrap_or_default()
    }

    /// The most wanted language.
    #[must_use]
    pub fn first(&self) -> Language {
        self.wanted.first().copied().unwrap_or_default()
    }
}

/// A text that people wrote in one or more languages; Malay is always there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
pub struct LocalizedText {
    /// The text in Malay.
    pub ms: String,
    /// The text in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
    /// The text in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zh: Option<String>,
    /// The text in Tamil.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ta: Option<String>,
}

impl LocalizedText {
    /// A text in Malay and English.
    #[must_use]
    pub fn new(ms: &str, en: &str) -> Self {
        Self { ms: ms.to_owned(), en: Some(en.to_owned()), zh: None, ta: None }
    }

    /// The text in one language, if somebody wrote it.
    #[must_use]
    pub fn get(&self, language: Language) -> Option<&str> {
        match language {
            Language::Ms => Some(self.ms.as_str()),
            Language::En => self.en.as_deref(),
            Language::Zh => self.zh.as_deref(),
            Language::Ta => self.ta.as_deref(),
        }
    }

    /// The text that suits a reader best, and its language: the first wanted one that exists,
    /// then Malay.
    #[must_use]
    pub fn resolve(&self, languages: &Languages) -> (&str, Language) {
        languages
            .wanted
            .iter()
            .find_map(|language| Some((self.get(*language)?, *language)))
            .unwrap_or((self.ms.as_str(), Language::Ms))
    }

    /// Every language that is written, in the order Malay, English, Chinese, Tamil.
    pub fn written(&self) -> impl Iterator<Item = (Language, &str)> {
        [Language::Ms, Language::En, Language::Zh, Language::Ta]
            .into_iter()
            .filter_map(|language| Some((language, self.get(language)?)))
    }
}

/// What is changed of such a text: a language that is not given stays as it is, and an inner none, or
/// an empty text, takes it away. Malay is always there: to take it away is refused where the text is
/// checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LocalizedChange {
    /// The text in Malay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ms: Option<String>,
    /// The text in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<Option<String>>,
    /// The text in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zh: Option<Option<String>>,
    /// The text in Tamil.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ta: Option<Option<String>>,
}

impl LocalizedChange {
    /// The text after the change; without one before, it is what is given alone.
    #[must_use]
    pub fn over(&self, before: Option<&LocalizedText>) -> LocalizedText {
        let other = |given: Option<&Option<String>>, language: Language| match given {
            Some(given) => given.clone(),
            None => before.and_then(|before| before.get(language)).map(str::to_owned),
        };
        let malay = before.map(|before| before.ms.as_str()).unwrap_or_default();
        LocalizedText {
            ms: self.ms.as_deref().unwrap_or(malay).to_owned(),
            en: other(self.en.as_ref(), Language::En),
            zh: other(self.zh.as_ref(), Language::Zh),
            ta: other(self.ta.as_ref(), Language::Ta),
        }
    }
}

/// The whole text anew: a language that it lacks is taken away.
impl From<LocalizedText> for LocalizedChange {
    fn from(text: LocalizedText) -> Self {
        let LocalizedText { ms, en, zh, ta } = text;
        Self { ms: Some(ms), en: Some(en), zh: Some(zh), ta: Some(ta) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_that_is_not_given_stays_as_it_is() {
        let before =
            LocalizedText { zh: Some("水灾".into()), ..LocalizedText::new("Banjir", "Flood") };
        let change = LocalizedChange {
            ms: Some("Banjir kilat".into()),
            zh: Some(None),
            ta: Some(Some("வெள்ளம்".into())),
            ..LocalizedChange::default()
        };
        let after = change.over(Some(&before));
        assert_eq!((after.ms.as_str(), after.en.as_deref()), ("Banjir kilat", Some("Flood")));
        assert_eq!((after.zh, after.ta.as_deref()), (None, Some("வெள்ளம்")));
        assert_eq!(LocalizedChange::default().over(Some(&before)), before);
        let alone =
            LocalizedChange { en: Some(Some("Flood".into())), ..LocalizedChange::default() };
        assert_eq!(alone.over(None).ms, "");
        let whole = LocalizedText {
            ta: Some("வெள்ளம்".into()), ..LocalizedText::new("Banjir", "")
        };
        assert_eq!(LocalizedChange::from(whole.clone()).over(Some(&before)), whole);
    }

    #[test]
    fn the_most_wanted_language_comes_first() {
        let languages = Languages::from_header(Some("ta;q=0.5, en-GB;q=0.9, fr, *;q=0.1"));
        assert_eq!(languages.first(), Language::En);
        assert_eq!(languages.sentences(), Language::En);
        assert_eq!(Languages::from_header(Some("ta")).sentences(), Language::Ms);
        assert_eq!(Languages::from_header(Some(";;q=,,")).first(), Language::Ms);
        assert_eq!(Languages::from_header(None).first(), Language::Ms);
    }

    #[test]
    fn a_text_falls_back_to_malay() {
        let text = LocalizedText { ms: "Mi kuning".into(), en: None, zh: None, ta: None };
        let reader = Languages::from_header(Some("ta, en"));
        assert_eq!(text.resolve(&reader), ("Mi kuning", Language::Ms));
    }
}
