//! Phones that keep the catalogue are told of kiosks and carnivals too: the index of the lines of the log
//! that they are told of holds theirs. A node of the older program reads by it as before.

pub(crate) const UP: &str = r"
drop index change_log_shop;
create index change_log_shop on change_log (transaction_id, seq)
    where scope = 'public' and noun in ('product', 'project', 'category', 'place', 'certificate', 'kiosk');
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop index change_log_shop;
create index change_log_shop on change_log (transaction_id, seq)
    where scope = 'public' and noun in ('product', 'project', 'category', 'place', 'certificate');
";
