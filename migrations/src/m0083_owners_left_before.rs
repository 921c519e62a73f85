//! Who was shut out, or whose membership others had ended, before m0080 left what they own to nobody: it
//! goes to its committee now, as it does since. A project at work rests, the public sees its offers no
//! longer, its history says who sent the owner away, and what the person was granted to sell ends. That
//! others ended a membership the audit tells: its entry stands at the moment at which the membership ended,
//! or after it. Whoever has left by themselves keeps what they own, as does whoever was let in again or has
//! come back since.
//!
//! The way back writes nothing: what the committees have decided since stands.

pub(crate) const UP: &str = r"
create table owner_gone (
    person_id {id} not null,
    area_id {id},
    by_id {id} not null,
    gone_at {instant} not null,
    reason text not null
);
insert into owner_gone (person_id, by_id, gone_at, reason)
    select n.id, b.given_by, b.given_at, 'shut out' from person n
    join ban b on b.person_id = n.id and b.lifted_at is null where n.status = 'BANNED';
insert into owner_gone (person_id, area_id, by_id, gone_at, reason)
    select m.person_id, m.area_id, e.actor_id, m.left_at, 'membership ended' from membership m
    join audit_entry e on e.subject_id = m.id and e.action = 'MEMBERSHIP_END'
    and e.outcome = 'DONE' and e.noted_at >= m.left_at and e.actor_id <> m.person_id
    join person n on n.id = e.actor_id where m.left_at is not null;
create index owner_gone_person on owner_gone (person_id);
create table project_left (
    project_id {id} primary key,
    at_work boolean not null,
    by_id {id} not null,
    left_at {instant} not null
);
insert into project_left (project_id, at_work, by_id, left_at)
    select p.id, p.status = 'ACTIVE',
    (select g.by_id from owner_gone g where g.person_id = p.owner_id
        and (g.area_id is null or g.area_id = p.area_id) order by g.gone_at, g.reason, g.by_id limit 1),
    (select g.gone_at from owner_gone g where g.person_id = p.owner_id
        and (g.area_id is null or g.area_id = p.area_id) order by g.gone_at, g.reason, g.by_id limit 1)
    from project p where p.owner_left_at is null and p.status not in ('REFUSED', 'CANCELLED')
    and exists (select 1 from owner_gone g where g.person_id = p.owner_id
        and (g.area_id is null or g.area_id = p.area_id));
insert into project_step (id, project_id, number, deed, desk, from_status, to_status, person_id, taken_at)
    select {random_id}, p.id, p.version + 1, 'OWNER_REMOVED', 'OWNER', p.status,
    case p.status when 'ACTIVE' then 'INACTIVE' else p.status end, l.by_id, {now}
    from project_left l join project p on p.id = l.project_id;
update project set
    owner_left_at = (select l.left_at from project_left l where l.project_id = project.id),
    status = case status when 'ACTIVE' then 'INACTIVE' else status end,
    version = version + 1, updated_at = {now}
    where id in (select l.project_id from project_left l);
update product set listed_before = listed_at, listed_at = null where listed_at is not null
    and project_id in (select l.project_id from project_left l where l.at_work);
insert into duty (id, kind, subject, due_at, next_at)
    select {random_id}, 'pictures_close', l.project_id, l.left_at, l.left_at from project_left l
    where l.at_work;
insert into change_log (scope, noun, noun_id, gone, changed_at)
    select 'public', 'project', l.project_id, l.at_work, {now} from project_left l where l.at_work;
update officer_grant set ends_at = {now},
    ended_by = (select g.by_id from owner_gone g join project p on p.id = officer_grant.project_id
        where g.person_id = officer_grant.person_id
        and (g.area_id is null or g.area_id = p.area_id)
        and g.gone_at >= coalesce(officer_grant.given_at, officer_grant.starts_at)
        order by g.gone_at, g.reason, g.by_id limit 1),
    end_reason = (select g.reason from owner_gone g join project p on p.id = officer_grant.project_id
        where g.person_id = officer_grant.person_id
        and (g.area_id is null or g.area_id = p.area_id)
        and g.gone_at >= coalesce(officer_grant.given_at, officer_grant.starts_at)
        order by g.gone_at, g.reason, g.by_id limit 1)
    where project_id is not null and (ends_at is null or ends_at > {now})
    and exists (select 1 from owner_gone g join project p on p.id = officer_grant.project_id
        where g.person_id = officer_grant.person_id
        and (g.area_id is null or g.area_id = p.area_id)
        and g.gone_at >= coalesce(officer_grant.given_at, officer_grant.starts_at));
drop table project_left;
drop table owner_gone;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = "";
