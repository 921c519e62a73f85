//! Whose each track of a patrol is: decided once, when its first fix comes, so that two phones
//! with the same id do not both have it, and so that nobody has tracks without end.

pub(crate) const UP: &str = r"
create table track (
    patrol_id {id} not null references patrol (id),
    track_id {id} not null,
    person_id {id} not null references person (id),
    begun_at {instant} not null,
    primary key (patrol_id, track_id)
);
create index track_person on track (person_id);
insert into track (patrol_id, track_id, person_id, begun_at)
    select patrol_id, track_id, person_id, min(received_at) from track_point where true
    group by patrol_id, track_id, person_id
    on conflict (patrol_id, track_id) do nothing;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = "drop table track;";
