//! Who may sign in by the department's sign-in service: an administrator links its name for a person
//! to the person here. An ended link stays, without counting: who gave it and who took it is known. A
//! session that a sign-on began knows whether the sign-in service asked for a second factor.

pub(crate) const UP: &str = r"
create table sign_on_link (
    id {id} primary key,
    person_id {id} not null references person (id),
    issuer text not null,
    subject text not null,
    given_by {id} not null references person (id),
    reason text not null,
    begins_at {instant} not null,
    ends_at {instant},
    ended_by {id} references person (id),
    end_reason text
);
create unique index sign_on_link_subject_unique on sign_on_link (issuer, subject) where ends_at is null;
create index sign_on_link_person on sign_on_link (person_id, begins_at);
create index sign_on_link_given_by on sign_on_link (given_by);
create index sign_on_link_ended_by on sign_on_link (ended_by);
alter table session add column sign_on boolean;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table session drop column sign_on;
drop table sign_on_link;
";
