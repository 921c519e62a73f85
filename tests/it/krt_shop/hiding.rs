//! An officer takes an offer out of the directory, and says why.

use chrono::TimeDelta;
use domain::{
    community::GrantScope,
    policy::Role,
    shared::{db, id::ProductId},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stories::{Answer, User, until};

use super::{
    LIST, PUBLISH, Shop,
    certificates::{confirmed, district_officer, revoke},
    ids, is_by_link_only, png,
    projects::change,
    soon, upload,
};

const HIDE: &str = "mutation($id: ID!, $reason: String!) { productHide(input: { id: $id, reason: $reason }) { product { status hiddenReason } userErrors { code field } } }";
const UNHIDE: &str = "mutation($id: ID!) { productUnhide(input: { id: $id }) { product { status hiddenReason listedAt } userErrors { code field } } }";
const READ: &str = "query($id: ID!) { product(id: $id) { id status hiddenReason version } }";

async fn hide(user: &User, id: &str, reason: &str) -> Answer {
    user.graphql(HIDE, json!({ "id": id, "reason": reason })).await
}

#[tokio::test]
async fn an_officer_hides_an_offer_with_a_reason_that_the_seller_reads() {
    let shop = Shop::open().await;
    let id = shop.listed("Ayam segar", "FOOD_CHICKEN").await;
    let officer = shop
        .app
        .officer("Puan Norazlina", Role::StateOfficer, &GrantScope::State("01".into()))
        .await;
    let elsewhere =
        shop.app.officer("Encik Teo", Role::StateOfficer, &GrantScope::State("10".into())).await;
    let other = shop.app.beside().await;
    let buyers = [shop.app.anybody(), other.anybody()];
    for buyer in &buyers {
        let there = |page: &Answer| ids(page, "products/nodes") == [id.as_str()];
        soon(buyer, LIST, json!({}), there).await;
    }
    for nobody in [&elsewhere, &shop.owner] {
        assert_eq!(hide(nobody, &id, "Saya kata").await.code(), "FORBIDDEN");
    }
    let unsaid = hide(&officer, &id, " \n").await;
    assert_eq!(unsaid.refusals("productHide"), ["REQUIRED reason"]);
    for _ in 0..2 {
        let hidden = hide(&officer, &id, "Tanda halal tanpa sijil.").await.ok();
        assert_eq!(hidden.at("productHide/product/status"), "HIDDEN");
    }

    // Nobody sees it any more, on any path and on no node.
    for buyer in &buyers {
        soon(buyer, LIST, json!({}), |page| ids(page, "products/nodes").is_empty()).await;
        soon(buyer, READ, json!({ "id": id }), |answer| answer.code() == "NOT_FOUND").await;
        until(async || (!buyer.get("/v1/shop/products").await.text.contains(&id)).then_some(()))
            .await;
    }
    let own = shop.owner.graphql(READ, json!({ "id": id })).await.ok();
    assert_eq!(own.at("product/hiddenReason"), "Tanda halal tanpa sijil.");
    let list = "query($id: ID!) { project(id: $id) { products(status: HIDDEN) { nodes { id hiddenReason } } } }";
    let listed = shop.owner.graphql(list, json!({ "id": shop.project.to_string() })).await.ok();
    assert_eq!(ids(&listed, "project/products/nodes"), [id.as_str()]);

    // The seller mends it, and cannot put it back.
    let publish = shop.owner.graphql(PUBLISH, json!({ "id": id })).await;
    assert_eq!(publish.refusals("productPublish"), ["STATE_INVALID"]);
    assert_eq!(shop.owner.graphql(UNHIDE, json!({ "id": id })).await.code(), "FORBIDDEN");
    assert_eq!(elsewhere.graphql(UNHIDE, json!({ "id": id })).await.code(), "NOT_FOUND");
    let mend = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { status } userErrors { code field } } }";
    let input =
        json!({ "id": id, "version": own.at("product/version"), "name": { "ms": "Ayam kampung" } });
    let mended = shop.owner.graphql(mend, json!({ "input": input })).await.ok();
    assert_eq!(mended.at("productUpdate/product/status"), "HIDDEN");
    for buyer in &buyers {
        assert!(ids(&buyer.graphql(LIST, json!({})).await.ok(), "products/nodes").is_empty());
    }
    for _ in 0..2 {
        let back = officer.graphql(UNHIDE, json!({ "id": id })).await.ok();
        assert_eq!(back.at("productUnhide/product/status"), "PUBLISHED");
        assert_eq!(back.at("productUnhide/product/hiddenReason"), &Value::Null);
    }
    for buyer in &buyers {
        let there = |page: &Answer| ids(page, "products/nodes") == [id.as_str()];
        soon(buyer, LIST, json!({}), there).await;
    }
    other.stop().await;
}

