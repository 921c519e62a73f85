//! Incidents: what volunteers saw, what became of it, and to whom it was referred.
//!
//! An incident stays where it was filed: its district and state are its own, as they were that day.
//! `month` and `hour` are Malaysian, so that counting needs one index. `patrol_id` is no foreign key,
//! because a phone may send an incident before its patrol. `incident_register` numbers the units of a
//! state, `incident_serial` the incidents of a unit in a year; both without gaps.

pub(crate) const UP: &str = r#"
create table incident_category (
    code text primary key,
    parent_code text references incident_category (code),
    name {json_text} not null,
    position bigint not null,
    enabled boolean not null,
    invites_profiling boolean not null
);
create index incident_category_parent on incident_category (parent_code);
-- Those that judge a person rather than what they do to others rest until headquarters says so.
insert into incident_category (code, parent_code, name, position, enabled, invites_profiling) values
('VIOLENT', null, '{"ms":"Jenayah kekerasan","en":"Violent crime"}', 1, true, false),
('PROPERTY', null, '{"ms":"Jenayah harta benda","en":"Property crime"}', 2, true, false),
('NARCOTICS', null, '{"ms":"Narkotik","en":"Narcotics"}', 3, true, false),
('SOCIAL', null, '{"ms":"Masalah sosial","en":"Social problems"}', 4, true, false),
('OTHER', null, '{"ms":"Lain-lain","en":"Other"}', 5, true, false),
('VIOLENT_MURDER', 'VIOLENT', '{"ms":"Bunuh","en":"Murder"}', 1, true, false),
('VIOLENT_RAPE', 'VIOLENT', '{"ms":"Rogol","en":"Rape"}', 2, true, false),
('VIOLENT_MOLESTATION', 'VIOLENT', '{"ms":"Cabul","en":"Molestation"}', 3, true, false),
('VIOLENT_ROBBERY', 'VIOLENT', '{"ms":"Samun","en":"Robbery"}', 4, true, false),
('VIOLENT_EXTORTION', 'VIOLENT', '{"ms":"Peras ugut","en":"Extortion"}', 5, true, false),
('VIOLENT_RIOTING', 'VIOLENT', '{"ms":"Rusuhan","en":"Rioting"}', 6, true, false),
('VIOLENT_INJURY', 'VIOLENT', '{"ms":"Mencederakan","en":"Injury"}', 7, true, false),
('PROPERTY_VEHICLE_THEFT', 'PROPERTY', '{"ms":"Curi kenderaan","en":"Vehicle theft"}', 1, true, false),
('PROPERTY_THEFT', 'PROPERTY', '{"ms":"Curi","en":"Theft"}', 2, true, false),
('PROPERTY_BURGLARY', 'PROPERTY', '{"ms":"Pecah rumah","en":"Burglary"}', 3, true, false),
('NARCOTICS_TRAFFICKING', 'NARCOTICS', '{"ms":"Mengedar dadah","en":"Drug trafficking"}', 1, true, false),
('NARCOTICS_POSSESSION', 'NARCOTICS', '{"ms":"Memiliki dadah","en":"Drug possession"}', 2, false, true),
('SOCIAL_FIGHTING', 'SOCIAL', '{"ms":"Bergaduh","en":"Fighting"}', 1, true, false),
('SOCIAL_LOITERING', 'SOCIAL', '{"ms":"Melepak","en":"Loitering"}', 2, false, true),
('SOCIAL_VANDALISM', 'SOCIAL', '{"ms":"Vandalisme","en":"Vandalism"}', 3, true, false),
('SOCIAL_ILLEGAL_RACING', 'SOCIAL', '{"ms":"Lumba haram","en":"Illegal racing"}', 4, true, false),
('SOCIAL_DRUG_USE', 'SOCIAL', '{"ms":"Menagih dadah","en":"Drug use"}', 5, false, true),
('SOCIAL_DOMESTIC', 'SOCIAL', '{"ms":"Masalah rumah tangga","en":"Domestic trouble"}', 6, true, false),
('SOCIAL_TRUANCY', 'SOCIAL', '{"ms":"Ponteng sekolah","en":"Truancy"}', 7, false, true),
('SOCIAL_ABANDONED_BABY', 'SOCIAL', '{"ms":"Buang bayi","en":"Abandoned baby"}', 8, true, false);
create table incident_register (
    unit_id {id} primary key references patrol_unit (id),
    state_code text not null references state (code),
    number bigint not null,
    begun_at {instant} not null,
    constraint incident_register_number_unique unique (state_code, number)
);
create table incident_serial (
    unit_id {id} not null references patrol_unit (id),
    year bigint not null,
    given bigint not null,
    primary key (unit_id, year)
);
create table incident (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    area_id {id} not null references area (id),
    district_id {id} not null references district (id),
    state_code text not null references state (code),
    patrol_id {id},
    year bigint not null,
    number bigint not null,
    serial text not null constraint incident_serial_unique unique,
    reported_by {id} not null references person (id),
    category_code text not null references incident_category (code),
    severity text not null,
    behaviour text not null,
    place text,
    people_involved bigint,
    latitude {double},
    longitude {double},
    reporter_latitude {double},
    reporter_longitude {double},
    reporter_accuracy_metres {double},
    happened_at {instant} not null,
    said_at {instant} not null,
    received_at {instant} not null,
    clock_offset_ms bigint not null,
    doubts text not null,
    month text not null,
    hour bigint not null,
    status text not null,
    status_reason text,
    assigned_to {id} references person (id),
    version bigint not null,
    steps bigint not null,
    updated_at {instant} not null,
    content_hash {bytes} not null,
    constraint incident_number_unique unique (unit_id, year, number)
);
create index incident_unit on incident (unit_id, happened_at, id);
create index incident_area on incident (area_id, happened_at, id);
create index incident_district on incident (district_id, happened_at, id);
create index incident_state on incident (state_code, happened_at, id);
create index incident_nation on incident (happened_at, id);
create index incident_unit_open on incident (unit_id, happened_at, id)
    where status in ('REPORTED', 'ACKNOWLEDGED', 'IN_PROGRESS');
