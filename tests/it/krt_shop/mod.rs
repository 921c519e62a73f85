//! KRT Shop: a project's owner offers, and anybody finds.

mod browsing;
mod bucket;
mod buying;
mod categories;
mod certificates;
mod held_queries;
mod hiding;
mod hostile_pictures;
mod insight;
mod kiosks;
mod left_before;
mod many_pictures;
mod matching;
mod offers;
mod own_projects;
mod owners_removed;
mod pictures;
pub(crate) mod plain;
mod projects;
mod projects_figures;
mod projects_life;
mod projects_profile;
mod promotions;
mod renaming;
mod schedules;
mod searching;
mod selling;
mod trust;
mod world;

use domain::{
    krt_shop::{
        category::{self, Category},
        project::{self, NewProject, PaymentMethod, Profile, ProjectStatus},
    },
    shared::{
        db,
        id::{AreaId, OfficerGrantId, PersonId, ProjectId},
        language::LocalizedText,
    },
};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, until};

const CREATE: &str = "mutation($input: ProductCreateInput!) { productCreate(input: $input) { product { id slug status version viewerCanUpdate } userErrors { code field } } }";
const PUBLISH: &str = "mutation($id: ID!) { productPublish(input: { id: $id }) { product { id status listedAt } userErrors { code field } } }";
const LIST: &str = "query($query: String, $filter: ProductFilterInput, $first: Int, $after: String) { products(query: $query, filter: $filter, first: $first, after: $after) { nodes { id name { ms text } } pageInfo { hasNextPage endCursor } } }";

/// A node with categories, a project at work and its owner.
pub(super) struct Shop {
    pub(super) app: TestApp,
    pub(super) area: AreaId,
    pub(super) project: ProjectId,
    owner: User,
}

impl Shop {
    pub(super) async fn open() -> Self {
        Self::open_on(TestApp::start().await).await
    }

    pub(super) async fn open_on(app: TestApp) -> Self {
        let area = app.area("KRT Taman Bayu").await;
        put_categories(&app).await;
        let (project, owner) =
            owner_of_project(&app, area, "Mi Puan Salmah", ProjectStatus::Active).await;
        Self { app, area, project, owner }
    }

    /// A draft with a picture.
    pub(super) async fn draft(&self, name: &str, category: &str) -> String {
        self.app.advance(chrono::TimeDelta::seconds(1));
        let picture = upload(&self.owner, small_picture()).await;
        let input = json!({ "projectId": self.project.to_string(), "categoryCode": category, "kind": "GOODS",
            "name": { "ms": name, "en": format!("{name} (en)") }, "description": { "ms": "Dibuat setiap pagi." },
            "price": "6.50", "unit": "500 g", "pictures": [{ "mediaId": picture }] });
        let answer = self.owner.graphql(CREATE, json!({ "input": input })).await.ok();
        answer.text_at("productCreate/product/id")
    }

    /// From now on the project's record is as one from before there were terms.
    async fn shows_no_terms(&self) {
        let (project, bare) = (self.project, "update project set terms = null where id = $1");
        self.app
            .arrange(async |_, work| {
                db::run(work.connection(), bare, [project.into()]).await.expect("a bare project");
            })
            .await;
    }

    async fn publish(&self, id: &str) {
        self.owner.graphql(PUBLISH, json!({ "id": id })).await.ok();
    }

    async fn listed(&self, name: &str, category: &str) -> String {
        let id = self.draft(name, category).await;
        self.publish(&id).await;
        id
    }
}

/// A small tree of categories.
pub(super) async fn put_categories(app: &TestApp) {
    app.arrange(async |_, work| {
        let tree = [
            ("FOOD", None, "Makanan", "Food"),
            ("FOOD_NOODLES", Some("FOOD"), "Mi", "Noodles"),
            ("FOOD_CHICKEN", Some("FOOD"), "Ayam", "Chicken"),
            ("HALL", None, "Dewan", "Halls"),
        ];
        for (position, (code, parent, ms, en)) in (1..).zip(tree) {
            let category = Category {
                code: code.to_owned(),
                parent_code: parent.map(str::to_owned),
                name: LocalizedText::new(ms, en),
                position,
            };
            category::put_category(work, &category).await.expect("a category");
        }
    })
    .await;
}

/// A profile with everything that a seller must show.
pub(super) fn full_profile(story: &LocalizedText) -> Profile {
    Profile {
        start_year: Some(2019),
        phone: Some("03-8000 8000".to_owned()),
        email: Some("kedai@contoh.example".to_owned()),
        whatsapp: Some("+60123456789".to_owned()),
        payment_methods: vec![PaymentMethod::Cash, PaymentMethod::DuitNowQr],
        terms: Some(LocalizedText::new("Bayar semasa ambil.", "Pay on collection.")),
        delivery_estimate: Some(LocalizedText::new("3 hari", "3 days")),
        ..Profile::telling(story.clone())
    }
}

