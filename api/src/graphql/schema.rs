//! The schema: every app's operations put together. What an app offers is listed in its `mod.rs`.

use std::sync::LazyLock;

use async_graphql::{MergedObject, MergedSubscription, Schema, SchemaBuilder, ValidationMode};

use super::{
    audit, community, identity, krt_shop, mykrt, mysrs, node, null_propagation::NullPropagation,
    transport::SchemaText,
};

// The macro looks for a field in the last of these first: the busiest stand at the end.

/// Everything that can be read. Each field says which app and which roles it is for.
#[derive(MergedObject, Default)]
pub struct Query(
    node::NodeQuery,
    audit::AuditQuery,
    identity::IdentityQueries,
    community::CommunityQueries,
    mysrs::MysrsQueries,
    mykrt::MykrtQueries,
    krt_shop::KrtShopQueries,
);

/// Everything that can be done. Each mutation takes one `input` and answers with the noun and
/// `userErrors`; when there are user errors nothing was written.
#[derive(MergedObject, Default)]
pub struct Mutation(
    identity::IdentityMutations,
    community::CommunityMutations,
    krt_shop::KrtShopMutations,
    mykrt::MykrtMutations,
    mysrs::MysrsMutations,
);

/// Everything that can be followed live, over WebSocket (`graphql-transport-ws`) or server-sent
/// events. On a WebSocket the payload of `connection_init` signs in and names the language:
/// `{"Authorization": "Bearer …", "Accept-Language": "ms", "X-App": "mykrt/1.4.0 (android)"}`. Without a
/// token nobody is signed in; one that is not understood closes the socket (4400, or 4403 with the code),
/// and so does its end (4403). Event streams take the headers.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    mykrt::MykrtSubscriptions,
    mysrs::MysrsSubscriptions,
    krt_shop::KrtShopSubscriptions,
);

/// The schema of all three apps.
pub type KrtSchema = Schema<Query, Mutation, Subscription>;

/// The schema. Limits on depth and cost are the transport's, which knows introspection.
///
/// Built once for all nodes of a program: it holds nothing that belongs to one of them.
#[must_use]
pub fn whole() -> KrtSchema {
    static WHOLE: LazyLock<KrtSchema> =
        LazyLock::new(|| builder().extension(NullPropagation).finish());
    WHOLE.clone()
}

/// The same schema without null propagation and with the fewest rules of validation, for the
/// transport's quick queries: twice as fast where nothing fails, and asked again of [`whole`]'s
/// where something does.
#[must_use]
pub fn quick() -> KrtSchema {
    static QUICK: LazyLock<KrtSchema> =
        LazyLock::new(|| builder().validation_mode(ValidationMode::Fast).finish());
    QUICK.clone()
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .disable_suggestions()
        // Counts fragments as well as fields and introspection too: the transport's limits are finer.
        .limit_recursive_depth(100)
}

/// The schema's text, as it stands in `schema.graphql`.
#[must_use]
pub fn sdl() -> String {
    whole().sdl()
}

/// The same as the transport needs it. Read once for all nodes of a program.
pub fn text() -> Result<SchemaText, String> {
    static TEXT: LazyLock<Result<SchemaText, String>> = LazyLock::new(|| SchemaText::read(sdl()));
    TEXT.clone()
}
