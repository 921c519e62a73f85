//! A month of a unit's shifts: planned, agreed, repaired, published, and what it leaves behind.

mod assign;
mod cancel;
mod debts;
mod filling;
pub(in crate::mysrs) mod gather_store;
mod generate;
mod lead;
mod model;
mod publish;
mod read;
mod refusing;
mod report;
pub(in crate::mysrs) mod store;
mod telling;
mod terms;
mod turns;
mod words;

pub use assign::{assign, pin};
pub(in crate::mysrs) use assign::{open_shift, settle, slots};
pub use cancel::cancel;
pub(in crate::mysrs) use cancel::cancel_all;
pub(in crate::mysrs) use filling::leader;
pub use generate::generate;
pub use lead::set_can_lead;
pub use model::{
    Assigning, Cancelling, Counts, Explanation, LeaderToBe, Part, Pin, Pinning, Planning,
    PlanningMode, ProblemCode, Reason, ReasonCode, Relief, ReliefRule, Report, Roster,
    RosterFullness, RosterProblem, RosterStatus, VerdictCode,
};
pub(super) use publish::judge_alone;
pub use publish::publish;
pub use read::{
    explanations_of, fairness, names, problems_of, reliefs_of, roster, roster_by_id, rosters,
    shifts_of_roster,
};
pub(in crate::mysrs) use refusing::refused;
pub(in crate::mysrs) use telling::{shown, tell};
pub(in crate::mysrs) use terms::{Terms, in_turn};