#[tokio::test]
async fn what_nobody_sees_need_not_be_hidden() {
    let shop = Shop::open().await;
    let draft = shop.draft("Belum siap", "FOOD").await;
    let officer = shop.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    assert_eq!(hide(&officer, &draft, "x").await.refusals("productHide"), ["STATE_INVALID"]);
    let unhidden = officer.graphql(UNHIDE, json!({ "id": draft })).await;
    assert_eq!(unhidden.refusals("productUnhide"), ["STATE_INVALID"]);
}

#[tokio::test]
async fn what_is_put_back_belongs_to_a_project_that_shows_what_it_must() {
    let shop = Shop::open().await;
    let id = shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let officer = shop.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    hide(&officer, &id, "Semak dahulu.").await.ok();
    shop.shows_no_terms().await;
    let refused = officer.graphql(UNHIDE, json!({ "id": id })).await;
    assert_eq!(refused.refusals("productUnhide"), ["DISCLOSURE_MISSING project.terms"]);
    let own = shop.owner.graphql(READ, json!({ "id": id })).await.ok();
    assert_eq!(own.at("product/status"), "HIDDEN");
}

/// The picture of an offer, as somebody is shown it.
async fn cover(user: &User, id: &str) -> String {
    let look = "query($id: ID!) { product(id: $id) { cover { url } } }";
    user.graphql(look, json!({ "id": id })).await.ok().text_at("product/cover/url")
}

