//! Certificates of projects and of what they offer, the reminders of their ends that were given, and
//! for how long each kind is valid at most, as dated rows.
//!
//! A mark is not stored on a product: it follows from the certificates that are confirmed and valid.
//! What stands on the product is whether its texts claim to be halal (null: nobody has looked yet) and
//! since when it is out of sight because nothing proves that.
//!
//! `number_key` is the number as numbers are compared: letters and digits alone, in capitals. MeSTI is
//! valid for three years; for the others no text that we know fixes a time, and a row says when one
//! does.

pub(crate) const UP: &str = r"
create table certificate_rule (
    kind text not null,
    effective_from {instant} not null,
    longest_months bigint not null,
    source text not null,
    primary key (kind, effective_from)
);
insert into certificate_rule (kind, effective_from, longest_months, source) values
    ('MESTI', '2012-01-01T00:00:00+00:00', 36, 'Ministry of Health, `MeSTI`: a certificate is valid for three years');
create table project_certificate (
    id {id} primary key,
    project_id {id} not null references project (id),
    product_id {id} references product (id),
    kind text not null,
    number text not null,
    number_key text not null,
    issuer text not null,
    valid_from {date} not null,
    valid_until {date} not null,
    scan_media_id {id} references media (id),
    status text not null,
    reason text,
    submitted_by {id} not null references person (id),
    submitted_at {instant} not null,
    decided_by {id} references person (id),
    decided_at {instant},
    version bigint not null
);
create index project_certificate_project on project_certificate (project_id, id);
create index project_certificate_product on project_certificate (product_id);
create index project_certificate_scan on project_certificate (scan_media_id);
create index project_certificate_submitted_by on project_certificate (submitted_by);
create index project_certificate_decided_by on project_certificate (decided_by);
create index project_certificate_number on project_certificate (kind, number_key);
create index project_certificate_waiting on project_certificate (id) where status = 'SUBMITTED';
create index project_certificate_ends on project_certificate (valid_until, id) where status = 'CONFIRMED';
create table project_certificate_reminder (
    certificate_id {id} not null references project_certificate (id),
    days_before bigint not null,
    given_at {instant} not null,
    primary key (certificate_id, days_before)
);
alter table product add column claims_halal boolean;
alter table product add column halal_held_at {instant};
create index product_claims_halal on product (id) where claims_halal;
create index product_claims_unread on product (id) where claims_halal is null;
";

pub(crate) const UP_POSTGRES: &str = "";

/// What is out of sight stays so.
pub(crate) const DOWN: &str = r"
delete from duty where kind in ('halal_review', 'certificates_turn', 'certificate_reminders');
drop index product_claims_unread;
drop index product_claims_halal;
alter table product drop column halal_held_at;
alter table product drop column claims_halal;
drop table project_certificate_reminder;
drop table project_certificate;
drop table certificate_rule;
";
