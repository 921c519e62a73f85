//! What a rule says: who may know that a target exists, and who of them may do something to it.

/// What a rule says about somebody.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// Whether they may know that the target exists.
    pub seen: bool,
    /// Whether they may do this to it, when they may know that it exists.
    pub may: bool,
}

impl Rule {
    /// Everybody may do it.
    pub(super) const EVERYBODY: Self = Self { seen: true, may: true };

    /// To whom it exists at all, they may do it.
    pub(super) const fn only(these: bool) -> Self {
        Self { seen: these, may: these }
    }

    /// That it exists is no secret; these may do it.
    pub(super) const fn known(these: bool) -> Self {
        Self { seen: true, may: these }
    }

    /// The first may know that it exists, and the second of them may do it.
    pub(super) const fn seen(seen: bool, may: bool) -> Self {
        Self { seen, may }
    }
}
