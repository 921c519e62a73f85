use proptest::prelude::*;

use super::*;

fn place(latitude: f64, longitude: f64) -> Position {
    Position::on_globe(latitude, longitude).unwrap()
}

fn polygon(rings: &Value) -> Result<Boundary, Refusal> {
    Boundary::read(&json!({ "type": "Polygon", "coordinates": rings }))
}

fn refused(rings: &Value) -> (ErrorCode, String) {
    let refusal = polygon(rings).unwrap_err();
    (refusal.code, refusal.field.unwrap_or_default())
}

#[test]
fn a_square_holds_what_lies_within_and_on_its_border() {
    let square = json!([[[103.6, 1.5], [103.7, 1.5], [103.7, 1.6], [103.6, 1.6], [103.6, 1.5]]]);
    let boundary = polygon(&square).unwrap();
    assert_eq!(boundary.to_geometry()["coordinates"], square);
    for (latitude, longitude, expected) in [
        (1.55, 103.65, true),
        (1.5, 103.65, true),
        (1.6, 103.7, true),
        (1.61, 103.65, false),
        (1.55, 103.71, false),
        (1.6, 103.8, false),
        (1.5, 103.5, false),
    ] {
        assert_eq!(boundary.holds(place(latitude, longitude)), expected, "{latitude} {longitude}");
    }
}

#[test]
fn a_place_outside_is_as_far_away_as_the_border() {
    let square = json!([[[103.6, 1.5], [103.7, 1.5], [103.7, 1.6], [103.6, 1.6], [103.6, 1.5]]]);
    let boundary = polygon(&square).unwrap();
    assert!(boundary.metres_to(place(1.55, 103.65)) < 0.001);
    // Five hundredths of a degree: 5,559.75 m.
    let away = boundary.metres_to(place(1.65, 103.65));
    assert!((away - 5_559.75).abs() < 1.0, "{away}");
}

#[test]
fn a_hole_does_not_belong_but_its_border_does() {
    let boundary = polygon(&json!([
        [[103.6, 1.5], [103.7, 1.5], [103.7, 1.6], [103.6, 1.6], [103.6, 1.5]],
        [[103.64, 1.54], [103.66, 1.54], [103.66, 1.56], [103.64, 1.56], [103.64, 1.54]]
    ]))
    .unwrap();
    assert!(!boundary.holds(place(1.55, 103.65)));
    assert!(boundary.holds(place(1.54, 103.65)));
    assert!(boundary.holds(place(1.52, 103.62)));
}

#[test]
fn several_polygons_are_one_boundary() {
    let square =
        |east: f64| json!([[[east, 1.5], [east + 0.01, 1.5], [east + 0.01, 1.51], [east, 1.5]]]);
    let geometry = json!({ "type": "MultiPolygon", "coordinates": [square(103.6), square(103.7)] });
    let boundary = Boundary::read(&geometry).unwrap();
    assert_eq!(boundary.to_geometry(), geometry);
    assert!(boundary.holds(place(1.505, 103.709)) && boundary.holds(place(1.505, 103.609)));
    assert!(!boundary.holds(place(1.505, 103.65)));
}

