//! How a notice insists, as dated rows; and what a correction changed besides words.
//!
//! No text of the department fixes how soon a notice is pushed again: an emergency after 5 minutes is
//! what was asked for, the rest is our own assumption. From which day on another row holds is said
//! in the row.
//!
//! `attachments` and `documents` of a revision are JSON lists in their order: what it is with the id of
//! the picture or document, which may be gone since. Of corrections before this step all six are null:
//! nobody noted them.

pub(crate) const UP: &str = r"
create table notice_rule (
    effective_from {instant} primary key,
    emergency_minutes bigint not null,
    other_minutes bigint not null,
    most_pushes bigint not null,
    source text not null
);
insert into notice_rule (effective_from, emergency_minutes, other_minutes, most_pushes, source) values
    ('2012-01-01T00:00:00+00:00', 5, 60, 3, 'Our own assumption: an emergency every 5 minutes, anything else every 60, three pushes before an SMS');
alter table notice_revision add column needs_acknowledgement boolean;
alter table notice_revision add column is_public boolean;
alter table notice_revision add column expires_at {instant};
alter table notice_revision add column pinned_until {instant};
alter table notice_revision add column attachments {json_text};
alter table notice_revision add column documents {json_text};
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table notice_revision drop column documents;
alter table notice_revision drop column attachments;
alter table notice_revision drop column pinned_until;
alter table notice_revision drop column expires_at;
alter table notice_revision drop column is_public;
alter table notice_revision drop column needs_acknowledgement;
drop table notice_rule;
";