/// What was planned for pictures is done.
async fn closed(shop: &Shop) {
    until(async || {
        let planned = "select count(*) from duty where kind = 'pictures_close'";
        let write = shop.app.house.tools.db.write();
        let planned: Option<i64> = db::value(write, planned, []).await.expect("a number");
        (planned == Some(0)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_picture_is_everybodys_while_the_public_sees_what_shows_it() {
    let shop = Shop::open().await;
    let officer = shop.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let id = shop.draft("Ayam segar", "FOOD_CHICKEN").await;
    // That of a draft is whoever's who was shown the draft.
    let link = cover(&shop.owner, &id).await;
    is_by_link_only(&shop.app, &link).await;
    shop.publish(&id).await;
    let url = cover(&shop.owner, &id).await;
    assert_eq!(link.split_once('?').map(|(bare, _)| bare), Some(url.as_str()));
    let path = url.strip_prefix("http://krt.test").expect("an address of this service");
    let buyer = shop.app.anybody();
    let status =
        async || buyer.request(Method::GET, path).send().await.expect("an answer").status();
    assert_eq!(status().await, StatusCode::OK);

    hide(&officer, &id, "Gambar orang lain.").await.ok();
    closed(&shop).await;
    assert_eq!(status().await, StatusCode::NOT_FOUND);
    is_by_link_only(&shop.app, &cover(&shop.owner, &id).await).await;
    officer.graphql(UNHIDE, json!({ "id": id })).await.ok();
    assert_eq!(status().await, StatusCode::OK);

    // Another offer shows the very same picture: it stays as long as one of them is seen.
    let other = shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    assert_eq!(cover(&buyer, &other).await, url);
    hide(&officer, &other, "Dua kali.").await.ok();
    closed(&shop).await;
    assert_eq!(status().await, StatusCode::OK);

    // A project that rests shows nothing.
    shop.set("INACTIVE").await;
    closed(&shop).await;
    assert_eq!(status().await, StatusCode::NOT_FOUND);
}

/// The bare path of a picture that everybody is shown.
async fn shown_at<'a>(buyer: &User, url: &'a str) -> &'a str {
    let path = url.strip_prefix("http://krt.test").expect("an address of this service");
    let answer = buyer.request(Method::GET, path).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    path
}

/// Waits until a picture is shown to nobody by its bare address.
async fn is_nobodys(buyer: &User, path: &str) {
    until(async || {
        let answer = buyer.request(Method::GET, path).send().await.expect("an answer");
        (answer.status() == StatusCode::NOT_FOUND).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_picture_of_what_no_certificate_proves_any_more_is_nobodys() {
    let shop = Shop::open().await;
    let officer = district_officer(&shop).await;
    let certificate = confirmed(&shop, &officer, json!({})).await;
    let id = shop.listed("Sate halal", "FOOD").await;
    let buyer = shop.app.anybody();
    let url = cover(&shop.owner, &id).await;
    let path = shown_at(&buyer, &url).await;
    revoke(&officer, &certificate, "Palsu.").await.ok();
    is_nobodys(&buyer, path).await;
    is_by_link_only(&shop.app, &cover(&shop.owner, &id).await).await;
    confirmed(&shop, &officer, json!({ "number": "JAKIM-2" })).await;
    until(async || {
        let answer = buyer.request(Method::GET, path).send().await.expect("an answer");
        (answer.status() == StatusCode::OK).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_picture_that_its_seller_takes_away_is_nobodys() {
    let shop = Shop::open().await;
    let id = shop.listed("Ayam segar", "FOOD_CHICKEN").await;
    let buyer = shop.app.anybody();
    let before = cover(&shop.owner, &id).await;
    let before = shown_at(&buyer, &before).await;
    let other = upload(&shop.owner, png(10, 10)).await;
    let document = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { userErrors { code field } } }";
    let input = json!({ "id": id, "version": 2, "pictures": [{ "mediaId": other }] });
    shop.owner.graphql(document, json!({ "input": input })).await.ok();
    is_nobodys(&buyer, before).await;
    let after = cover(&shop.owner, &id).await;
    shown_at(&buyer, &after).await;

    // The same of a project.
    let version = format!("{{ project(id: \"{}\") {{ version }} }}", shop.project);
    let look =
        format!("{{ project(id: \"{}\") {{ profile {{ pictures {{ url }} }} }} }}", shop.project);
    let shows = async |pictures: Value| {
        let version = shop.owner.ask(&version).await.ok().at("project/version").clone();
        let profile = json!({ "pictures": pictures });
        let input =
            json!({ "id": shop.project.to_string(), "version": version, "profile": profile });
        change(&shop.owner, "projectUpdate", input).await.ok();
    };
    let stall = upload(&shop.owner, png(12, 12)).await;
    shows(json!([{ "mediaId": stall }])).await;
    let url = shop.owner.ask(&look).await.ok().text_at("project/profile/pictures/0/url");
    let path = shown_at(&buyer, &url).await;
    shows(json!([])).await;
    is_nobodys(&buyer, path).await;
}

#[tokio::test]
async fn a_picture_taken_away_from_a_hidden_offer_is_nobodys_although_that_was_not_closed_yet() {
    let shop = Shop::open().await;
    let id = shop.listed("Ayam segar", "FOOD_CHICKEN").await;
    let buyer = shop.app.anybody();
    let before = cover(&shop.owner, &id).await;
    let before = shown_at(&buyer, &before).await;
    // Hidden, and its pictures not closed yet: a bucket is far away.
    let product: ProductId = id.parse().expect("an id");
    let hides = "update product set status = 'HIDDEN', listed_at = null where id = $1";
    shop.app
        .arrange(async |_, work| {
            db::run(work.connection(), hides, [product.into()]).await.expect("a hidden offer");
        })
        .await;
    let other = upload(&shop.owner, png(10, 10)).await;
    let document = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { userErrors { code field } } }";
    let input = json!({ "id": id, "version": 2, "pictures": [{ "mediaId": other }] });
    shop.owner.graphql(document, json!({ "input": input })).await.ok();
    is_nobodys(&buyer, before).await;
}

/// The word that a search was most likely meant to hold, and whether suggestions name it.
async fn proposed(buyer: &User, typed: &str) -> (Value, bool) {
    let search = "query($query: String) { products(query: $query) { search { corrected } } }";
    let found = buyer.graphql(search, json!({ "query": typed })).await.ok();
    let suggest = "query($prefix: String!) { productSuggest(prefix: $prefix) { kind text } }";
    let suggested = buyer.graphql(suggest, json!({ "prefix": typed })).await.ok();
    let all = suggested.at("productSuggest").as_array().cloned().unwrap_or_default();
    let words = all.iter().any(|one| one["kind"] == "WORDS");
    (found.at("products/search/corrected").clone(), words)
}

#[tokio::test]
async fn words_of_what_was_hidden_or_erased_are_proposed_to_nobody() {
    let shop = Shop::open().await;
    let id = shop.listed("Rendang Zubaidah", "FOOD").await;
    let scope = GrantScope::State("01".into());
    let officer = shop.app.officer("Puan Norazlina", Role::StateOfficer, &scope).await;
    let buyer = shop.app.anybody();
    until(async || (proposed(&buyer, "zubaidan").await == (json!("zubaidah"), true)).then_some(()))
        .await;
    hide(&officer, &id, "Nama orang.").await.ok();
    until(async || (proposed(&buyer, "zubaidan").await == (Value::Null, false)).then_some(()))
        .await;
    // Within minutes it is not known any more either, without a night between.
    let database = shop.app.house.tools.db.write();
    let known = "select 1 from search_word where word = 'zubaidah'";
    assert!(db::exists(database, known, []).await.unwrap());
    shop.app.advance(TimeDelta::minutes(10));
    shop.app.settles().await;
    assert!(!db::exists(database, known, []).await.unwrap());
    // The same when somebody goes.
    let mut owner = shop.owner.clone();
    owner.sign_in_again().await;
    crate::own_data::erase(&owner).await.ok();
    let soon = shop.app.clock.now() + TimeDelta::minutes(10);
    let planned = "select 1 from duty where kind = 'search_recount' and due_at <= $1";
    assert!(db::exists(database, planned, [soon.into()]).await.unwrap());
}
