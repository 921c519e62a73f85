//! Catalogues as files: they come in, they go out, and they come in again.

use std::io::{Cursor, Write as _};

use reqwest::StatusCode;
use serde_json::{Value, json};
use stories::Answer;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::UPDATE;
use crate::krt_shop::{Shop, owner_of_project, png};

const HEAD: &str = "code,category,kind,name_ms,description_ms,price,unit,variants,deliveries";

/// Two good rows.
fn good(price: &str) -> String {
    format!(
        "{HEAD}\nMI-1,food_noodles,barang,Mi  kuning,Segar setiap pagi,{price},500 g,Kecil | 4.00; Besar,STATE:1=8.00; NATION\n\
         DEWAN,HALL,sewaan,Dewan serbaguna,Muat 300 orang,,sehari,,\n"
    )
}

pub(super) fn counts(answer: &Answer) -> [i64; 4] {
    ["created", "changed", "unchanged", "rejected"]
        .map(|name| answer.body[name].as_i64().unwrap_or(-1))
}

/// Every product of the project: name, price and status.
async fn products(shop: &Shop) -> Vec<(String, String, String)> {
    let query = "query($id: ID!) { project(id: $id) { drafts: products(status: DRAFT, first: 100) { nodes { ...One } } published: products(status: PUBLISHED, first: 100) { nodes { ...One } } } } fragment One on Product { name { ms } price { amount } status }";
    let id = json!({ "id": shop.project.to_string() });
    let read = shop.owner.graphql(query, id).await.ok();
    let of = |list: &str| {
        read.at(&format!("project/{list}/nodes")).as_array().cloned().unwrap_or_default()
    };
    let nodes = [of("drafts"), of("published")].concat();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut all: Vec<_> = nodes
        .iter()
        .map(|one| (text(&one["name"]["ms"]), text(&one["price"]["amount"]), text(&one["status"])))
        .collect();
    all.sort();
    all
}

fn drafts(price: &str) -> Vec<(String, String, String)> {
    let draft = |name: &str, price: &str| (name.to_owned(), price.to_owned(), "DRAFT".to_owned());
    vec![draft("Dewan serbaguna", ""), draft("Mi kuning", price)]
}

#[tokio::test]
async fn a_catalogue_comes_in_as_often_as_one_likes() {
    let shop = Shop::open().await;
    let dry = shop.import(&shop.owner, good("6.50"), "?dryRun=true").await.ok();
    assert_eq!((counts(&dry), &dry.body["written"]), ([2, 0, 0, 0], &json!(false)));
    assert_eq!(products(&shop).await, []);
    let first = shop.import(&shop.owner, good("6.50"), "").await.ok();
    assert_eq!((counts(&first), &first.body["written"]), ([2, 0, 0, 0], &json!(true)));
    assert_eq!(products(&shop).await, drafts("6.50"));
    let id = first.body["rows"][0]["productId"].as_str().unwrap().to_owned();
    let version = shop.named(&id).await.1;

    let again = shop.import(&shop.owner, good("6.50"), "").await.ok();
    assert_eq!(counts(&again), [0, 0, 2, 0]);
    assert_eq!(shop.named(&id).await.1, version);
    let dearer = shop.import(&shop.owner, good("7.00"), "").await.ok();
    assert_eq!(counts(&dearer), [0, 1, 1, 0]);
    assert_eq!(products(&shop).await, drafts("7.00"));

    // Somebody changes it in the app: the table does not write over that unseen, and whoever names the
    // newest version has seen it.
    let (_, version) = shop.named(&id).await;
    let input = json!({ "id": id, "version": version, "price": "9.00" });
    shop.owner.graphql(UPDATE, json!({ "input": input })).await.ok();
    let same = shop.import(&shop.owner, good("7.00"), "").await.ok();
    assert_eq!(counts(&same), [0, 0, 2, 0]);
    let late = shop.import(&shop.owner, good("8.00"), "").await.ok();
    assert_eq!((counts(&late), &late.body["written"]), ([0, 0, 1, 1], &json!(false)));
    let error = &late.body["rows"][0]["errors"][0];
    assert_eq!((&error["code"], &error["column"]), (&json!("VERSION_CONFLICT"), &json!("version")));
    assert_eq!(products(&shop).await, drafts("9.00"));
    let seen = format!("code,version,name_ms,price\nMI-1,{},Mi kuning,8.00\n", version + 1);
    let seen = shop.import(&shop.owner, seen, "").await.ok();
    assert_eq!(counts(&seen), [0, 1, 0, 0]);
    assert_eq!(products(&shop).await, drafts("8.00"));
}