#[test]
fn a_broken_boundary_is_refused_where_it_is_broken() {
    use ErrorCode::{
        BoundaryCrossing, BoundaryInvalid, BoundaryOpen, BoundaryTooWide, PositionInvalid,
    };
    let at = |path: &str| format!("boundary{path}");
    for (rings, code, path) in [
        (json!([[[0.0, 0.0], [0.1, 0.0], [0.1, 0.1], [0.0, 0.1]]]), BoundaryOpen, ".coordinates.0"),
        (json!([[[0.0, 0.0], [0.1, 0.0], [0.0, 0.0]]]), BoundaryInvalid, ".coordinates.0"),
        (json!([]), BoundaryInvalid, ".coordinates"),
        (json!(["x"]), BoundaryInvalid, ".coordinates.0"),
        // Latitude first, as so many write it: Malaysia would lie beyond the pole.
        (
            json!([[[1.5, 103.6], [1.5, 103.7], [1.6, 103.7], [1.5, 103.6]]]),
            PositionInvalid,
            ".coordinates.0.0",
        ),
        (
            json!([[[0.0, 0.0], ["a", 0.0], [0.1, 0.1], [0.0, 0.0]]]),
            PositionInvalid,
            ".coordinates.0.1",
        ),
        (
            json!([[[0.0, 0.0], [0.1, 0.1], [0.1, 0.0], [0.0, 0.1], [0.0, 0.0]]]),
            BoundaryCrossing,
            ".coordinates.0",
        ),
        // Out and back on the same way.
        (
            json!([[[0.0, 0.0], [0.1, 0.0], [0.2, 0.0], [0.0, 0.0]]]),
            BoundaryCrossing,
            ".coordinates.0",
        ),
        // Pinched together in one place.
        (
            json!([[
                [0.0, 0.0],
                [0.1, 0.0],
                [0.05, 0.05],
                [0.1, 0.1],
                [0.0, 0.1],
                [0.05, 0.05],
                [0.0, 0.0]
            ]]),
            BoundaryCrossing,
            ".coordinates.0",
        ),
        (json!([[[0.0, 0.0], [0.6, 0.0], [0.6, 0.1], [0.0, 0.0]]]), BoundaryTooWide, ""),
        (
            json!([
                [[0.0, 0.0], [0.1, 0.0], [0.1, 0.1], [0.0, 0.0]],
                [[0.2, 0.2], [0.3, 0.2], [0.3, 0.3], [0.2, 0.2]]
            ]),
            BoundaryInvalid,
            ".coordinates.1",
        ),
    ] {
        assert_eq!(refused(&rings), (code, at(path)), "{rings}");
    }
    for other in [json!(null), json!({}), json!({ "type": "Point", "coordinates": [0, 0] })] {
        assert_eq!(Boundary::read(&other).unwrap_err().code, BoundaryInvalid, "{other}");
    }
    let many: Vec<Value> = vec![json!([0.0, 0.0]); MOST_POSITIONS + 1];
    assert_eq!(refused(&json!([many])).0, ErrorCode::TooMany);
}

/// A star of so many corners around a place, each at its own distance: it never crosses itself.
fn star(latitude: f64, longitude: f64, reaches: &[f64]) -> Value {
    let corners = u32::try_from(reaches.len()).unwrap();
    let mut ring: Vec<Value> = (0..corners)
        .zip(reaches)
        .map(|(corner, reach)| {
            let angle = f64::from(corner) * std::f64::consts::TAU / f64::from(corners);
            json!([longitude + reach * angle.cos(), latitude + reach * angle.sin()])
        })
        .collect();
    ring.push(ring[0].clone());
    json!({ "type": "Polygon", "coordinates": [ring] })
}

proptest! {
    #[test]
    fn a_star_is_taken_and_holds_its_middle(
        latitude in 1.0_f64..7.0,
        longitude in 99.0_f64..119.0,
        reaches in prop::collection::vec(0.001_f64..0.2, 3..60),
    ) {
        let geometry = star(latitude, longitude, &reaches);
        let boundary = Boundary::read(&geometry).unwrap();
        prop_assert!(boundary.holds(place(latitude, longitude)));
        prop_assert_eq!(&Boundary::read(&boundary.to_geometry()).unwrap(), &boundary);
        let Extent { south, west, north, east } = boundary.extent();
        prop_assert!(!boundary.holds(place(north + 0.001, longitude)));
        prop_assert!(!boundary.holds(place(latitude, west - 0.001)));
        prop_assert!(south < latitude && longitude < east);
    }

    #[test]
    fn nothing_that_is_sent_makes_it_fall(text in "\\PC{0,40}", number in any::<f64>()) {
        for value in [json!(text), json!([number]), json!([[number, text]]), json!([[[number, number]]])] {
            for kind in ["Polygon", "MultiPolygon"] {
                let read = Boundary::read(&json!({ "type": kind, "coordinates": value }));
                prop_assert!(read.is_err());
            }
        }
    }
}
