//! What projects need and can supply, what of it fits, and the places where they sell together: kiosks
//! and carnivals.
//!
//! A match stands twice, once for each side: each is told of it, and puts it aside, by itself. A day is
//! written `YYYY-MM-DD`. `kiosk.shown_until` is the end of a carnival, and the end of all days for a
//! kiosk, which has none.

pub(crate) const UP: &str = r"
create table project_trade (
    id {id} primary key,
    project_id {id} not null references project (id),
    side text not null,
    category_code text not null references category (code),
    words {json_text} not null,
    quantity bigint,
    unit text,
    rhythm text,
    until_day text,
    version bigint not null,
    set_by {id} not null references person (id),
    created_at {instant} not null,
    updated_at {instant} not null,
    ended_at {instant}
);
create index project_trade_project on project_trade (project_id, id);
create index project_trade_category on project_trade (category_code, side, id);
create index project_trade_set_by on project_trade (set_by);
create table trade_match (
    id {id} primary key,
    project_id {id} not null references project (id),
    other_project_id {id} not null references project (id),
    side text not null,
    own_id {id} not null references project_trade (id),
    other_id {id} not null references project_trade (id),
    metres bigint,
    state_code text not null,
    other_state_code text not null,
    found_at {instant} not null,
    told_at {instant},
    dismissed_at {instant},
    constraint trade_match_once unique (own_id, other_id)
);
create index trade_match_project on trade_match (project_id, id);
create index trade_match_told on trade_match (project_id, told_at);
create index trade_match_untold on trade_match (project_id) where told_at is null;
create index trade_match_other_project on trade_match (other_project_id);
create index trade_match_other on trade_match (other_id);
create index trade_match_state on trade_match (state_code, id);
create table kiosk (
    id {id} primary key,
    kind text not null,
    name {json_text} not null,
    description {json_text},
    address text not null,
    state_code text not null references state (code),
    district_id {id} not null references district (id),
    latitude {double} not null,
    longitude {double} not null,
    opening_hours {json_text},
    starts_at {instant},
    ends_at {instant},
    shown_until {instant} not null,
    status text not null,
    reason text,
    version bigint not null,
    written_by {id} not null references person (id),
    created_at {instant} not null,
    updated_at {instant} not null
);
create index kiosk_shown on kiosk (status, shown_until, id);
create index kiosk_district on kiosk (district_id, id);
create index kiosk_state on kiosk (state_code, id);
create index kiosk_written_by on kiosk (written_by);
create table kiosk_stand (
    kiosk_id {id} not null references kiosk (id),
    project_id {id} not null references project (id),
    status text not null,
    reason text,
    asked_by {id} not null references person (id),
    asked_at {instant} not null,
    decided_by {id} references person (id),
    decided_at {instant},
    primary key (kiosk_id, project_id)
);
create index kiosk_stand_project on kiosk_stand (project_id);
create index kiosk_stand_asked_by on kiosk_stand (asked_by);
create index kiosk_stand_decided_by on kiosk_stand (decided_by);
create table kiosk_offer (
    kiosk_id {id} not null,
    project_id {id} not null,
    product_id {id} not null references product (id),
    position bigint not null,
    primary key (kiosk_id, product_id),
    constraint kiosk_offer_stand foreign key (kiosk_id, project_id)
        references kiosk_stand (kiosk_id, project_id)
);
create index kiosk_offer_project on kiosk_offer (project_id, kiosk_id);
create index kiosk_offer_product on kiosk_offer (product_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table kiosk_offer;
drop table kiosk_stand;
drop table kiosk;
drop table trade_match;
drop table project_trade;
";