create index incident_area_open on incident (area_id, happened_at, id)
    where status in ('REPORTED', 'ACKNOWLEDGED', 'IN_PROGRESS');
create index incident_district_open on incident (district_id, happened_at, id)
    where status in ('REPORTED', 'ACKNOWLEDGED', 'IN_PROGRESS');
create index incident_state_open on incident (state_code, happened_at, id)
    where status in ('REPORTED', 'ACKNOWLEDGED', 'IN_PROGRESS');
create index incident_nation_open on incident (happened_at, id)
    where status in ('REPORTED', 'ACKNOWLEDGED', 'IN_PROGRESS');
create index incident_unit_month on incident (unit_id, month, category_code, hour);
create index incident_area_month on incident (area_id, month, category_code, hour);
create index incident_district_month on incident (district_id, month, category_code, hour);
create index incident_state_month on incident (state_code, month, category_code, hour);
create index incident_nation_month on incident (month, category_code, hour);
create index incident_unit_updated on incident (unit_id, updated_at, id);
create index incident_patrol on incident (patrol_id);
create index incident_reporter on incident (reported_by, happened_at, id);
create index incident_category_used on incident (category_code);
create index incident_assigned on incident (assigned_to);
create table incident_photo (
    incident_id {id} not null references incident (id),
    media_id {id} not null references media (id),
    position bigint not null,
    persons_visible boolean not null,
    added_by {id} not null references person (id),
    added_at {instant} not null,
    primary key (incident_id, media_id)
);
create index incident_photo_media on incident_photo (media_id);
create index incident_photo_added_by on incident_photo (added_by);
create table incident_referral (
    id {id} primary key,
    incident_id {id} not null references incident (id),
    unit_id {id} not null references patrol_unit (id),
    district_id {id} not null references district (id),
    state_code text not null references state (code),
    agency text not null,
    recipient text not null,
    shared text not null,
    reason text not null,
    handling text not null,
    referred_by {id} not null references person (id),
    referred_at {instant} not null
);
create index incident_referral_incident on incident_referral (incident_id, referred_at, id);
create index incident_referral_unit on incident_referral (unit_id, referred_at, id);
create index incident_referral_district on incident_referral (district_id, referred_at, id);
create index incident_referral_state on incident_referral (state_code, referred_at, id);
create index incident_referral_nation on incident_referral (referred_at, id);
create index incident_referral_by on incident_referral (referred_by);
create table incident_referral_answer (
    id {id} primary key,
    referral_id {id} not null references incident_referral (id),
    outcome text not null,
    note text,
    answered_at {instant} not null,
    recorded_by {id} not null references person (id),
    recorded_at {instant} not null
);
create index incident_referral_answer_of on incident_referral_answer (referral_id, recorded_at, id);
create index incident_referral_answer_by on incident_referral_answer (recorded_by);
-- The timeline. `number` is the place in the order in which the steps came in.
create table incident_step (
    id {id} primary key,
    incident_id {id} not null references incident (id),
    number bigint not null,
    kind text not null,
    person_id {id} not null references person (id),
    from_status text,
    to_status text,
    assigned_to {id} references person (id),
    referral_id {id} references incident_referral (id),
    note text,
    changes {json_text},
    taken_at {instant} not null,
    received_at {instant} not null,
    constraint incident_step_number_unique unique (incident_id, number)
);
create index incident_step_person on incident_step (person_id);
create index incident_step_assigned on incident_step (assigned_to);
create index incident_step_referral on incident_step (referral_id);
create index change_log_incident on change_log (scope, transaction_id, seq) where noun = 'incident';
"#;

