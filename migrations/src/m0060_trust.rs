//! What makes an offer trusted: favourites, questions answered in public, reviews after an answered
//! enquiry, and reports of listings.
//!
//! `product_rating` is counted as reviews come and go, in the same transaction: no page counts them.
//! `due_at` is until when somebody promises to decide; what waits is walked by it, by a partial index.

pub(crate) const UP: &str = r"
create table favourite (
    person_id {id} not null references person (id),
    product_id {id} not null references product (id),
    set_at {instant} not null,
    primary key (person_id, product_id)
);
create index favourite_newest on favourite (person_id, set_at, product_id);
create index favourite_product on favourite (product_id, set_at);
create table question (
    id {id} primary key,
    product_id {id} not null references product (id),
    project_id {id} not null references project (id),
    area_id {id} not null references area (id),
    asked_by {id} not null references person (id),
    text text not null,
    status text not null,
    asked_at {instant} not null,
    answer text,
    answered_by {id} references person (id),
    answered_at {instant},
    answer_edited_at {instant},
    removed_by {id} references person (id),
    removed_at {instant},
    remove_reason text,
    version bigint not null
);
create index question_shown on question (product_id, answered_at, id) where status = 'ANSWERED';
create index question_product on question (product_id);
create index question_project on question (project_id, status, asked_at, id);
create index question_area on question (area_id);
create index question_asked_by on question (asked_by, asked_at, id);
create index question_answered_by on question (answered_by);
create index question_removed_by on question (removed_by);
create table question_answer (
    id {id} primary key,
    question_id {id} not null references question (id),
    number bigint not null,
    answer text not null,
    written_by {id} references person (id),
    written_at {instant} not null
);
create unique index question_answer_number on question_answer (question_id, number);
create index question_answer_written_by on question_answer (written_by);
create table review (
    id {id} primary key,
    product_id {id} not null references product (id),
    project_id {id} not null references project (id),
    area_id {id} not null references area (id),
    enquiry_id {id} references enquiry (id),
    author_id {id} references person (id),
    author_key {bytes},
    author_name text not null,
    stars bigint not null,
    text text not null,
    status text not null,
    created_at {instant} not null,
    submitted_at {instant} not null,
    due_at {instant} not null,
    decided_by {id} references person (id),
    decided_at {instant},
    reason text,
    shown_at {instant},
    reply text,
    replied_by {id} references person (id),
    replied_at {instant},
    version bigint not null
);
create unique index review_author_key on review (product_id, author_key);
create index review_shown on review (product_id, shown_at, id) where status = 'SHOWN';
create index review_waiting on review (due_at, id) where status = 'PENDING';
create index review_project on review (project_id, created_at, id);
create index review_area on review (area_id);
create index review_enquiry on review (enquiry_id);
create index review_author on review (author_id);
create index review_decided_by on review (decided_by);
create index review_replied_by on review (replied_by);
create table product_rating (
    product_id {id} primary key references product (id),
    reviews bigint not null,
    stars bigint not null
);
create table listing_report (
    id {id} primary key,
    product_id {id} not null references product (id),
    project_id {id} not null references project (id),
    area_id {id} not null references area (id),
    reason text not null,
    text text,
    reported_by {id} references person (id),
    status text not null,
    reported_at {instant} not null,
    due_at {instant} not null,
    taken_by {id} references person (id),
    taken_at {instant},
    decided_by {id} references person (id),
    decided_at {instant},
    measure text,
    answer text,
    content_hash {bytes},
    version bigint not null
);
create index listing_report_waiting on listing_report (due_at, id) where status in ('RECEIVED', 'TAKEN');
create index listing_report_product on listing_report (product_id, status);
create index listing_report_project on listing_report (project_id);
create index listing_report_area on listing_report (area_id);
create index listing_report_reported_by on listing_report (reported_by, reported_at, id);
create index listing_report_taken_by on listing_report (taken_by);
create index listing_report_decided_by on listing_report (decided_by);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table listing_report;
drop table product_rating;
drop table review;
drop table question_answer;
drop table question;
drop table favourite;
";