#[tokio::test]
async fn what_goes_out_comes_in_again_and_changes_nothing() {
    let shop = Shop::open().await;
    shop.import(&shop.owner, good("6.50"), "").await.ok();
    let listed = shop.listed("=1+1", "FOOD_NOODLES").await;
    let text = String::from_utf8(shop.export("csv").await).unwrap();
    assert!(text.contains("\"'=1+1\""), "{text}");
    assert!(text.contains("\"MI-1\"") && text.contains(&format!("\"{listed}\"")), "{text}");
    for form in ["csv", "xlsx", "zip"] {
        let file = shop.export(form).await;
        let again = shop.import(&shop.owner, file, "").await.ok();
        assert_eq!(counts(&again), [0, 0, 3, 0], "{form}: {}", again.text);
    }
    // An offer made in the app is known by its id, with the version that went out.
    let version = shop.named(&listed).await.1;
    let change = format!("code,version,name_ms,price\n{listed},{version},Mi tarik,5.00\n");
    let changed = shop.import(&shop.owner, change, "").await.ok();
    assert_eq!(counts(&changed), [0, 1, 0, 0], "{}", changed.text);
    let all = products(&shop).await;
    assert!(all.contains(&("Mi tarik".to_owned(), "5.00".to_owned(), "PUBLISHED".to_owned())));
}

#[tokio::test]
async fn pictures_come_in_a_zip() {
    let shop = Shop::open().await;
    let table = "code,category,kind,name_ms,description_ms,pictures\n\
                 A,FOOD_NOODLES,GOODS,Mi,Segar,mi.png; sisi.png\nB,FOOD_NOODLES,GOODS,Kuetiau,Segar,mi.png\n";
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let files: [(&str, Vec<u8>); 3] = [
        ("katalog/senarai.csv", table.as_bytes().to_vec()),
        ("katalog/gambar/mi.png", png(9, 6)),
        ("katalog/gambar/sisi.png", png(7, 6)),
    ];
    for (name, bytes) in files {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    let file = writer.finish().unwrap().into_inner();
    let taken = shop.import(&shop.owner, file.clone(), "").await.ok();
    assert_eq!(counts(&taken), [2, 0, 0, 0], "{}", taken.text);
    let id = taken.body["rows"][0]["productId"].as_str().unwrap().to_owned();
    let query = "query($id: ID!) { product(id: $id) { status pictures { width } } }";
    let read = shop.owner.graphql(query, json!({ "id": id })).await.ok();
    assert_eq!(read.at("product/status"), "DRAFT");
    assert_eq!(read.at("product/pictures"), &json!([{ "width": 9 }, { "width": 7 }]));
    assert_eq!(counts(&shop.import(&shop.owner, file, "").await.ok()), [0, 0, 2, 0]);
    // The table alone means the pictures that came with it.
    assert_eq!(counts(&shop.import(&shop.owner, table, "").await.ok()), [0, 0, 2, 0]);
    shop.publish(&id).await;
    let back = shop.export("zip").await;
    assert_eq!(counts(&shop.import(&shop.owner, back, "").await.ok()), [0, 0, 2, 0]);
}

#[tokio::test]
async fn only_the_owner_takes_a_catalogue_in() {
    let shop = Shop::open().await;
    let active = domain::krt_shop::project::ProjectStatus::Active;
    let (_, stranger) = owner_of_project(&shop.app, shop.area, "Kedai lain", active).await;
    assert_eq!(shop.import(&stranger, good("6.50"), "").await.code(), "NOT_FOUND");
    assert_eq!(shop.import(&shop.app.anybody(), good("6.50"), "").await.code(), "UNAUTHENTICATED");
    let path = format!("/v1/projects/{}/catalogue.csv", shop.project);
    assert_eq!(stranger.get(&path).await.code(), "NOT_FOUND");
    let form = shop.owner.get(&format!("/v1/projects/{}/catalogue.exe", shop.project)).await;
    assert_eq!(form.status, StatusCode::NOT_FOUND);
    // Somebody else's offer is none that a row could mean.
    let theirs = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let read = "query($id: ID!) { product(id: $id) { project { id } } }";
    let ours = shop.owner.graphql(read, json!({ "id": theirs })).await.ok();
    assert_eq!(ours.text_at("product/project/id"), shop.project.to_string());
}
