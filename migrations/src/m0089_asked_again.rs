//! When a correction of a notice is pushed again, each reader is asked anew to say that they know it.
//!
//! `notice.asked_version` is the version that this made of the notice, 0 as long as every
//! acknowledgement counts. A receipt counts as acknowledged when its `acknowledged_version` is the
//! notice's `asked_version`; `acknowledged_at` stays the first time, `acknowledged_again_at` is the one
//! for these words. `notice_tally.acknowledged` is of the asking that stands beside it, so that asking
//! again writes to no receipt and no figure. Of notices that were pushed again before, everything counts
//! as it did.

pub(crate) const UP: &str = r"
alter table notice add column asked_again_at {instant};
alter table notice add column asked_version bigint not null default 0;
alter table notice_receipt add column acknowledged_again_at {instant};
alter table notice_receipt add column acknowledged_version bigint not null default 0;
alter table notice_tally add column asked_version bigint not null default 0;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table notice_tally drop column asked_version;
alter table notice_receipt drop column acknowledged_version;
alter table notice_receipt drop column acknowledged_again_at;
alter table notice drop column asked_version;
alter table notice drop column asked_again_at;
";
