//! What an offer says beside its price: how the price is meant, a promotion with its beginning and
//! end, what is in stock and in which months, how it is handed over, and its sizes and flavours; that
//! an officer has hidden it and why; and when a draft goes out by itself.
//!
//! Whatever a card shows stands on the product's row, so that a page stays one scan of one index of
//! one table. `place` of a delivery is empty for the nation, a state's two-digit code, or the id of a
//! district or an area as it stands on the wire; `cost_sen` null means "on asking".

pub(crate) const UP: &str = r"
alter table product add column price_kind text not null default 'FIXED';
alter table product add column promotion_sen bigint;
alter table product add column promotion_from {instant};
alter table product add column promotion_until {instant};
alter table product add column minimum_quantity bigint;
alter table product add column lead_time_days bigint;
alter table product add column availability text not null default 'IN_STOCK';
alter table product add column season_months {json_text};
alter table product add column pick_up boolean not null default true;
alter table product add column hidden_reason text;
alter table product add column publish_at {instant};
alter table product add column held_back_at {instant};
update product set price_kind = 'ASK' where price_sen is null;
create table product_variant (
    id {id} primary key,
    product_id {id} not null references product (id),
    position bigint not null,
    name {json_text} not null,
    price_sen bigint,
    availability text not null
);
create index product_variant_product on product_variant (product_id, position);
create table product_delivery (
    product_id {id} not null references product (id),
    place_kind text not null,
    place text not null,
    cost_sen bigint,
    primary key (product_id, place_kind, place)
);
";

pub(crate) const UP_POSTGRES: &str = "";

/// What an officer has hidden must not be seen again because of it: it ends.
pub(crate) const DOWN: &str = r"
drop table product_delivery;
drop table product_variant;
update product set status = 'ARCHIVED' where status = 'HIDDEN';
alter table product drop column held_back_at;
alter table product drop column publish_at;
alter table product drop column hidden_reason;
alter table product drop column pick_up;
alter table product drop column season_months;
alter table product drop column availability;
alter table product drop column lead_time_days;
alter table product drop column minimum_quantity;
alter table product drop column promotion_until;
alter table product drop column promotion_from;
alter table product drop column promotion_sen;
alter table product drop column price_kind;
";
