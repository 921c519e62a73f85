//! Shifts that change hands: what was asked, who agreed, and what came of it.
//!
//! A place that somebody has promised stands in one open leg: the index refuses a second one.

pub(crate) const UP: &str = r"
create table shift_swap (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    kind text not null,
    status text not null,
    requested_by {id} not null references person (id),
    requested_at {instant} not null,
    to_person_id {id} references person (id),
    reason text,
    needs_approval boolean not null,
    expires_at {instant} not null,
    decided_by {id} references person (id),
    settled_at {instant}
);
create index shift_swap_unit on shift_swap (unit_id, requested_at desc, id desc);
create index shift_swap_requested_by on shift_swap (requested_by);
create index shift_swap_to_person on shift_swap (to_person_id);
create index shift_swap_decided_by on shift_swap (decided_by);
create table shift_swap_leg (
    swap_id {id} not null references shift_swap (id),
    number bigint not null,
    shift_id {id} not null references shift (id),
    person_id {id} not null references person (id),
    accepted_at {instant},
    promised boolean not null,
    primary key (swap_id, number)
);
create unique index shift_swap_leg_promised on shift_swap_leg (shift_id, person_id) where promised;
create index shift_swap_leg_shift on shift_swap_leg (shift_id);
create index shift_swap_leg_person on shift_swap_leg (person_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table shift_swap_leg;
drop table shift_swap;
";
