//! What officers see of the committees that they look after.

use serde_json::json;
use stories::Answer;

use super::{Town, day, officer_of};

#[tokio::test]
async fn vacancies_and_ends_are_listed_within_ones_own_scope() {
    let town = Town::founded().await;
    let app = &town.app;
    let elsewhere = app.area("Taman Melati").await;
    let other_district = officer_of(app, elsewhere).await;
    let (aminah, lim) = (app.person("Aminah").await, app.person("Lim").await);
    let mut chair = aminah.clone();
    town.give(&town.district, &aminah, "CHAIR", json!({ "endsAt": day("2026-05-01") })).await.ok();
    town.give(&town.district, &lim, "MEMBER", json!({ "endsAt": day("2026-04-01") })).await.ok();
    chair.sign_in_again().await;
    let vacancies = "{ committeeVacancies { nodes { area { name } posts } } }";
    let ends = "{ termEnds { nodes { post area { name } holder { displayName } } } }";
    let without_chair = "{ committeeVacancies(posts: [CHAIR]) { nodes { area { name } posts } } }";
    let names = |answer: &Answer, list: &str| -> Vec<String> {
        let nodes = answer.at(&format!("{list}/nodes")).as_array().unwrap();
        nodes.iter().map(|node| node["area"]["name"].as_str().unwrap().to_owned()).collect()
    };
    let (rini, melati) = ("Taman Mutiara Rini".to_owned(), "Taman Melati".to_owned());
    let empty: Vec<String> = Vec::new();
    for (reader, vacant, chairless, ending) in [
        (
            &town.headquarters,
            vec![melati.clone(), rini.clone()],
            vec![melati.clone()],
            vec![rini.clone(), rini.clone()],
        ),
        (&town.district, vec![rini.clone()], empty.clone(), vec![rini.clone(), rini.clone()]),
        (&chair, vec![rini.clone()], empty.clone(), vec![rini.clone(), rini.clone()]),
        (&other_district, vec![melati.clone()], vec![melati.clone()], empty.clone()),
        (&lim, empty.clone(), empty.clone(), empty.clone()),
    ] {
        // The member's role came after the token, which was not refreshed: an old token counts
        // no more.
        let mut reader = reader.clone();
        reader.sign_in_again().await;
        let member = reader.id == lim.id;
        let seen = reader.ask(vacancies).await.ok();
        assert_eq!(
            names(&seen, "committeeVacancies"),
            if member { vec![rini.clone()] } else { vacant }
        );
        let seen = reader.ask(without_chair).await.ok();
        assert_eq!(names(&seen, "committeeVacancies"), chairless);
        let seen = reader.ask(ends).await.ok();
        assert_eq!(
            names(&seen, "termEnds"),
            if member { vec![rini.clone(), rini.clone()] } else { ending }
        );
    }
    let resident = app.resident("Encik Muthu", town.area).await;
    assert_eq!(names(&resident.ask(vacancies).await.ok(), "committeeVacancies"), empty);
    assert_eq!(names(&resident.ask(ends).await.ok(), "termEnds"), empty);
    // What is asked for beyond the scope adds nothing.
    let beyond = format!(
        "{{ termEnds(within: {{ areaId: \"{}\" }}) {{ nodes {{ area {{ name }} }} }} }}",
        town.area
    );
    assert_eq!(names(&other_district.ask(&beyond).await.ok(), "termEnds"), empty);
    // The next one first, in pages; the names of the vacant posts.
    let page = "query($after: String) { termEnds(withinDays: 60, first: 1, after: $after) { nodes { post } pageInfo { endCursor hasNextPage } } }";
    let first = town.district.graphql(page, json!({})).await.ok();
    assert_eq!(first.at("termEnds/nodes/0/post"), "MEMBER");
    let after = first.at("termEnds/pageInfo/endCursor");
    let second = town.district.graphql(page, json!({ "after": after })).await.ok();
    assert_eq!(second.at("termEnds/nodes/0/post"), "CHAIR");
    assert_eq!(second.at("termEnds/pageInfo/hasNextPage"), false);
    let seen = town.district.ask(vacancies).await.ok();
    assert_eq!(
        seen.at("committeeVacancies/nodes/0/posts"),
        &json!(["DEPUTY_CHAIR", "SECRETARY", "ASSISTANT_SECRETARY", "TREASURER"])
    );
    let far = town.district.ask("{ termEnds(withinDays: 367) { nodes { id } } }").await;
    assert_eq!(far.code(), "OUT_OF_RANGE");
}
