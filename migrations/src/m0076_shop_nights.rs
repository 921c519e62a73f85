//! The offers that claim to be halal, or of which nobody knows yet what they claim, in the order of their
//! projects: so the night walks through them part by part. And what projects need and can supply is
//! looked at again when a project moves on the map, or a category in its tree (the duty `trades_review`).

pub(crate) const UP: &str = r"
create index product_claims_project on product (project_id) where claims_halal;
create index product_unread_project on product (project_id) where claims_halal is null;
drop index product_claims_unread;
drop index product_claims_halal;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
delete from duty where kind = 'trades_review';
delete from change_log where noun = 'words';
create index product_claims_halal on product (id) where claims_halal;
create index product_claims_unread on product (id) where claims_halal is null;
drop index product_unread_project;
drop index product_claims_project;
";
