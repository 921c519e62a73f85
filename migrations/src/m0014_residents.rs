//! Asking to belong to a neighbourhood, the codes that let one in, who sees a resident's number,
//! and what an officer's grant still lacked: how long it may last, who ended it and why.

pub(crate) const UP: &str = r"
alter table membership add column phone_visible_to text not null default 'NOBODY';
create table membership_request (
    id {id} primary key,
    person_id {id} not null references person (id),
    area_id {id} not null references area (id),
    message text,
    status text not null,
    requested_at {instant} not null,
    decided_by {id} references person (id),
    decided_at {instant},
    reason text
);
create unique index membership_request_open on membership_request (person_id, area_id)
    where status = 'REQUESTED';
create index membership_request_person on membership_request (person_id, area_id, id);
create index membership_request_area on membership_request (area_id, status, id);
create index membership_request_decided_by on membership_request (decided_by);
create table join_code (
    id {id} primary key,
    area_id {id} not null references area (id),
    code_hash {bytes} not null constraint join_code_hash_unique unique,
    sealed_code {bytes} not null,
    made_by {id} not null references person (id),
    made_at {instant} not null,
    expires_at {instant} not null,
    most_uses bigint not null,
    uses bigint not null default 0,
    replaced_at {instant}
);
create unique index join_code_current on join_code (area_id) where replaced_at is null;
create index join_code_area on join_code (area_id, id);
create index join_code_made_by on join_code (made_by);
alter table officer_grant add column given_at {instant};
alter table officer_grant add column ended_by {id} references person (id);
alter table officer_grant add column end_reason text;
create index officer_grant_ended_by on officer_grant (ended_by);
create table grant_term (
    role text not null,
    effective_from {instant} not null,
    longest_days bigint not null,
    source text not null,
    primary key (role, effective_from)
);
insert into grant_term (role, effective_from, longest_days, source) values
    ('DISTRICT_OFFICER', '2020-01-01T00:00:00+00:00', 1096, 'assumed: three years, then it is looked at again'),
    ('STATE_OFFICER', '2020-01-01T00:00:00+00:00', 1096, 'assumed: three years, then it is looked at again'),
    ('HQ_OFFICER', '2020-01-01T00:00:00+00:00', 1096, 'assumed: three years, then it is looked at again'),
    ('POLICE_LIAISON', '2020-01-01T00:00:00+00:00', 366, 'assumed: a year, because a partner changes its officers'),
    ('ADMINISTRATOR', '2020-01-01T00:00:00+00:00', 1096, 'assumed: three years, then it is looked at again');
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table grant_term;
drop index officer_grant_ended_by;
alter table officer_grant drop column end_reason;
alter table officer_grant drop column ended_by;
alter table officer_grant drop column given_at;
drop table join_code;
drop table membership_request;
alter table membership drop column phone_visible_to;
";
