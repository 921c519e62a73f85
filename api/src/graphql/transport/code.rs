//! The transport's own refusals: a closed list of codes, and one error value that carries them.

use actix_web::http::StatusCode;
use async_graphql::{ErrorExtensionValues, Pos, ServerError, Value};

/// Declares the codes once, so that the list of all, the wire name and the status cannot drift apart.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $wire:literal, $status:ident;)+) => {
        /// Why the transport itself refuses a request. The apps translate these; the list is closed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum TransportCode {
            $($(#[doc = $doc])+ $name,)+
        }

        impl TransportCode {
            /// Every code, for the table of sentences and for documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The name on the wire (`extensions.code`).
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $wire,)+
                }
            }

            /// What it means, for app developers.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+),)+
                }
            }

            /// The HTTP status that goes with it.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self {
                    $(Self::$name => StatusCode::$status,)+
                }
            }
        }
    };
}

codes! {
    /// The request is not a GraphQL request: broken JSON, a missing `query`, a field of the wrong type.
    BadRequest = "BAD_REQUEST", BAD_REQUEST;
    /// The body is larger than the limit.
    BodyTooLarge = "BODY_TOO_LARGE", PAYLOAD_TOO_LARGE;
    /// The body did not arrive in time.
    BodyTimeout = "BODY_TIMEOUT", REQUEST_TIMEOUT;
    /// The body is not `application/json` in UTF-8. Over REST it is `MEDIA_TYPE_UNSUPPORTED`.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE", UNSUPPORTED_MEDIA_TYPE;
    /// `Accept` names no type the server can answer with.
    NotAcceptable = "NOT_ACCEPTABLE", NOT_ACCEPTABLE;
    /// The method is neither GET nor POST, or a mutation came over GET.
    MethodNotAllowed = "METHOD_NOT_ALLOWED", METHOD_NOT_ALLOWED;
    /// The body is a list of requests.
    BatchingNotSupported = "BATCHING_NOT_SUPPORTED", BAD_REQUEST;
    /// A subscription was asked for over plain HTTP: it needs a WebSocket or server-sent events.
    SubscriptionNeedsStream = "SUBSCRIPTION_NEEDS_STREAM", BAD_REQUEST;
    /// A browser page of a foreign origin tried to open a WebSocket.
    OriginNotAllowed = "ORIGIN_NOT_ALLOWED", FORBIDDEN;
    /// The text is not GraphQL.
    GraphqlParseFailed = "GRAPHQL_PARSE_FAILED", BAD_REQUEST;
    /// The document does not fit the schema.
    GraphqlValidationFailed = "GRAPHQL_VALIDATION_FAILED", BAD_REQUEST;
    /// A variable that must have a value has none.
    VariablesInvalid = "VARIABLES_INVALID", BAD_REQUEST;
    /// An argument's value cannot be read as its type.
    ArgumentInvalid = "ARGUMENT_INVALID", BAD_REQUEST;
    /// The document holds more tokens than the limit.
    LimitTokens = "LIMIT_TOKENS", BAD_REQUEST;
    /// The document renames more fields than the limit.
    LimitAliases = "LIMIT_ALIASES", BAD_REQUEST;
    /// The document holds more directives than the limit.
    LimitDirectives = "LIMIT_DIRECTIVES", BAD_REQUEST;
    /// The document is nested deeper than the limit.
    LimitDepth = "LIMIT_DEPTH", BAD_REQUEST;
    /// The document selects more fields than the limit once its fragments are written out.
    LimitSelections = "LIMIT_SELECTIONS", BAD_REQUEST;
    /// The operation asks for more root fields than the limit.
    LimitRootFields = "LIMIT_ROOT_FIELDS", BAD_REQUEST;
    /// The operation could return more rows than the limit.
    LimitCost = "LIMIT_COST", BAD_REQUEST;
    /// One WebSocket carries more operations at once than the limit.
    LimitOperations = "LIMIT_OPERATIONS", TOO_MANY_REQUESTS;
    /// The document has no operation of that name, or has several and none was named.
    UnknownOperation = "UNKNOWN_OPERATION", BAD_REQUEST;
    /// The server holds no document under that id.
    PersistedDocumentNotFound = "PERSISTED_DOCUMENT_NOT_FOUND", BAD_REQUEST;
    /// The text sent along does not have the hash that was sent.
    PersistedDocumentMismatch = "PERSISTED_DOCUMENT_MISMATCH", BAD_REQUEST;
}

impl TransportCode {
    /// The request was well formed as HTTP but not executable as GraphQL. Clients that accept only
    /// `application/json` expect 200 for these: the specification keeps 4xx there for broken HTTP.
    pub(super) const fn is_graphql_request_error(self) -> bool {
        matches!(
            self,
            Self::GraphqlParseFailed
                | Self::GraphqlValidationFailed
                | Self::VariablesInvalid
                | Self::UnknownOperation
                | Self::PersistedDocumentNotFound
        )
    }
}

/// One refusal of the transport, before it is put into the caller's language.
#[derive(Debug)]
pub struct Problem {
    /// The stable code.
    pub code: TransportCode,
    /// What went wrong in the developer's words, kept out of the sentence for the user.
    pub detail: Option<String>,
    /// The sentence itself, where a client reads it by its exact words or a tool shows it.
    pub message: Option<String>,
    /// Where in the document.
    pub locations: Vec<Pos>,
    /// The limit that was passed.
    pub limit: Option<u64>,
    /// How much was asked for, where it was counted to the end.
    pub found: Option<u64>,
}

impl Problem {
    /// A refusal that its code explains.
    #[must_use]
    pub const fn new(code: TransportCode) -> Self {
        Self { code, detail: None, message: None, locations: Vec::new(), limit: None, found: None }
    }

    /// A refusal with a detail for the developer.
    pub fn because(code: TransportCode, detail: &(impl ToString + ?Sized)) -> Self {
        Self { detail: Some(detail.to_string()), ..Self::new(code) }
    }

    /// A refusal because of a limit, which the answer names.
    #[must_use]
    pub fn over(code: TransportCode, limit: u64) -> Self {
        Self { limit: Some(limit), ..Self::new(code) }
    }

    /// The GraphQL error; `sentence` is used when the problem has no words of its own.
    pub(super) fn into_error(self, sentence: impl FnOnce() -> String) -> ServerError {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", self.code.as_str());
        if let Some(detail) = self.detail {
            extensions.set("detail", detail);
        }
        for (name, number) in [("limit", self.limit), ("found", self.found)] {
            if let Some(number) = number {
                extensions.set(name, Value::from(number));
            }
        }
        let mut error = ServerError::new(self.message.unwrap_or_else(sentence), None);
        error.locations = self.locations;
        error.extensions = Some(extensions);
        error
    }
}
