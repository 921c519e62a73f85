//! The life of a notice: scheduled, corrected, expired, withdrawn; to whom it goes, by scope and
//! role; its pictures; and how far it came with each person.
//!
//! `scope` is the place as text (`nation`, `state:01`, `district:` or `area:` with the 32
//! hexadecimal digits of its id), so that a feed walks one index for each place that somebody
//! belongs to. `audience` is the sum of the roles there: 1 residents, 2 committee, 4 patrol, 8
//! groups.

pub(crate) const UP: &str = r"
drop index notice_feed;
alter table notice add column scope text not null default '';
alter table notice add column official boolean not null default false;
alter table notice add column audience bigint not null default 15;
alter table notice add column link text;
alter table notice add column needs_acknowledgement boolean not null default false;
alter table notice add column publish_at {instant};
alter table notice add column scheduled_by {id} references person (id);
alter table notice add column held_back_at {instant};
alter table notice add column edited_at {instant};
alter table notice add column expires_at {instant};
alter table notice add column pinned_until {instant};
alter table notice add column status_reason text;
alter table notice add column push_round bigint not null default 0;
create index notice_scheduled_by on notice (scheduled_by);
create index notice_scope on notice (scope, id);
create index notice_feed on notice (scope, published_at desc, id desc) where status = 'PUBLISHED';
create index notice_feed_severity on notice (scope, severity, published_at desc, id desc)
    where status = 'PUBLISHED';
create index notice_feed_category on notice (scope, category, published_at desc, id desc)
    where status = 'PUBLISHED';
create index notice_pinned on notice (scope, pinned_until)
    where status = 'PUBLISHED' and pinned_until is not null;
create table notice_revision (
    id {id} primary key,
    notice_id {id} not null references notice (id),
    version bigint not null,
    severity text not null,
    category text not null,
    title {json_text} not null,
    body {json_text} not null,
    link text,
    edited_by {id} not null references person (id),
    edited_at {instant} not null,
    constraint notice_revision_version_unique unique (notice_id, version)
);
create index notice_revision_edited_by on notice_revision (edited_by);
create table notice_person (
    notice_id {id} not null references notice (id),
    person_id {id} not null references person (id),
    primary key (person_id, notice_id)
);
create index notice_person_notice on notice_person (notice_id);
create table notice_attachment (
    notice_id {id} not null references notice (id),
    media_id {id} not null references media (id),
    position bigint not null,
    alternative_text {json_text},
    primary key (notice_id, media_id)
);
create index notice_attachment_media on notice_attachment (media_id);
alter table notice_receipt add column sent_at {instant};
alter table notice_receipt add column delivered_at {instant};
alter table notice_receipt add column seen_at {instant};
alter table notice_receipt add column acknowledged_at {instant};
";

pub(crate) const UP_POSTGRES: &str = r"
alter table notice alter column area_id drop not null;
update notice set scope = 'area:' || replace(area_id::text, '-', '');
alter table notice_receipt alter column read_at drop not null;
";

/// SQLite cannot take a `not null` away: another column takes the place of the first.
pub(crate) const UP_SQLITE: &str = r"
update notice set scope = 'area:' || lower(hex(area_id));
drop index notice_area;
alter table notice rename column area_id to former_area_id;
alter table notice add column area_id blob references area (id);
update notice set area_id = former_area_id;
alter table notice drop column former_area_id;
create index notice_area on notice (area_id, id);
alter table notice_receipt rename column read_at to former_read_at;
alter table notice_receipt add column read_at text;
update notice_receipt set read_at = former_read_at;
alter table notice_receipt drop column former_read_at;
";

pub(crate) const DOWN: &str = r"
alter table notice_receipt drop column acknowledged_at;
alter table notice_receipt drop column seen_at;
alter table notice_receipt drop column delivered_at;
alter table notice_receipt drop column sent_at;
drop table notice_attachment;
drop table notice_person;
drop table notice_revision;
drop index notice_pinned;
drop index notice_feed_category;
drop index notice_feed_severity;
drop index notice_feed;
drop index notice_scope;
drop index notice_scheduled_by;
alter table notice drop column push_round;
alter table notice drop column status_reason;
alter table notice drop column pinned_until;
alter table notice drop column expires_at;
alter table notice drop column edited_at;
alter table notice drop column held_back_at;
alter table notice drop column scheduled_by;
alter table notice drop column publish_at;
alter table notice drop column needs_acknowledgement;
alter table notice drop column link;
alter table notice drop column audience;
alter table notice drop column official;
alter table notice drop column scope;
create index notice_feed on notice (area_id, published_at desc, id desc) where status = 'PUBLISHED';
";
