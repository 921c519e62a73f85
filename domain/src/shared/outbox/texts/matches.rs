//! What is said about what projects need and can supply.

use super::words::Words;

pub(super) const FOUND: Words = (
    "KRT: {count} padanan baharu untuk {project}: apa yang diperlukan atau dibekalkan. Lihat KRT Shop.",
    "KRT: New matches for {project}: {count}. See what it needs or can supply in KRT Shop.",
);
