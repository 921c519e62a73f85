//! What the transport's own codes say, in the two languages of the program.

use domain::shared::language::Language;

use super::transport::TransportCode;

pub(crate) fn of(code: TransportCode, language: Language) -> &'static str {
    let (ms, en) = both(code);
    if language == Language::En { en } else { ms }
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
        TransportCode::NotFound => ("Tiada alamat sebegini.", "There is no such address."),
    }
}
