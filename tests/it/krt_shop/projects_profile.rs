//! What the public sees of a project, and what a seller must show.

use domain::{krt_shop::project::ProjectStatus, shared::db};
use serde_json::{Value, json};

use super::{
    CREATE, LIST, PUBLISH, Shop, ids, owner_of_project,
    projects::{Office, change},
    small_picture, soon, upload,
};

const PROFILE: &str = "profile { phone email whatsapp whatsappUrl address postcode coordinates { latitude longitude } \
    openingHours { day opens closes } links { name url } paymentMethods terms { ms } deliveryEstimate { ms } \
    registrationNumber cooperativeNumber missingDisclosures pictures { url alternativeText { ms } } }";

#[tokio::test]
async fn an_owner_describes_the_project_and_a_buyer_reaches_it() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let picture = upload(&office.owner, small_picture()).await;
    let profile = json!({
        "address": "12, Jalan Bayu", "postcode": "81300",
        "coordinates": { "latitude": 1.54, "longitude": 103.65 },
        "openingHours": [
            { "day": "SATURDAY", "opens": "18:00", "closes": "02:00" },
            { "day": "FRIDAY", "opens": "08:00", "closes": "12:00" },
        ],
        "links": [{ "name": "Shopee", "url": "https://Shopee.com.my/mi_salmah" }],
        "registrationNumber": "2019 0100 0005", "cooperativeNumber": "W-4-0123",
        "pictures": [{ "mediaId": picture, "alternativeText": { "ms": "Gerai mi" } }],
    });
    let input = json!({ "id": id, "version": 3, "profile": profile, "idempotencyKey": "p1" });
    for _ in 0..2 {
        let updated = change(&office.owner, "projectUpdate", input.clone()).await.ok();
        assert_eq!(updated.at("projectUpdate/project/version"), 4);
    }
    let buyer = office.app.anybody();
    let look = format!("{{ project(id: \"{id}\") {{ {PROFILE} }} }}");
    let there = |answer: &stories::Answer| answer.at("project/profile/postcode") == "81300";
    let seen = soon(&buyer, &look, json!({}), there).await;
    let profile = seen.at("project/profile");
    assert_eq!(profile["registrationNumber"], "201901000005");
    assert_eq!(profile["openingHours"][0]["day"], "FRIDAY");
    assert_eq!(profile["links"][0]["url"], "https://shopee.com.my/mi_salmah");
    assert_eq!(profile["pictures"][0]["alternativeText"]["ms"], "Gerai mi");
    assert_eq!(profile["missingDisclosures"], json!([]));

    // A ready text in the reader's language, about the project or what it offers.
    let link = |answer: &stories::Answer| answer.text_at("project/profile/whatsappUrl");
    let look = format!("{{ project(id: \"{id}\") {{ profile {{ whatsappUrl }} }} }}");
    let malay = link(&buyer.speaking("ms").ask(&look).await.ok());
    assert!(malay.starts_with("https://wa.me/60123456789?text=Salam"), "{malay}");
    assert!(malay.contains("Mi%20Puan%20Salmah"), "{malay}");
    let mut links = vec![malay];
    for language in ["en", "zh", "ta"] {
        let other = link(&buyer.speaking(language).ask(&look).await.ok());
        assert!(!links.contains(&other), "{language}");
        links.push(other);
    }
    let about = format!(
        "{{ project(id: \"{id}\") {{ profile {{ whatsappUrl(about: \"Mi & <b>kuah</b>\") }} }} }}"
    );
    let about = link(&buyer.ask(&about).await.ok());
    assert!(about.contains("Mi%20%26%20%3Cb%3Ekuah%3C%2Fb%3E"), "{about}");
    let long = format!(
        "{{ project(id: \"{id}\") {{ profile {{ whatsappUrl(about: \"{}\") }} }} }}",
        "x".repeat(121)
    );
    assert_eq!(buyer.ask(&long).await.code(), "TOO_LONG");
}

#[tokio::test]
async fn a_text_that_is_corrected_in_one_language_keeps_the_others() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let update = async |version: i64, profile: Value| {
        let input = json!({ "id": id, "version": version, "profile": profile });
        change(&office.owner, "projectUpdate", input).await.ok()
    };
    let document = format!(
        "{{ project(id: \"{id}\") {{ story {{ ms en zh }} profile {{ terms {{ ms en }} }} }} }}"
    );
    update(3, json!({ "terms": { "en": "Pay when you come." } })).await;
    update(4, json!({ "story": { "ms": "Dari dapur.", "zh": null } })).await;
    let read = office.owner.ask(&document).await.ok();
    let story = json!({ "ms": "Dari dapur.", "en": "It began in a kitchen.", "zh": null });
    assert_eq!(read.at("project/story"), &story);
    let terms = json!({ "ms": "Bayar semasa ambil.", "en": "Pay when you come." });
    assert_eq!(read.at("project/profile/terms"), &terms);
    // Malay never goes.
    let input = json!({ "id": id, "version": 5, "profile": { "story": { "ms": "" } } });
    let refused = change(&office.owner, "projectUpdate", input).await;
    assert_eq!(refused.refusals("projectUpdate"), ["REQUIRED profile.story.ms"]);
}

