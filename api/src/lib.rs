//! How phones and partners ask: GraphQL and REST over the domain.

pub mod graphql;
