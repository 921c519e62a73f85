//! Catalogues that come and go as files. `catalogue_row` says by which code a seller's own table
//! calls an offer, what that row said when it was last taken (`given_hash`), what the offer then was
//! (`kept_hash`), and which pictures came with it (`pictures_hash`): a repeat changes nothing, and
//! what was changed elsewhere meanwhile is not written over unseen. The indexes are for what search
//! engines are told of, for promotions that have begun, and for phones that ask what has changed in
//! the shop since they last did.

pub(crate) const UP: &str = r"
create table catalogue_row (
    product_id {id} primary key references product (id),
    project_id {id} not null references project (id),
    code text not null,
    given_hash text not null,
    kept_hash text not null,
    pictures_hash text not null,
    constraint catalogue_row_code unique (project_id, code)
);
create index product_listed_id on product (id) where listed_at is not null;
create index product_promotion_from on product (promotion_from) where promotion_from is not null;
create index change_log_shop on change_log (transaction_id, seq)
    where scope = 'public' and noun in ('product', 'project', 'category', 'place', 'certificate');
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop index change_log_shop;
drop index product_promotion_from;
drop index product_listed_id;
drop table catalogue_row;
";
