//! The plain fields of small objects that many types use, and of neighbourhoods.

use async_graphql::{
    ScalarType, Value,
    parser::types::Field,
    resolver_utils::{EnumType, enum_value},
};
use domain::{
    community::Area,
    shared::{clock::Instant, language, media},
};

use super::{NotPlain, Plain, Writer, Wrote};
use crate::graphql::{
    community::AreaStatus,
    connection::PageInfo,
    krt_shop::picture_address,
    scalars::DateTime,
    values::{Coordinates, CurrencyCode, Language, Money},
};

impl Writer<'_> {
    /// An enum's value by its name in the schema.
    pub fn enumeration<E: EnumType>(&mut self, value: E) -> Wrote {
        match enum_value(value) {
            Value::Enum(name) => self.word(name),
            _ => Err(NotPlain),
        }
    }

    /// An instant.
    pub fn instant(&mut self, at: Instant) -> Wrote {
        self.scalar(&DateTime(at))
    }

    /// A scalar whose form is a text that needs no escaping.
    pub fn scalar(&mut self, scalar: &impl ScalarType) -> Wrote {
        match scalar.to_value() {
            Value::String(text) => self.word(text),
            _ => Err(NotPlain),
        }
    }
}

impl Plain for language::LocalizedText {
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

impl Plain for Money {
    const TYPE: &'static str = "Money";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "amount" => to.scalar(&self.amount),
            "currency" => to.enumeration::<CurrencyCode>(self.currency),
            _ => Err(NotPlain),
        }
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

impl Plain for media::Picture {
    const TYPE: &'static str = "Picture";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            // With a wanted width, which may be a variable, the ordinary way reads the argument.
            "url" if field.arguments.is_empty() => {
                to.word(picture_address(to.public_url, self, None))
            }
            "width" => to.bare(self.width),
            "height" => to.bare(self.height),
            "widths" => to.list(&self.widths, Writer::bare),
            "thumbHash" => to.optional(self.thumbhash.as_deref(), Writer::text),
            "alternativeText" => {
                let set = &field.selection_set.node;
                to.optional(self.alternative_text.as_ref(), |to, text| to.object(text, set))
            }
            _ => Err(NotPlain),
        }
    }
}

impl Plain for Area {
    const TYPE: &'static str = "Area";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "id" => to.word(self.id),
            "reference" => to.text(&self.reference),
            "name" => to.text(&self.name),
            "address" => to.text(&self.address),
            "postcode" => to.text(&self.postcode),
            "stateCode" => to.text(&self.state_code),
            "status" => to.enumeration(AreaStatus::from(self.status)),
            "coordinates" => {
                let set = &field.selection_set.node;
                let position = Coordinates::of(self.latitude, self.longitude);
                to.optional(position, |to, position| to.object(&position, set))
            }
            "sample" => to.bare(self.sample),
            _ => Err(NotPlain),
        }
    }
}

impl Plain for PageInfo {
    const TYPE: &'static str = "PageInfo";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "hasNextPage" => to.bare(self.has_next_page),
            "hasPreviousPage" => to.bare(self.has_previous_page),
            "startCursor" => to.optional(self.start_cursor.as_deref(), Writer::text),
            "endCursor" => to.optional(self.end_cursor.as_deref(), Writer::text),
            _ => Err(NotPlain),
        }
    }
}
