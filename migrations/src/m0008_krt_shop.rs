//! The directory: categories, economic projects and what they offer.
//!
//! `product.listed_at` is set while the public may see the product (it is published and its
//! project is active), so that a page of the directory scans one index of one table. The cover
//! picture stands on the product's row for the same reason.

pub(crate) const UP: &str = r"
create table category (
    code text primary key,
    parent_code text references category (code),
    name {json} not null,
    position bigint not null
);
create index category_parent on category (parent_code, position);
create table project (
    id {id} primary key,
    area_id {id} not null references area (id),
    owner_id {id} not null references person (id),
    category_code text not null references category (code),
    slug text not null constraint project_slug_unique unique,
    name text not null,
    story {json} not null,
    start_year bigint,
    status text not null,
    sample boolean not null default false,
    created_at {instant} not null,
    updated_at {instant} not null
);
create index project_area on project (area_id, id);
create index project_owner on project (owner_id);
create index project_category on project (category_code, id);
create index project_active on project (id) where status = 'ACTIVE';
create table product (
    id {id} primary key,
    project_id {id} not null references project (id),
    area_id {id} not null references area (id),
    category_code text not null references category (code),
    kind text not null,
    status text not null,
    slug text not null constraint product_slug_unique unique,
    name {json} not null,
    description {json} not null,
    price_sen bigint,
    unit text,
    search_text text not null,
    cover {json},
    version bigint not null,
    listed_at {instant},
    sample boolean not null default false,
    created_at {instant} not null,
    updated_at {instant} not null
);
create index product_listed on product (listed_at desc, id desc) where listed_at is not null;
create index product_category on product (category_code, listed_at desc, id desc);
create index product_project on product (project_id, id);
create index product_area on product (area_id, listed_at desc, id desc);
create table product_picture (
    product_id {id} not null references product (id),
    media_id {id} not null references media (id),
    position bigint not null,
    alternative_text {json},
    primary key (product_id, media_id)
);
create index product_picture_media on product_picture (media_id);
";

pub(crate) const UP_POSTGRES: &str =
    "create index product_search on product using gin (search_text gin_trgm_ops);";

pub(crate) const DOWN: &str = r"
drop table product_picture;
drop table product;
drop table project;
drop table category;
";
