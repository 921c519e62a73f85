//! How many people a notice came how far with, kept beside the receipts.
//!
//! A row for each notice and slot; somebody's slot is given by their id, so that thousands of
//! receipts a second of one notice wait for sixteen rows and not for one. Only the sum over the
//! slots means anything, so what was received before stands in the first.

pub(crate) const UP: &str = r"
create table notice_tally (
    notice_id {id} not null references notice (id),
    slot bigint not null,
    sent bigint not null,
    delivered bigint not null,
    seen bigint not null,
    read bigint not null,
    acknowledged bigint not null,
    primary key (notice_id, slot)
);
insert into notice_tally (notice_id, slot, sent, delivered, seen, read, acknowledged)
select notice_id, 0, count(sent_at), count(delivered_at), count(seen_at), count(read_at),
    count(acknowledged_at)
from notice_receipt group by notice_id;
-- With the people, in whose order they are walked through.
drop index notice_receipt_notice;
create index notice_receipt_people on notice_receipt (notice_id, person_id);
-- How many of the people whom a notice names belonged to its place no longer when it went out.
alter table notice_step add column left_out bigint not null default 0;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table notice_step drop column left_out;
drop index notice_receipt_people;
create index notice_receipt_notice on notice_receipt (notice_id);
drop table notice_tally;
";
