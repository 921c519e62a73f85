//! The way so far, with as many places as a phone can draw.

use domain::shared::id::TrackId;
use serde_json::{Value, json};

use super::{fix, send};
use crate::mysrs::Night;

const READ: &str = "query($id: ID!, $most: Int!) { patrol(id: $id) { positions { trackId } trackSimplified(maxPoints: $most) { pointCount fixCount toleranceMetres geometry } } }";

#[tokio::test]
async fn a_way_has_as_many_places_as_are_asked_for() {
    let night = Night::begins().await;
    let (patrol, track): (_, TrackId) = (night.patrol().await, night.mint());
    // To and fro for half an hour, five seconds a fix.
    let step = |number: i64| i32::try_from((number % 60 - 30).abs()).unwrap();
    let points: Vec<Value> = (0..360_i64)
        .map(|number| {
            let mut fix = fix(&night, number, 1800 - 5 * number, step(number));
            // A little further east each time, or it would be one line on a map.
            let east = f64::from(i32::try_from(number).unwrap()) * 1e-5;
            fix["coordinates"]["longitude"] = json!(103.65 + east);
            fix
        })
        .collect();
    send(&night.devi, patrol, track, &points).await.ok();
    let read = async |user: &stories::User, most: i64| {
        user.graphql(READ, json!({ "id": patrol.to_string(), "most": most })).await
    };
    let way = read(&night.leader, 20).await.ok();
    assert_eq!(way.at("patrol/trackSimplified/fixCount"), 360);
    let places = way.at("patrol/trackSimplified/pointCount").as_i64().unwrap();
    // Twelve turns: the way's form is kept.
    assert!((12..=20).contains(&places), "{}", way.text);
    assert!(way.at("patrol/trackSimplified/toleranceMetres").as_f64().unwrap() < 15.0);
    let geometry = way.at("patrol/trackSimplified/geometry");
    assert_eq!(geometry["type"], "MultiLineString");
    assert_eq!(geometry["coordinates"][0].as_array().map(Vec::len), usize::try_from(places).ok());
    assert_eq!(way.at("patrol/positions/0/trackId"), &json!(track.to_string()));
    let finer = read(&night.leader, 1000).await.ok();
    assert!(finer.at("patrol/trackSimplified/pointCount").as_i64().unwrap() >= places);
    for most in [19, 1001, -1] {
        assert_eq!(read(&night.leader, most).await.code(), "OUT_OF_RANGE");
    }
    // Each reads the whole way, so nobody asks for many at once.
    let many: Vec<String> = (0..45)
        .map(|number| {
            format!("a{number}: trackSimplified(maxPoints: {}) {{ fixCount }}", number + 20)
        })
        .collect();
    let many = format!("{{ patrol(id: \"{patrol}\") {{ {} }} }}", many.join(" "));
    assert_eq!(night.leader.ask(&many).await.code(), "LIMIT_COST");
    // Who is not on it sees that it is, but not where.
    let hidden = read(&night.lim, 20).await.ok();
    assert_eq!(hidden.at("patrol/trackSimplified"), &Value::Null);
    assert_eq!(hidden.at("patrol/positions"), &json!([]));
}
