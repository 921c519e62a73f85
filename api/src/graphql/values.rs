//! Small objects that many types use: texts in several languages, money, positions.

use async_graphql::{
    Context, Description, Enum, InputObject, MaybeUndefined, Object, SimpleObject,
    parser::types::Field,
};
use domain::shared::language as words;

use super::{
    context::InRequest as _,
    plain::{NotPlain, Plain, Writer, Wrote},
    scalars::Decimal,
};

/// A language in which something is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "words::Language")]
pub enum Language {
    /// Bahasa Melayu.
    Ms,
    /// English.
    En,
    /// Chinese.
    Zh,
    /// Tamil.
    Ta,
}

/// A text that people wrote in one or more languages. Malay is always there.
#[derive(Description, Clone, Debug)]
pub struct LocalizedText(pub words::LocalizedText);

#[Object(use_type_description)]
impl LocalizedText {
    /// The text that suits the reader best (`Accept-Language`): the first wanted language in which
    /// it is written, else Malay.
    async fn text(&self, context: &Context<'_>) -> domain::Result<&str> {
        Ok(self.0.resolve(&context.ctx()?.languages).0)
    }

    /// The language of `text`.
    async fn language(&self, context: &Context<'_>) -> domain::Result<Language> {
        Ok(self.0.resolve(&context.ctx()?.languages).1.into())
    }

    /// The text in Malay.
    async fn ms(&self) -> &str {
        &self.0.ms
    }

    /// The text in English, if somebody wrote it.
    async fn en(&self) -> Option<&str> {
        self.0.en.as_deref()
    }

    /// The text in Chinese, if somebody wrote it.
    async fn zh(&self) -> Option<&str> {
        self.0.zh.as_deref()
    }

    /// The text in Tamil, if somebody wrote it.
    async fn ta(&self) -> Option<&str> {
        self.0.ta.as_deref()
    }
}

impl Plain for words::LocalizedText {
    const TYPE: &'static str = "LocalizedText";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "text" => to.text(self.resolve(to.languages).0),
            "language" => to.enumeration(Language::from(self.resolve(to.languages).1)),
            "ms" => to.text(&self.ms),
            "en" => to.optional(self.en.as_deref(), Writer::text),
            "zh" => to.optional(self.zh.as_deref(), Writer::text),
            "ta" => to.optional(self.ta.as_deref(), Writer::text),
            _ => Err(NotPlain),
        }
    }
}

/// A text in one or more languages. An empty text counts as none. In an update (`noticeUpdate`,
/// `activityUpdate`, `productUpdate`, `projectUpdate`) each language that is not given stays as it is;
/// null or an empty text takes a language away, Malay never.
#[derive(Clone, Debug, InputObject)]
pub struct LocalizedTextInput {
    /// The text in Malay. It must be there (`REQUIRED`); in an update it may be left out, and stays.
    pub ms: MaybeUndefined<String>,
    /// The text in English.
    pub en: MaybeUndefined<String>,
    /// The text in Chinese.
    pub zh: MaybeUndefined<String>,
    /// The text in Tamil.
    pub ta: MaybeUndefined<String>,
}

impl From<LocalizedTextInput> for words::LocalizedText {
    fn from(input: LocalizedTextInput) -> Self {
        words::LocalizedChange::from(input).over(None)
    }
}

impl From<LocalizedTextInput> for words::LocalizedChange {
    fn from(input: LocalizedTextInput) -> Self {
        let same = |text| text;
        // Without Malay words a text is refused where it is checked, at its own field.
        let ms = given(input.ms, same).map(Option::unwrap_or_default);
        Self { ms, en: given(input.en, same), zh: given(input.zh, same), ta: given(input.ta, same) }
    }
}

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CurrencyCode {
    /// Malaysian ringgit.
    Myr,
}

/// An amount of money, kept in sen.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct Money {
    /// The amount, with two places.
    pub amount: Decimal,
    /// The currency.
    pub currency: CurrencyCode,
}

impl Money {
    /// So many sen.
    #[must_use]
    pub fn sen(sen: i64) -> Self {
        Self { amount: Decimal(sen), currency: CurrencyCode::Myr }
    }
}

impl Plain for Money {
    const TYPE: &'static str = "Money";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "amount" => to.scalar(&self.amount),
            "currency" => to.enumeration(self.currency),
            _ => Err(NotPlain),
        }
    }
}

/// A position on the globe (WGS 84).
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct Coordinates {
    /// Degrees north, −90 to 90.
    pub latitude: f64,
    /// Degrees east, −180 to 180.
    pub longitude: f64,
}

impl Coordinates {
    /// A position when both parts are known.
    #[must_use]
    pub fn of(latitude: Option<f64>, longitude: Option<f64>) -> Option<Self> {
        Some(Self { latitude: latitude?, longitude: longitude? })
    }
}

impl Plain for Coordinates {
    const TYPE: &'static str = "Coordinates";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "latitude" => to.number(self.latitude),
            "longitude" => to.number(self.longitude),
            _ => Err(NotPlain),
        }
    }
}

/// A position on the globe (WGS 84).
#[derive(Clone, Copy, Debug, InputObject)]
pub struct CoordinatesInput {
    /// Degrees north, −90 to 90.
    pub latitude: f64,
    /// Degrees east, −180 to 180.
    pub longitude: f64,
}

/// What was given or taken away; nothing when it was not spoken of.
pub fn given<T, U>(value: MaybeUndefined<T>, read: impl Fn(T) -> U) -> Option<Option<U>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(read(value))),
    }
}
