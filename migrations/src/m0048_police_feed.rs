//! What is referred to the police, as a feed: agreements per district, the events, who read them, and
//! what became of each that was sent.
//!
//! A webhook is a program elsewhere that events are sent to; a dispatch is one event on its way to
//! one, by the id of its message in the outbox, and stays when that is forgotten. Events are read in
//! the order of their transactions, as the change log is, so that none that commits late is passed
//! over; they hold what was referred as it was that day.

pub(crate) const UP: &str = r"
create table webhook (
    id {id} primary key,
    url text not null,
    sealed_secret {bytes},
    ends_at {instant},
    gone_at {instant}
);
create table webhook_dispatch (
    id {id} primary key,
    webhook_id {id} not null references webhook (id),
    cause {id} not null,
    state text not null,
    attempts bigint not null,
    answer text,
    queued_at {instant} not null,
    tried_at {instant}
);
create index webhook_dispatch_of on webhook_dispatch (webhook_id, queued_at, id);
create table feed_agreement (
    id {id} primary key,
    district_id {id} not null references district (id),
    state_code text not null references state (code),
    webhook_id {id} not null constraint feed_agreement_webhook_unique unique references webhook (id),
    agreed_with text not null,
    purpose text not null,
    agreed_by {id} not null references person (id),
    starts_at {instant} not null,
    ends_at {instant} not null,
    added_at {instant} not null,
    ended_at {instant},
    end_kind text,
    ended_by {id} references person (id),
    end_reason text
);
create index feed_agreement_district on feed_agreement (district_id, added_at, id);
create index feed_agreement_state on feed_agreement (state_code, added_at, id);
create index feed_agreement_nation on feed_agreement (added_at, id);
create index feed_agreement_by on feed_agreement (agreed_by);
create index feed_agreement_ended_by on feed_agreement (ended_by);
create table feed_event (
    seq {serial},
    transaction_id {transaction},
    id {id} not null constraint feed_event_id_unique unique,
    kind text not null,
    referral_id {id} not null references incident_referral (id),
    district_id {id} not null references district (id),
    state_code text not null references state (code),
    category_code text not null references incident_category (code),
    severity text not null,
    behaviour text not null,
    place text,
    latitude {double},
    longitude {double},
    happened_at {instant} not null,
    written_at {instant} not null
);
create index feed_event_referral on feed_event (referral_id);
create index feed_event_district on feed_event (district_id, transaction_id, seq);
create index feed_event_state on feed_event (state_code, transaction_id, seq);
create index feed_event_nation on feed_event (transaction_id, seq);
create index feed_event_category on feed_event (category_code);
create table feed_read (
    id {id} primary key,
    person_id {id} not null references person (id),
    district_id {id} not null references district (id),
    state_code text not null references state (code),
    events {json_text} not null,
    read_at {instant} not null
);
create index feed_read_person on feed_read (person_id);
create index feed_read_district on feed_read (district_id, read_at, id);
create index feed_read_state on feed_read (state_code, read_at, id);
create index feed_read_nation on feed_read (read_at, id);
";

/// Who was told what is logged for good.
pub(crate) const UP_POSTGRES: &str = r"
create trigger feed_event_kept before delete on feed_event
    for each row execute function audit_refuse();
create trigger feed_event_facts_kept
    before update of id, kind, referral_id, district_id, severity, happened_at, written_at on feed_event
    for each row execute function audit_refuse();
create trigger feed_read_kept before delete or update on feed_read
    for each row execute function audit_refuse();
";

pub(crate) const UP_SQLITE: &str = r"
create trigger feed_event_kept before delete on feed_event
    begin select raise(abort, 'what was shared stays logged'); end;
create trigger feed_event_facts_kept
    before update of id, kind, referral_id, district_id, severity, happened_at, written_at on feed_event
    begin select raise(abort, 'what was shared stays logged'); end;
create trigger feed_read_kept before delete on feed_read
    begin select raise(abort, 'who read it stays logged'); end;
create trigger feed_read_facts_kept before update on feed_read
    begin select raise(abort, 'who read it stays logged'); end;
";

pub(crate) const DOWN: &str = r"
drop table feed_read;
drop table feed_event;
drop table feed_agreement;
drop table webhook_dispatch;
drop table webhook;
";