/// What was shared with whom, why and how is logged for good: texts may lose a name when an account
/// is erased, facts stay, and no row goes.
pub(crate) const UP_POSTGRES: &str = r"
create trigger incident_referral_kept before delete on incident_referral
    for each row execute function audit_refuse();
create trigger incident_referral_facts_kept
    before update of incident_id, agency, shared, referred_by, referred_at on incident_referral
    for each row execute function audit_refuse();
create trigger incident_referral_answer_kept before delete on incident_referral_answer
    for each row execute function audit_refuse();
create trigger incident_referral_answer_facts_kept
    before update of referral_id, outcome, answered_at, recorded_by, recorded_at
    on incident_referral_answer
    for each row execute function audit_refuse();
create trigger incident_step_kept before delete on incident_step
    for each row execute function audit_refuse();
";

pub(crate) const UP_SQLITE: &str = r"
create trigger incident_referral_kept before delete on incident_referral
    begin select raise(abort, 'what was shared stays logged'); end;
create trigger incident_referral_facts_kept
    before update of incident_id, agency, shared, referred_by, referred_at on incident_referral
    begin select raise(abort, 'what was shared stays logged'); end;
create trigger incident_referral_answer_kept before delete on incident_referral_answer
    begin select raise(abort, 'what was shared stays logged'); end;
create trigger incident_referral_answer_facts_kept
    before update of referral_id, outcome, answered_at, recorded_by, recorded_at
    on incident_referral_answer
    begin select raise(abort, 'what was shared stays logged'); end;
create trigger incident_step_kept before delete on incident_step
    begin select raise(abort, 'a timeline is only ever added to'); end;
";

pub(crate) const DOWN: &str = r"
drop index change_log_incident;
drop table incident_step;
drop table incident_referral_answer;
drop table incident_referral;
drop table incident_photo;
drop table incident;
drop table incident_serial;
drop table incident_register;
drop table incident_category;
";
