//! Whether check-ins are believed, why not, and what people decided.

mod mutation;
mod types;

pub use mutation::ProofMutation;
pub use types::{CheckInMethod, CheckInProof, CheckInVerdict};
