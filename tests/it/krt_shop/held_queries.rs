//! The held set of queries: what a buyer means by 200 searches, asked over HTTP of a catalogue of some
//! 400 offers. `queries_a.tsv` is for tuning; `queries_b.tsv` was written with it, before there was a
//! search, and is never looked at while tuning.
//!
//! What counts is MRR@10: of each search the reciprocal of the first place, among ten, at which an offer
//! stands that the buyer means; the mean of all.

use std::collections::HashMap;

use domain::{
    krt_shop::{
        category::{self, Category},
        project::{self, NewProject, ProjectStatus},
    },
    shared::{
        id::{AreaId, PersonId, ProjectId},
        language::LocalizedText,
    },
};
use serde_json::{Value, json};
use stories::{TestApp, User};

use super::{CREATE, PUBLISH, full_profile, ids, small_picture, upload};

const CATALOGUE: &str = include_str!("queries/catalogue.tsv");
const FOR_TUNING: &str = include_str!("queries/queries_a.tsv");
const HELD_ASIDE: &str = include_str!("queries/queries_b.tsv");
const ASK: &str = "query($query: String) { products(query: $query, first: 10) { nodes { id } } }";

fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect())
}

fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| *text != "-")
}

/// Somebody who owns every project of the catalogue, whose categories and projects are there.
async fn seller(app: &TestApp, area: AreaId) -> (User, HashMap<&'static str, ProjectId>) {
    let mut seller = app.person("Puan Rohana").await;
    let owner_id: PersonId = seller.id;
    let projects: HashMap<&'static str, ProjectId> = lines(CATALOGUE)
        .filter(|line| line[0] == "P")
        .map(|line| (line[1], app.ctx().mint()))
        .collect();
    app.arrange(async |ctx, work| {
        for (position, line) in (1..).zip(lines(CATALOGUE)) {
            match line[0] {
                "C" => {
                    let category = Category {
                        code: line[1].to_owned(),
                        parent_code: given(line[2]).map(str::to_owned),
                        name: LocalizedText::new(line[3], line[4]),
                        position,
                    };
                    category::put_category(work, &category).await.expect("a category");
                }
                "P" => {
                    let new = NewProject {
                        area_id: area,
                        owner_id,
                        category_code: line[2].to_owned(),
                        name: line[3].to_owned(),
                        story: LocalizedText::new("Bermula di dapur.", "It began in a kitchen."),
                        start_year: None,
                        status: ProjectStatus::Active,
                        sample: false,
                    };
                    let (id, profile) = (projects[line[1]], full_profile(&new.story));
                    project::add_described(ctx, work, id, &new, profile).await.expect("a project");
                }
                _ => {}
            }
        }
    })
    .await;
    seller.sign_in_again().await;
    (seller, projects)
}

fn input(line: &[&str], project: ProjectId, picture: &str) -> Value {
    let name =
        json!({ "ms": line[5], "en": given(line[6]), "zh": given(line[9]), "ta": given(line[10]) });
    json!({ "projectId": project.to_string(), "categoryCode": line[3], "kind": line[4], "name": name,
        "description": { "ms": line[7], "en": given(line[8]) }, "price": "6.50",
        "pictures": [{ "mediaId": picture }] })
}

/// Plants the catalogue as a seller does, and tells each offer's id by its key.
async fn plant(app: &TestApp) -> HashMap<String, &'static str> {
    let area = app.area("KRT Taman Bayu").await;
    let (seller, projects) = seller(app, area).await;
    let picture = upload(&seller, small_picture()).await;
    let mut keys = HashMap::new();
    for line in lines(CATALOGUE).filter(|line| line[0] == "O") {
        app.advance(chrono::TimeDelta::seconds(1));
        let input = input(&line, projects[line[2]], &picture);
        let written = seller.graphql(CREATE, json!({ "input": input })).await.ok();
        let id = written.text_at("productCreate/product/id");
        seller.graphql(PUBLISH, json!({ "id": id })).await.ok();
        keys.insert(id, line[1]);
    }
    keys
}

/// Asks every query, and tells the mean of what they reach and which did not come first.
async fn ask(buyer: &User, keys: &HashMap<String, &str>, queries: &'static str) -> (f64, String) {
    let (mut sum, mut number, mut told) = (0.0, 0.0, String::new());
    for line in lines(queries) {
        let (query, meant) = (line[0], line[1]);
        let is_meant = |key: &str| {
            meant.split(',').any(|one| match one.strip_suffix('*') {
                Some(beginning) => key.starts_with(beginning),
                None => key == one,
            })
        };
        let answer = buyer.graphql(ASK, json!({ "query": query })).await.ok();
        let found: Vec<&str> = ids(&answer, "products/nodes").iter().map(|id| keys[id]).collect();
        let place = (1..).zip(&found).find(|(_, key)| is_meant(key)).map(|(place, _)| place);
        let reached = place.map_or(0.0, |place: u32| 1.0 / f64::from(place));
        if reached < 1.0 {
            told.push_str(&format!("{reached:.2} {query}: {found:?}\n"));
        }
        sum += reached;
        number += 1.0;
    }
    (sum / number, told)
}

#[tokio::test]
async fn what_a_buyer_means_stands_among_the_first() {
    let app = TestApp::start().await;
    let keys = plant(&app).await;
    let goal = if app.house.tools.db.is_postgres() { 0.9 } else { 0.85 };
    let buyer = app.anybody();
    let (tuned, missed) = ask(&buyer, &keys, FOR_TUNING).await;
    // Of those that are held aside only the figure is shown, so that nobody tunes for them.
    let (held, _) = ask(&buyer, &keys, HELD_ASIDE).await;
    println!(
        "MRR@10: {tuned:.3} of the queries for tuning, {held:.3} of those held aside\n{missed}"
    );
    assert!(tuned >= goal && held >= goal, "{tuned:.3} {held:.3} {missed}");
}
