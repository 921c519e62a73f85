//! Enquiries: a buyer and the sellers of a project write to each other, and who wants no more of whom.
//!
//! A buyer has an account (`buyer_id`), or has confirmed a number by a code (`code_id`): then the number
//! is sealed for its row. `buyer_key` is a keyed hash of the number, so that a buyer is known again with
//! and without an account; it goes with the account, and with the row. Messages are numbered without
//! gaps within their enquiry; how many each side has not read is counted as they come.

pub(crate) const UP: &str = r"
create table enquiry (
    id {id} primary key,
    project_id {id} not null references project (id),
    product_id {id} not null references product (id),
    buyer_id {id} references person (id),
    buyer_name text not null,
    buyer_key {bytes},
    sealed_phone {bytes},
    code_id {id},
    language text not null,
    phone_shown boolean not null,
    status text not null,
    closed_by text,
    closed_at {instant},
    created_at {instant} not null,
    answered_at {instant},
    last_message_at {instant} not null,
    message_count bigint not null,
    read_by_seller bigint not null,
    read_by_buyer bigint not null,
    unread_by_seller bigint not null,
    unread_by_buyer bigint not null
);
create index enquiry_project on enquiry (project_id, last_message_at, id);
create index enquiry_buyer on enquiry (buyer_id, last_message_at, id);
create index enquiry_key on enquiry (buyer_key, project_id, status);
create index enquiry_product on enquiry (product_id);
create index enquiry_unread_seller on enquiry (project_id) where unread_by_seller > 0;
create index enquiry_unread_buyer on enquiry (buyer_id) where unread_by_buyer > 0;
create index enquiry_last on enquiry (last_message_at);
create table enquiry_message (
    id {id} primary key,
    enquiry_id {id} not null references enquiry (id),
    number bigint not null,
    from_seller boolean not null,
    author_id {id} references person (id),
    text text,
    sent_at {instant} not null,
    content_hash {bytes}
);
create unique index enquiry_message_number on enquiry_message (enquiry_id, number);
create index enquiry_message_author on enquiry_message (author_id);
create table enquiry_block (
    id {id} primary key,
    project_id {id} not null references project (id),
    enquiry_id {id} references enquiry (id),
    by_seller boolean not null,
    buyer_id {id} references person (id),
    buyer_key {bytes},
    made_by {id} references person (id),
    reason text,
    made_at {instant} not null,
    ended_by {id} references person (id),
    ended_at {instant}
);
create index enquiry_block_project on enquiry_block (project_id, made_at, id);
create index enquiry_block_key on enquiry_block (buyer_key, project_id);
create index enquiry_block_enquiry on enquiry_block (enquiry_id);
create index enquiry_block_buyer on enquiry_block (buyer_id);
create index enquiry_block_made_by on enquiry_block (made_by);
create index enquiry_block_ended_by on enquiry_block (ended_by);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table enquiry_block;
drop table enquiry_message;
drop table enquiry;
";
