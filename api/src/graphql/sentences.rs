//! What the transport's own codes say, in the two languages of the program.

use domain::shared::language::Language;

use super::transport::TransportCode;

pub(crate) fn of(code: TransportCode, language: Language) -> &'static str {
    let (ms, en) = both(code);
    if language == Language::En { en } else { ms }
}

/// In what form a value is wanted that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Instant,
    Day,
    Decimal,
    Phone,
    Geometry,
}

impl Wanted {
    const ALL: [Self; 5] = [Self::Instant, Self::Day, Self::Decimal, Self::Phone, Self::Geometry];

    /// The name that an error carries (`extensions.wanted`): the scalar's.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Instant => "DateTime",
            Self::Day => "Date",
            Self::Decimal => "Decimal",
            Self::Phone => "PhoneNumber",
            Self::Geometry => "GeoJson",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wanted| wanted.as_str() == name)
    }

    fn both(self) -> (&'static str, &'static str) {
        match self {
            Self::Instant => (
                "bukan masa. Tulis seperti 2026-11-22T08:30:00+08:00.",
                "is no time. Write it like 2026-11-22T08:30:00+08:00.",
            ),
            Self::Day => {
                ("bukan hari. Tulis seperti 2026-11-22.", "is no day. Write it like 2026-11-22.")
            }
            Self::Decimal => (
                "bukan nombor dengan paling banyak dua tempat perpuluhan. Tulis seperti 12.50.",
                "is no number with at most two places. Write it like 12.50.",
            ),
            Self::Phone => (
                "bukan nombor telefon. Tulis seperti +60123456789.",
                "is no phone number. Write it like +60123456789.",
            ),
            Self::Geometry => ("bukan objek GeoJSON.", "is no GeoJSON object."),
        }
    }
}

/// What is said of a value of one of our scalars that could not be read.
pub(crate) fn unread(wanted: &str, given: &str, language: Language) -> Option<String> {
    let (ms, en) = Wanted::named(wanted)?.both();
    let rest = if language == Language::En { en } else { ms };
    Some(format!("“{given}” {rest}"))
}

/// The same of the scalars that GraphQL has, whose errors come as a sentence of the library.
pub(crate) fn of_another_type(message: &str, language: Language) -> Option<String> {
    let rest = message.strip_prefix("Expected input type \"")?;
    let (wanted, found) = rest.split_once("\", found ")?;
    // Then it tells within which types it stood.
    let found = found.split_once(". (occurred while parsing").map_or(found, |(found, _)| found);
    let found: String = found.trim_end_matches('.').chars().take(40).collect();
    Some(if language == Language::En {
        format!("A value of the type {wanted} is wanted, not {found}.")
    } else {
        format!("Nilai jenis {wanted} dikehendaki, bukan {found}.")
    })
}

fn both(code: TransportCode) -> (&'static str, &'static str) {
    match code {
        TransportCode::BadRequest => {
            ("Permintaan ini bukan permintaan GraphQL.", "This is not a GraphQL request.")
        }
        TransportCode::BodyTooLarge => {
            ("Permintaan ini terlalu besar.", "The request is too large.")
        }
        TransportCode::BodyTimeout => (
            "Permintaan ini mengambil masa terlalu lama untuk tiba.",
            "The request took too long to arrive.",
        ),
        TransportCode::UnsupportedMediaType => (
            "Hantar permintaan sebagai application/json dalam UTF-8.",
            "Send the request as application/json in UTF-8.",
        ),
        TransportCode::NotAcceptable => (
            "Tiada jenis jawapan yang anda terima dapat diberikan.",
            "None of the answer types that you accept can be given.",
        ),
        TransportCode::MethodNotAllowed => {
            ("Gunakan POST; GET hanya untuk pertanyaan.", "Use POST; GET is for queries only.")
        }
        TransportCode::BatchingNotSupported => {
            ("Hantar satu permintaan pada satu masa.", "Send one request at a time.")
        }
        TransportCode::SubscriptionNeedsStream => (
            "Langganan memerlukan WebSocket atau text/event-stream.",
            "A subscription needs a WebSocket or text/event-stream.",
        ),
        TransportCode::OriginNotAllowed => (
            "Laman ini tidak dibenarkan memanggil perkhidmatan ini.",
            "This page may not call this service.",
        ),
        TransportCode::GraphqlParseFailed => {
            ("Teks ini bukan GraphQL.", "The text is not GraphQL.")
        }
        TransportCode::GraphqlValidationFailed => {
            ("Dokumen ini tidak sepadan dengan skema.", "The document does not fit the schema.")
        }
        TransportCode::VariablesInvalid => (
            "Pemboleh ubah yang wajib tiada nilainya.",
            "A variable that must have a value has none.",
        ),
        TransportCode::ArgumentInvalid => {
            ("Nilai hujah tidak dapat dibaca.", "The value of an argument cannot be read.")
        }
        TransportCode::LimitTokens => ("Dokumen ini terlalu panjang.", "The document is too long."),
        TransportCode::LimitAliases => {
            ("Terlalu banyak alias dalam dokumen ini.", "The document has too many aliases.")
        }
        TransportCode::LimitDirectives => {
            ("Terlalu banyak arahan dalam dokumen ini.", "The document has too many directives.")
        }
        TransportCode::LimitDepth => {
            ("Dokumen ini terlalu dalam.", "The document is nested too deeply.")
        }
        TransportCode::LimitSelections => {
            ("Dokumen ini memilih terlalu banyak medan.", "The document selects too many fields.")
        }
        TransportCode::LimitRootFields => (
            "Terlalu banyak medan akar dalam operasi ini.",
            "The operation has too many root fields.",
        ),
        TransportCode::LimitCost => (
            "Operasi ini meminta terlalu banyak baris; minta halaman yang lebih kecil.",
            "The operation asks for too many rows; ask for smaller pages.",
        ),
        TransportCode::LimitOperations => (
            "Terlalu banyak operasi serentak pada satu soket.",
            "Too many operations at once on one socket.",
        ),
        TransportCode::UnknownOperation => (
            "Tiada operasi dengan nama itu dalam dokumen ini.",
            "The document has no operation of that name.",
        ),
        TransportCode::PersistedDocumentNotFound => {
            ("Tiada dokumen dengan id itu.", "There is no document with that id.")
        }
        TransportCode::PersistedDocumentMismatch => (
            "Teks ini tidak sepadan dengan cincangnya.",
            "The text does not have the hash that was sent.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_library_says_of_a_type_is_said_in_the_readers_language() {
        let said = r#"Expected input type "Int", found "x". (occurred while parsing "AInput")"#;
        let malay = of_another_type(said, Language::Ms);
        assert_eq!(malay.as_deref(), Some(r#"Nilai jenis Int dikehendaki, bukan "x"."#));
        let english = of_another_type(r#"Expected input type "Boolean", found 1.5."#, Language::En);
        assert_eq!(english.as_deref(), Some("A value of the type Boolean is wanted, not 1.5."));
        assert_eq!(of_another_type("Something else.", Language::En), None);
        for wanted in Wanted::ALL {
            let (ms, en) = wanted.both();
            assert!(ms != en && ms.ends_with('.') && en.ends_with('.'), "{wanted:?}");
            assert!(unread(wanted.as_str(), "x", Language::Ms).is_some());
        }
    }
}
