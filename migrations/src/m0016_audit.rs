//! The audit: who did what to whom, when, from which app.
//!
//! An entry holds ids only, and is never changed or removed: the database itself refuses. What may
//! have to be erased stands in `audit_detail`, of which the entry keeps a salted hash. The seals
//! chain the entries; an entry waits in `audit_unsealed`, put there by the database, until a
//! sealer has come by. No foreign key holds an entry, because it outlives what it speaks of.

pub(crate) const UP: &str = r"
create table audit_entry (
    id {id} primary key,
    noted_at {instant} not null,
    actor_id {id},
    action text not null,
    outcome text not null,
    subject_kind text,
    subject_id {id},
    person_id {id},
    state_code text,
    district_id {id},
    area_id {id},
    app text,
    detail_hash {bytes}
);
create index audit_entry_actor on audit_entry (actor_id, id);
create index audit_entry_subject on audit_entry (subject_id, id);
create index audit_entry_person on audit_entry (person_id, id);
create index audit_entry_state on audit_entry (state_code, id);
create index audit_entry_district on audit_entry (district_id, id);
create index audit_entry_action on audit_entry (action, id);
create table audit_detail (
    entry_id {id} primary key,
    salt {bytes} not null,
    detail text not null
);
create table audit_unsealed (
    entry_id {id} primary key
);
create table audit_seal (
    position bigint primary key,
    entry_id {id} not null constraint audit_seal_entry_unique unique,
    hash {bytes} not null,
    signature {bytes},
    key_id text,
    sealed_at {instant} not null
);
";

pub(crate) const UP_POSTGRES: &str = r"
create or replace function audit_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is only ever added to' using errcode = 'restrict_violation';
end $$;
create or replace function audit_await_seal() returns trigger language plpgsql as $$
begin
    insert into audit_unsealed (entry_id) values (new.id);
    return null;
end $$;
create trigger audit_entry_kept before update or delete on audit_entry
    for each row execute function audit_refuse();
create trigger audit_entry_not_emptied before truncate on audit_entry
    for each statement execute function audit_refuse();
create trigger audit_entry_awaits_seal after insert on audit_entry
    for each row execute function audit_await_seal();
create trigger audit_seal_kept before update or delete on audit_seal
    for each row execute function audit_refuse();
create trigger audit_seal_not_emptied before truncate on audit_seal
    for each statement execute function audit_refuse();
create trigger audit_detail_kept before update on audit_detail
    for each row execute function audit_refuse();
";

pub(crate) const UP_SQLITE: &str = r"
create trigger audit_entry_not_changed before update on audit_entry
    begin select raise(abort, 'the audit is only ever added to'); end;
create trigger audit_entry_not_removed before delete on audit_entry
    begin select raise(abort, 'the audit is only ever added to'); end;
create trigger audit_entry_awaits_seal after insert on audit_entry
    begin insert into audit_unsealed (entry_id) values (new.id); end;
create trigger audit_seal_not_changed before update on audit_seal
    begin select raise(abort, 'the audit is only ever added to'); end;
create trigger audit_seal_not_removed before delete on audit_seal
    begin select raise(abort, 'the audit is only ever added to'); end;
create trigger audit_detail_not_changed before update on audit_detail
    begin select raise(abort, 'the audit is only ever added to'); end;
";

pub(crate) const DOWN: &str = r"
drop table audit_seal;
drop table audit_unsealed;
drop table audit_detail;
drop table audit_entry;
";
