//! A page of what a node remembers is the page that stands in the tables: forward pages of everything
//! come of what it remembers, pages from the end are always asked of the tables.

use chrono::TimeDelta;
use domain::{
    community::{self, Appointing},
    policy::Role,
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        db,
        id::NoticeId,
        work::Work,
    },
};
use serde_json::{Value, json};
use stories::{TestApp, User};

use super::{boards::ids, draft, feed::page};

/// Numbers that are the same in every run, and look like chance.
struct Chance(u64);

impl Chance {
    /// One of so many numbers, from 0 on.
    fn of(&mut self, number: i64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % number
    }

    /// Once in four times a moment between so many minutes before and after.
    fn moment(&mut self, now: Instant, before: i64, after: i64) -> Option<Instant> {
        let minutes = self.of(before + after) - before;
        (self.of(4) == 0).then(|| now + TimeDelta::minutes(minutes))
    }
}

/// A notice like another one, somewhere, for somebody, in some state; told to those whom it concerns.
async fn put_somewhere(
    work: &mut Work,
    (id, like): (NoticeId, NoticeId),
    (places, reader): (&[(String, Scope)], &User),
    (chance, now): (&mut Chance, Instant),
) {
    let sql = "insert into notice (id, scope, area_id, official, audience, author_id, severity, \
               category, status, title, body, needs_acknowledgement, version, published_at, \
               expires_at, pinned_until, sample, created_at, updated_at, is_public) \
               select $1, $2, case when $2 = scope then area_id end, official, $3, author_id, \
               severity, category, $4, title, body, needs_acknowledgement, version, $5, $6, $7, \
               sample, created_at, updated_at, is_public from notice where id = $8";
    let place = usize::try_from(chance.of(i64::try_from(places.len()).unwrap())).unwrap();
    let (scope, told) = &places[place];
    let status = if chance.of(6) == 0 { "WITHDRAWN" } else { "PUBLISHED" };
    let published_at = now - TimeDelta::minutes(chance.of(60));
    let values = [
        id.into(),
        scope.clone().into(),
        chance.of(16).into(),
        status.into(),
        published_at.into(),
        chance.moment(now, 10, 20).into(),
        chance.moment(now, 30, 20).into(),
        like.into(),
    ];
    db::run(work.connection(), sql, values).await.unwrap();
    if chance.of(6) == 0 {
        let sql = "insert into notice_person (notice_id, person_id) values ($1, $2)";
        db::run(work.connection(), sql, [id.into(), reader.id.into()]).await.unwrap();
    }
    work.tell(Change::new(told.clone(), Noun::Notice, id));
}

async fn forward(reader: &User, first: i64) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let next = page(reader, json!({ "first": first, "after": after })).await;
        found.extend(ids(&next));
        after = next.at("notices/pageInfo/endCursor").clone();
        if next.at("notices/pageInfo/hasNextPage") == false {
            return found;
        }
    }
}

async fn backward(reader: &User) -> Vec<String> {
    let (mut found, mut before) = (Vec::new(), Value::Null);
    loop {
        let previous = page(reader, json!({ "last": 100, "before": before })).await;
        let mut ids = ids(&previous);
        ids.append(&mut found);
        found = ids;
        before = previous.at("notices/pageInfo/startCursor").clone();
        if previous.at("notices/pageInfo/hasPreviousPage") == false {
            return found;
        }
    }
}

#[tokio::test]
async fn what_a_node_remembers_is_what_stands_in_the_tables() {
    let (app, area, secretary, _, mut reader) = TestApp::neighbourhood().await;
    let kedah = app.area_in("Taman Sejahtera", "02", "Kedah").await;
    let nobodys = app.area("Taman Ria").await;
    app.join(reader.id, area).await;
    let (person, starts_at) = (reader.id, app.clock.now());
    app.arrange(async |ctx, work| {
        for area in [area, kedah] {
            let post = Role::Treasurer;
            let new = Appointing { person, area, post, starts_at, ends_at: None };
            community::add_appointment(work, ctx.mint(), &new).await.unwrap();
        }
    })
    .await;
    reader.sign_in_again().await;
    let mut places = vec![("nation".to_owned(), Scope::Nation)];
    for code in ["01", "02"] {
        places.push((format!("state:{code}"), Scope::State(code.to_owned())));
    }
    for area in [area, kedah, nobodys] {
        let district = community::area(&app.ctx(), area).await.unwrap().district_id;
        places.push((format!("district:{}", district.0.simple()), Scope::District(district)));
        places.push((format!("area:{}", area.0.simple()), Scope::Area(area)));
    }
    let like: NoticeId = draft(&secretary, area, "Notis").await.parse().unwrap();
    let mut chance = Chance(7);
    for round in 0..4 {
        app.advance(TimeDelta::minutes(1));
        app.arrange(async |ctx, work| {
            for _ in 0..120 {
                let of = (&places[..], &reader);
                put_somewhere(work, (ctx.mint(), like), of, (&mut chance, ctx.now())).await;
            }
        })
        .await;
        // As it was read just now, and when some of it has expired and come down since.
        for _ in 0..2 {
            let expected = backward(&reader).await;
            assert!(expected.len() > 20, "round {round}: {} notices", expected.len());
            for first in [7, 20, 100] {
                assert_eq!(forward(&reader, first).await, expected, "round {round}, {first}");
            }
            app.advance(TimeDelta::minutes(1));
        }
        reader.refresh().await;
    }
}
