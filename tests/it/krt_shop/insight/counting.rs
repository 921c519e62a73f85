//! Who is counted, and who is not.

use reqwest::{Method, redirect::Policy};
use serde_json::json;
use stories::User;

use super::{PHONE, counted, counts, look, opening, shop, total};

#[tokio::test]
async fn a_seller_reads_how_many_looked_and_nobody_is_counted_twice_or_for_nothing() {
    let shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let anybody = shop.app.anybody();
    let open = opening(&id);
    // The second look of the first is answered from the cache, and so are those of others.
    for address in ["10.0.0.1", "10.0.0.1", "10.0.0.2"] {
        look(&anybody, (address, Some(PHONE)), &open).await.ok();
    }
    let bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    look(&anybody, ("10.0.0.3", Some(bot)), &open).await.ok();
    look(&anybody, ("10.0.0.4", None), &open).await.ok();
    // The seller looks after their own offer.
    look(&shop.owner, ("10.0.0.5", Some(PHONE)), &open).await.ok();
    let find = "{ products(query: \"mi kuning\") { nodes { id } } }";
    for address in ["10.0.0.1", "10.0.0.6", "10.0.0.6"] {
        look(&anybody, (address, Some(PHONE)), find).await.ok();
    }
    // A page that nobody searched for finds nothing.
    look(&anybody, ("10.0.0.7", Some(PHONE)), "{ products { nodes { id } } }").await.ok();
    // What is told comes in its order: once the last one is counted, so is everything before it.
    look(&anybody, ("10.0.0.9", Some(PHONE)), &open).await.ok();
    counted(&shop.owner, &id, counts(3, 2, 0)).await;
    // An hour later somebody comes back.
    shop.app.advance(chrono::TimeDelta::minutes(59));
    look(&anybody, ("10.0.0.1", Some(PHONE)), &open).await.ok();
    shop.app.advance(chrono::TimeDelta::minutes(1));
    look(&anybody, ("10.0.0.2", Some(PHONE)), &open).await.ok();
    let mut seller = shop.owner.clone();
    seller.sign_in_again().await;
    counted(&seller, &id, counts(4, 2, 0)).await;
}

#[tokio::test]
async fn a_page_in_a_browser_counts_like_an_offer_in_the_app() {
    let shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let query = format!("{{ product(id: \"{id}\") {{ slug }} }}");
    let path = format!("/p/{}", shop.owner.ask(&query).await.ok().text_at("product/slug"));
    let anybody = shop.app.anybody();
    // The second look of the first is answered from the cache; whoever asks for the head sees nothing.
    for (method, address) in [
        (Method::GET, "10.0.0.1"),
        (Method::GET, "10.0.0.1"),
        (Method::GET, "10.0.0.2"),
        (Method::HEAD, "10.0.0.3"),
    ] {
        let request = anybody.request(method, &path).header("x-forwarded-for", address);
        let answer = request.header("user-agent", PHONE).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }
    look(&anybody, ("10.0.0.9", Some(PHONE)), &opening(&id)).await.ok();
    counted(&shop.owner, &id, counts(3, 0, 0)).await;
}

#[tokio::test]
async fn taps_lead_to_the_seller_and_are_counted() {
    let shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let anybody = shop.app.anybody();
    let tap = |way: &str| {
        format!(
            "mutation {{ contactRecord(input: {{ productId: \"{id}\", way: {way} }}) {{ url userErrors {{ code }} }} }}"
        )
    };
    let by_whatsapp = look(&anybody, ("10.0.0.1", Some(PHONE)), &tap("WHATSAPP")).await.ok();
    let link = by_whatsapp.text_at("contactRecord/url");
    assert!(link.starts_with("https://wa.me/60123456789?text=Hello"), "{link}");
    let by_phone = look(&anybody, ("10.0.0.2", Some(PHONE)), &tap("PHONE")).await.ok();
    assert_eq!(by_phone.at("contactRecord/url"), "tel:+60380008000");

    // A page without GraphQL has a link, which leads nowhere else.
    let stays = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .redirect(Policy::none())
        .build()
        .unwrap();
    let led = async |path: String| {
        let request = stays.request(Method::GET, format!("{}{path}", anybody.url()));
        let request = request.header("user-agent", PHONE).header("x-forwarded-for", "10.0.0.3");
        request.send().await.unwrap()
    };
    let answer = led(format!("/v1/shop/contact/phone/{id}")).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], "tel:+60380008000");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    for wrong in [
        format!("/v1/shop/contact/fax/{id}"),
        "/v1/shop/contact/phone/https:%2F%2Fevil.example".to_owned(),
        "/v1/shop/contact/phone/product_00000000000000000000000001".to_owned(),
    ] {
        assert_eq!(led(wrong.clone()).await.status(), 404, "{wrong}");
    }
    counted(&shop.owner, &id, counts(0, 0, 3)).await;

    // A project's own page counts for the project, and writes in the language in which it was read.
    let project = shop.project;
    let answer = led(format!("/v1/shop/contact/whatsapp/{project}?lang=ms")).await;
    assert_eq!(answer.status(), 303);
    let location = answer.headers()["location"].to_str().unwrap();
    assert!(location.starts_with("https://wa.me/60123456789?text=Salam"), "{location}");
    let of_project = async |seller: &User| {
        let document =
            format!("{{ projectInsight(id: \"{project}\") {{ total {{ contacts }} }} }}");
        seller.ask(&document).await.ok().at("projectInsight/total/contacts").clone()
    };
    stories::until(async || (of_project(&shop.owner).await == 4).then_some(())).await;
}

