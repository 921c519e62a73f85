//! The schema: every app's operations put together. What an app offers is listed in its `mod.rs`.

use async_graphql::{MergedObject, MergedSubscription, Schema, SchemaBuilder, ValidationMode};

use super::{
    audit, community, identity, krt_shop, mykrt, mysrs, node, null_propagation::NullPropagation,
};

// A field is looked for in the order in which these stand: the busiest come first.

/// Everything that can be read. Each field says which app and which roles it is for.
#[derive(MergedObject, Default)]
pub struct Query(
    node::NodeQuery,
    krt_shop::KrtShopQueries,
    mykrt::MykrtQueries,
    mysrs::MysrsQueries,
    community::CommunityQueries,
    identity::IdentityQueries,
    audit::AuditQuery,
);

/// Everything that can be done. Each mutation takes one `input` and answers with the noun and
/// `userErrors`; when there are user errors nothing was written.
#[derive(MergedObject, Default)]
pub struct Mutation(
    mysrs::MysrsMutations,
    mykrt::MykrtMutations,
    krt_shop::KrtShopMutations,
    community::CommunityMutations,
    identity::IdentityMutations,
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

/// Builds the schema. Limits on depth and cost are the transport's, which knows introspection.
#[must_use]
pub fn build() -> KrtSchema {
    builder().extension(NullPropagation).finish()
}

/// The same schema without null propagation and with the fewest rules of validation, for the
/// transport's quick queries: twice as fast where nothing fails, and asked again of [`build`]'s
/// where something does.
#[must_use]
pub fn quick() -> KrtSchema {
    builder().validation_mode(ValidationMode::Fast).finish()
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
    build().sdl()
}
