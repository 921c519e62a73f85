//! Lists by Relay's rules: connections, edges, cursors.

use async_graphql::{SimpleObject, parser::types::Field};
use domain::shared::page::PageArgs;

use super::plain::{NotPlain, Plain, Writer, Wrote};

/// Where a page lies in its list.
#[derive(Clone, Debug, SimpleObject)]
pub struct PageInfo {
    /// Whether there are items behind the last one of this page.
    pub has_next_page: bool,
    /// Whether there are items before the first one of this page.
    pub has_previous_page: bool,
    /// The cursor of the first item.
    pub start_cursor: Option<String>,
    /// The cursor of the last item.
    pub end_cursor: Option<String>,
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

/// Relay's four arguments together.
#[must_use]
pub fn args(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> PageArgs {
    PageArgs { first, after, last, before }
}

/// Makes the connection and edge types of a noun, from a page of the domain. With an edge that says
/// more than its cursor, only the connection.
macro_rules! connection {
    ($connection:ident, $edge:ident, $node:ty, $what:literal) => {
        $crate::graphql::connection::connection!($connection of $edge, $node, $what);

        #[doc = concat!("An item of a list of ", $what, ", with its cursor.")]
        #[derive(async_graphql::SimpleObject)]
        pub struct $edge {
            /// Stands for this place in the list.
            pub cursor: String,
            /// The item.
            pub node: $node,
        }

        impl $connection {
            /// A page of the domain, each item made into its GraphQL type.
            pub fn of<T>(
                page: domain::shared::page::Page<(String, T)>,
                wrap: impl Fn(T) -> $node,
            ) -> Self {
                Self::of_edges(page.map(|(cursor, item)| $edge { cursor, node: wrap(item) }))
            }
        }
    };
    ($connection:ident of $edge:ident, $node:ty, $what:literal) => {
        #[doc = concat!("A page of a list of ", $what, ".")]
        #[derive(async_graphql::Description)]
        pub struct $connection {
            edges: Vec<$edge>,
            has_next: bool,
            has_previous: bool,
        }

        impl $connection {
            /// A page of edges.
            pub fn of_edges(page: domain::shared::page::Page<$edge>) -> Self {
                Self { edges: page.items, has_next: page.has_next, has_previous: page.has_previous }
            }
        }

        #[async_graphql::Object(use_type_description)]
        impl $connection {
            /// The items with their cursors, in the list's order.
            async fn edges(&self) -> &[$edge] {
                &self.edges
            }

            /// The items alone, in the list's order.
            async fn nodes(&self) -> Vec<&$node> {
                self.edges.iter().map(|edge| &edge.node).collect()
            }

            /// Where this page lies in the list.
            async fn page_info(&self) -> $crate::graphql::connection::PageInfo {
                $crate::graphql::connection::PageInfo {
                    has_next_page: self.has_next,
                    has_previous_page: self.has_previous,
                    start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
                    end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
                }
            }
        }
    };
}

pub(crate) use connection;