#[tokio::test]
async fn whoever_begins_to_keep_an_offer_is_counted_once() {
    let shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let set = |kept: bool| {
        format!(
            "mutation {{ favouriteSet(input: {{ productId: \"{id}\", favourite: {kept} }}) {{ favourite userErrors {{ code }} }} }}"
        )
    };
    // Whoever keeps it already begins nothing, and whoever lets it go neither; nor does whoever lets it
    // go and keeps it again, from wherever.
    for (address, kept) in [
        ("10.0.0.1", true),
        ("10.0.0.2", true),
        ("10.0.0.3", false),
        ("10.0.0.6", true),
        ("10.0.0.7", false),
        ("10.0.0.8", true),
    ] {
        look(&buyer, (address, Some(PHONE)), &set(kept)).await.ok();
    }
    look(&shop.owner, ("10.0.0.4", Some(PHONE)), &set(true)).await.ok();
    look(&shop.app.anybody(), ("10.0.0.5", Some(PHONE)), &opening(&id)).await.ok();
    let wanted = json!({ "views": 1, "finds": 0, "contacts": 0, "favourites": 1 });
    counted(&shop.owner, &id, wanted).await;
}

#[tokio::test]
async fn an_enquiry_is_a_contact_and_one_with_the_tap_before_it() {
    let shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let (lim, siti) = (shop.app.person("Encik Lim").await, shop.app.person("Puan Siti").await);
    let ask = || {
        let enquiry = shop.app.ctx().mint::<domain::shared::id::EnquiryId>();
        format!(
            "mutation {{ enquirySend(input: {{ id: \"{enquiry}\", productId: \"{id}\", text: \"Ada lagi?\" }}) {{ enquiry {{ id }} userErrors {{ code }} }} }}"
        )
    };
    let tap = format!(
        "mutation {{ contactRecord(input: {{ productId: \"{id}\", way: PHONE }}) {{ url userErrors {{ code }} }} }}"
    );
    look(&lim, ("10.0.0.1", Some(PHONE)), &tap).await.ok();
    look(&lim, ("10.0.0.1", Some(PHONE)), &ask()).await.ok();
    // The answer was lost: the same again is the same enquiry.
    let again = ask();
    for address in ["10.0.0.2", "10.0.0.3"] {
        look(&siti, (address, Some(PHONE)), &again).await.ok();
    }
    look(&shop.app.anybody(), ("10.0.0.9", Some(PHONE)), &opening(&id)).await.ok();
    counted(&shop.owner, &id, counts(1, 0, 2)).await;
}

#[tokio::test]
async fn what_nobody_sees_leads_nowhere_and_counts_nothing() {
    let shop = shop().await;
    let draft = shop.draft("Belum siap", "FOOD").await;
    let tap = format!(
        "mutation {{ contactRecord(input: {{ productId: \"{draft}\", way: PHONE }}) {{ url userErrors {{ code }} }} }}"
    );
    for user in [&shop.app.anybody(), &shop.owner] {
        let refused = look(user, ("10.0.0.1", Some(PHONE)), &tap).await;
        assert_eq!(refused.code(), "NOT_FOUND", "{}", refused.text);
    }
    assert_eq!(total(&shop.owner, &draft).await, counts(0, 0, 0));
}
