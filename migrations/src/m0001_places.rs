//! States, the department's districts and the neighbourhoods (Kawasan Rukun Tetangga).

pub(crate) const UP: &str = r"
create table state (
    code text primary key,
    name_ms text not null,
    name_en text not null
);
create table district (
    id {id} primary key,
    code text not null constraint district_code_unique unique,
    name text not null,
    state_code text not null references state (code),
    sample boolean not null default false
);
create index district_state on district (state_code, name);
create table area (
    id {id} primary key,
    reference text not null constraint area_reference_unique unique,
    name text not null,
    address text not null,
    postcode text not null,
    state_code text not null references state (code),
    district_id {id} not null references district (id),
    parliament text,
    state_assembly text,
    local_authority text,
    police_district text,
    police_station text,
    status text not null,
    status_reason text,
    latitude {double},
    longitude {double},
    search_text text not null,
    sample boolean not null default false,
    created_at {instant} not null,
    updated_at {instant} not null
);
create index area_state on area (state_code, name, id);
create index area_district on area (district_id, name, id);
create index area_name on area (name, id);
create index area_postcode on area (postcode);
create index area_position on area (latitude, longitude);
";

pub(crate) const UP_POSTGRES: &str = r"
create extension if not exists pg_trgm;
create index area_search on area using gin (search_text gin_trgm_ops);
";

pub(crate) const DOWN: &str = r"
drop table area;
drop table district;
drop table state;
";
