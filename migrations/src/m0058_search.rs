//! What listed offers say, as words, for the databases' own full text.
//!
//! `product_words` has a row for each listed offer and for no other. On PostgreSQL its words stand in a
//! `tsvector` (A the name, B the category, C the project, D the description); on SQLite in a table of
//! FTS5 with a column for each, which keeps no text itself. The program writes both; a word of another
//! script is kept in letters and digits, so that neither engine parts or folds it in its own way.
//!
//! The triggers keep the index right on every path. What is no longer listed leaves it at once; what
//! changes otherwise (a project or category that is renamed, an import) is put on the list
//! `product_unindexed`, which the nodes work off. So does this step with the offers that are there: they
//! are found again within seconds of the first node's start, and no step has to know how words are
//! made. To put an offer on the list waits for whoever has it in hand: what is indexed by then may not
//! have seen the change.
//!
//! `product.search_text` stays, empty, while nodes of before may run; its index goes.

pub(crate) const UP: &str = r"
create table product_words (
    id {serial},
    product_id {id} not null references product (id) on delete cascade,
    project_id {id} not null,
    category_code text not null,
    listed_at {instant} not null,
    name text not null,
    words {words} not null,
    constraint product_words_product_unique unique (product_id)
);
create table product_unindexed (
    product_id {id} primary key references product (id) on delete cascade
);
create table search_word (
    word text primary key,
    offers bigint not null
);
create table search_synonym (
    id {id} primary key,
    words text not null
);
insert into product_unindexed (product_id) select id from product where listed_at is not null;
";

pub(crate) const UP_POSTGRES: &str = r"
drop index if exists product_search;
create index product_words_index on product_words using gin (words) with (fastupdate = off);
create or replace function product_search_follow() returns trigger language plpgsql as $$
begin
    if new.listed_at is null then
        delete from product_unindexed where product_id = new.id;
        delete from product_words where product_id = new.id;
    else
        insert into product_unindexed (product_id) values (new.id)
        on conflict (product_id) do update set product_id = excluded.product_id;
    end if;
    return null;
end $$;
create or replace function product_search_of_project() returns trigger language plpgsql as $$
begin
    insert into product_unindexed (product_id)
    select id from product where project_id = new.id and listed_at is not null order by id
    on conflict (product_id) do update set product_id = excluded.product_id;
    return null;
end $$;
create or replace function product_search_of_category() returns trigger language plpgsql as $$
begin
    insert into product_unindexed (product_id)
    with recursive below (code) as (
        select new.code union select c.code from category c join below b on c.parent_code = b.code
    )
    select p.id from product p join below b on p.category_code = b.code
    where p.listed_at is not null order by p.id
    on conflict (product_id) do update set product_id = excluded.product_id;
    return null;
end $$;
create trigger product_search_added after insert on product
    for each row when (new.listed_at is not null) execute function product_search_follow();
create trigger product_search_changed
    after update of listed_at, name, description, category_code, project_id on product
    for each row when (new.listed_at is not null or old.listed_at is not null)
    execute function product_search_follow();
create trigger product_search_project after update of name on project
    for each row when (old.name is distinct from new.name)
    execute function product_search_of_project();
create trigger product_search_category after update of name, parent_code on category
    for each row when (old.name::text is distinct from new.name::text
                       or old.parent_code is distinct from new.parent_code)
    execute function product_search_of_category();
";

pub(crate) const UP_SQLITE: &str = r"
create virtual table product_fts using fts5(
    name, category, project, description,
    content='', contentless_delete=1, detail=column, tokenize='ascii'
);
create virtual table product_fts_words using fts5vocab(product_fts, row);
create trigger product_words_gone after delete on product_words
    begin delete from product_fts where rowid = old.id; end;
create trigger product_search_added after insert on product when new.listed_at is not null
    begin insert or ignore into product_unindexed (product_id) values (new.id); end;
create trigger product_search_changed
    after update of listed_at, name, description, category_code, project_id on product
    when new.listed_at is not null
    begin insert or ignore into product_unindexed (product_id) values (new.id); end;
create trigger product_search_unlisted after update of listed_at on product
    when new.listed_at is null and old.listed_at is not null
    begin
        delete from product_unindexed where product_id = new.id;
        delete from product_words where product_id = new.id;
    end;
create trigger product_search_project after update of name on project
    when old.name is not new.name
    begin
        insert or ignore into product_unindexed (product_id)
        select id from product where project_id = new.id and listed_at is not null;
    end;
create trigger product_search_category after update of name, parent_code on category
    when old.name is not new.name or old.parent_code is not new.parent_code
    begin
        insert or ignore into product_unindexed (product_id)
        select id from product where listed_at is not null;
    end;
";

pub(crate) const DOWN_POSTGRES: &str = r"
drop function product_search_follow cascade;
drop function product_search_of_project cascade;
drop function product_search_of_category cascade;
";

/// A trigger that writes to a table which is gone would keep SQLite from changing its own table.
pub(crate) const DOWN_SQLITE: &str = r"
drop trigger product_search_category;
drop trigger product_search_project;
drop trigger product_search_unlisted;
drop trigger product_search_changed;
drop trigger product_search_added;
drop trigger product_words_gone;
drop table product_fts_words;
drop table product_fts;
";

pub(crate) const DOWN: &str = r"
drop table product_unindexed;
drop table product_words;
drop table search_synonym;
drop table search_word;
";