/// Somebody new who owns a project in this state.
async fn owner_of_project(
    app: &TestApp,
    area: AreaId,
    name: &str,
    status: ProjectStatus,
) -> (ProjectId, User) {
    let mut owner = app.person(name).await;
    let id = project_of(app, area, owner.id, (name, status)).await;
    owner.sign_in_again().await;
    (id, owner)
}

/// A project in this state that somebody owns from now on.
async fn project_of(
    app: &TestApp,
    area: AreaId,
    owner_id: PersonId,
    (name, status): (&str, ProjectStatus),
) -> ProjectId {
    let id: ProjectId = app.ctx().mint();
    app.arrange(async |ctx, work| {
        let new = NewProject {
            area_id: area,
            owner_id,
            category_code: "FOOD".to_owned(),
            name: name.to_owned(),
            story: LocalizedText::new("Bermula di dapur.", "It began in a kitchen."),
            start_year: Some(2019),
            status,
            sample: false,
        };
        let profile = full_profile(&new.story);
        project::add_described(ctx, work, id, &new, profile).await.expect("a project");
    })
    .await;
    id
}

/// Somebody is granted a project from now on, beside its owner.
async fn also_sells(app: &TestApp, project: ProjectId, person: PersonId) {
    app.arrange(async |ctx, work| {
        let id: OfficerGrantId = ctx.mint();
        let sql = "insert into officer_grant (id, person_id, role, project_id, reason, starts_at) \
                   values ($1, $2, 'PROJECT_OWNER', $3, 'for a test', $4)";
        let values = [id.into(), person.into(), project.into(), ctx.now().into()];
        db::run(work.connection(), sql, values).await.expect("a grant");
    })
    .await;
}

/// Announces a picture and tells its id.
pub(super) async fn announce(user: &User) -> String {
    let document = "mutation { mediaUploadCreate(input: {}) { upload { id url mostBytes mediaTypes expiresAt } userErrors { code } } }";
    user.ask(document).await.ok().text_at("mediaUploadCreate/upload/id")
}

fn put(user: &User, id: &str, bytes: Vec<u8>) -> RequestBuilder {
    user.request(Method::PUT, &format!("/v1/media/{id}")).body(bytes)
}

pub(super) async fn send(user: &User, id: &str, bytes: Vec<u8>) -> Answer {
    Answer::of(put(user, id, bytes).send().await.expect("an answer")).await
}

pub(super) async fn upload(user: &User, bytes: Vec<u8>) -> String {
    let id = announce(user).await;
    send(user, &id, bytes).await.ok();
    id
}

/// Fails unless a picture is shown to whoever has the whole link to it, and to nobody else.
pub(super) async fn is_by_link_only(app: &TestApp, url: &str) {
    let anybody = app.anybody();
    let path = url.strip_prefix("http://krt.test").expect("an address of this service");
    let shown = anybody.request(Method::GET, path).send().await.expect("an answer");
    assert_eq!(shown.status(), StatusCode::OK, "{path}");
    assert_eq!(shown.headers()["cache-control"], "private, no-store");
    assert!(shown.headers().get("etag").is_none(), "nobody keeps it");
    let (bare, query) = path.split_once('?').expect("a link");
    for wrong in [
        bare.to_owned(),
        format!("{bare}?{}", query.replace("until=", "until=1")),
        format!("{bare}?{query}0"),
        format!("{bare}?until=x&sig="),
    ] {
        assert_eq!(anybody.get(&wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

/// A picture of 8 × 6 pixels.
pub(super) fn small_picture() -> Vec<u8> {
    png(8, 6)
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(width, height, image::Rgb([200, 120, 40]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture");
    bytes.into_inner()
}

fn ids(answer: &Answer, path: &str) -> Vec<String> {
    let nodes = answer.at(path).as_array().cloned().unwrap_or_default();
    nodes.iter().map(|node| node["id"].as_str().unwrap_or("").to_owned()).collect()
}

/// A page once this is right of it: a change is heard within a second.
async fn once(user: &User, path: &str, right: impl Fn(&str) -> bool) -> String {
    until(async || {
        let answer = user.get(path).await;
        (answer.status == StatusCode::OK && right(&answer.text)).then_some(answer.text)
    })
    .await
}

/// Asks until the answer is as it should be; a change is heard within a second.
async fn soon(
    user: &User,
    document: &str,
    variables: Value,
    right: impl Fn(&Answer) -> bool,
) -> Answer {
    for _ in 0..40 {
        let answer = user.graphql(document, variables.clone()).await;
        if right(&answer) {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("after two seconds it is still not so: {document} {variables}");
}