#[tokio::test]
async fn everything_wrong_with_a_profile_is_said_at_once() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let update = async |profile: Value| {
        let input = json!({ "id": id, "version": 3, "profile": profile });
        change(&office.owner, "projectUpdate", input).await.refusals("projectUpdate")
    };
    let found = update(json!({
        "phone": "<b>012</b>", "email": "salmah", "whatsapp": "+65 9123 4567", "postcode": "8130",
        "coordinates": { "latitude": 91.0, "longitude": 0.0 }, "startYear": 3000,
        "registrationNumber": "201907000005", "address": "Jalan\u{202e}Bayu",
        "openingHours": [{ "day": "MONDAY", "opens": "08:00", "closes": "26:00" }],
        "links": [
            { "name": "Kedai", "url": "javascript:alert(1)" },
            { "name": "Kedai", "url": "http://kedai.example.my" },
        ],
    }))
    .await;
    assert_eq!(
        found,
        [
            "OUT_OF_RANGE profile.startYear",
            "PHONE_INVALID profile.phone",
            "EMAIL_INVALID profile.email",
            "PHONE_INVALID profile.whatsapp",
            "TEXT_INVALID profile.address",
            "POSTCODE_INVALID profile.postcode",
            "REGISTRATION_NUMBER_INVALID profile.registrationNumber",
            "POSITION_INVALID profile.coordinates",
            "TIME_INVALID profile.openingHours.0.closes",
            "LINK_INVALID profile.links.0.url",
            "LINK_INVALID profile.links.1.url",
        ]
    );
    let day =
        |opens: &str, closes: &str| json!({ "day": "SUNDAY", "opens": opens, "closes": closes });
    let meeting = json!({ "openingHours": [day("22:00", "02:00"), { "day": "MONDAY", "opens": "01:00", "closes": "03:00" }] });
    assert_eq!(update(meeting).await, ["TIME_INVALID profile.openingHours.1.opens"]);
    // HTML is text like any other; whoever shows it writes it out.
    assert_eq!(update(json!({ "terms": { "ms": "<script>alert(1)</script>" } })).await, [""; 0]);
    // Two editors at once: the later one is told.
    let late = change(
        &office.secretary,
        "projectUpdate",
        json!({ "id": id, "version": 3, "name": "Lain" }),
    )
    .await;
    assert_eq!(late.refusals("projectUpdate"), ["VERSION_CONFLICT version"]);
}

#[tokio::test]
async fn a_project_that_shows_too_little_publishes_nothing_and_is_told_what_it_lacks() {
    let shop = Shop::open().await;
    let (project, owner) =
        owner_of_project(&shop.app, shop.area, "Dari dahulu", ProjectStatus::Active).await;
    // As a project from before there was a profile.
    let bare = "update project set phone = null, email = null, whatsapp = null, payment_methods = null, \
                terms = null, delivery_estimate = null where id = $1";
    let product = async |name: &str| {
        let picture = upload(&owner, small_picture()).await;
        let input = json!({ "projectId": project.to_string(), "categoryCode": "FOOD", "kind": "GOODS",
            "name": { "ms": name }, "description": { "ms": "Segar" }, "pictures": [{ "mediaId": picture }] });
        let made = owner.graphql(CREATE, json!({ "input": input })).await.ok();
        made.text_at("productCreate/product/id")
    };
    let before = product("Mi lama").await;
    owner.graphql(PUBLISH, json!({ "id": before })).await.ok();
    shop.app
        .arrange(async |_, work| {
            db::run(work.connection(), bare, [project.into()]).await.expect("a bare project");
        })
        .await;
    // What was published stays; the next publication asks, and names each.
    let next = product("Mi baharu").await;
    let refused = owner.graphql(PUBLISH, json!({ "id": next })).await;
    assert_eq!(
        refused.refusals("productPublish"),
        [
            "DISCLOSURE_MISSING project.phone",
            "DISCLOSURE_MISSING project.paymentMethods",
            "DISCLOSURE_MISSING project.terms",
            "DISCLOSURE_MISSING project.deliveryEstimate",
        ]
    );
    let look = format!("{{ project(id: \"{project}\") {{ version {PROFILE} }} }}");
    let lacks = owner.ask(&look).await.ok();
    assert_eq!(
        lacks.at("project/profile/missingDisclosures"),
        &json!(["CONTACT", "PAYMENT_METHODS", "TERMS", "DELIVERY_ESTIMATE"])
    );
    let buyer = shop.app.anybody();
    let one = |page: &stories::Answer| ids(page, "products/nodes") == [before.as_str()];
    soon(&buyer, LIST, json!({}), one).await;

    // An address is contact enough.
    let profile = json!({ "address": "12, Jalan Bayu", "paymentMethods": ["CASH"],
        "terms": { "ms": "Tunai." }, "deliveryEstimate": { "ms": "Hari sama" } });
    let input = json!({ "id": project.to_string(), "version": 1, "profile": profile });
    change(&owner, "projectUpdate", input).await.ok();
    owner.graphql(PUBLISH, json!({ "id": next })).await.ok();
    soon(&buyer, LIST, json!({}), |page| ids(page, "products/nodes").len() == 2).await;
    // And is not taken away again while one sells.
    let less = json!({ "id": project.to_string(), "version": 2, "profile": { "address": null, "paymentMethods": [] } });
    let refused = change(&owner, "projectUpdate", less).await;
    assert_eq!(
        refused.refusals("projectUpdate"),
        ["DISCLOSURE_MISSING project.phone", "DISCLOSURE_MISSING project.paymentMethods"]
    );
    assert!(refused.text.contains("how one pays"), "{}", refused.text);
}

#[tokio::test]
async fn a_project_that_is_renamed_is_found_by_its_new_name() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let input = json!({ "id": shop.project.to_string(), "version": 1, "name": "Dapur Bayu" });
    change(&shop.owner, "projectUpdate", input).await.ok();
    let buyer = shop.app.anybody();
    let found = async |words: &str| {
        let page = buyer.graphql(LIST, json!({ "query": words })).await.ok();
        ids(&page, "products/nodes")
    };
    // The database puts its offers on the list of the search, which the nodes work off.
    stories::until(async || (found("dapur bayu").await == [id.as_str()]).then_some(())).await;
    stories::until(async || found("salmah").await.is_empty().then_some(())).await;
}
