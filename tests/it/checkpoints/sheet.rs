//! The sheet for the printer, and what a phone reads from its codes.

use std::collections::BTreeSet;

use serde_json::json;
use stories::User;

use super::{RENEW, Walk, ask, list};

/// The texts of the codes on a page: each is drawn as squares, and filled before the next begins.
fn codes_on(page: &str) -> Vec<String> {
    let (mut codes, mut squares) = (Vec::new(), Vec::new());
    for line in page.lines() {
        if let Some(square) = line.strip_suffix(" re") {
            let numbers: Vec<f32> =
                square.split(' ').map(|number| number.parse().expect("a number")).collect();
            squares.push((numbers[0], numbers[1], numbers[2]));
        } else if line == "f" {
            codes.push(read(&squares));
            squares.clear();
        }
    }
    codes
}

/// What is read from a code's squares, each with its left, its lower side and its width.
fn read(squares: &[(f32, f32, f32)]) -> String {
    let west = squares.iter().map(|square| square.0).fold(f32::INFINITY, f32::min);
    let north = squares.iter().map(|square| square.1).fold(f32::NEG_INFINITY, f32::max);
    let dark: BTreeSet<(usize, usize)> = squares
        .iter()
        .map(|(left, below, wide)| (count((left - west) / wide), count((north - below) / wide)))
        .collect();
    let size = dark.iter().map(|(column, row)| column.max(row) + 1).max().expect("a code");
    let grid = rqrr::SimpleGrid::from_func(size, |column, row| dark.contains(&(column, row)));
    rqrr::Grid::new(grid).decode().expect("a code that can be read").1
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a code is small")]
fn count(squares: f32) -> usize {
    squares.round() as usize
}

/// The sheet's pages, as what is drawn on each.
async fn pages(user: &User, path: &str) -> Vec<String> {
    let answer = user.get(path).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.headers["content-type"], "application/pdf");
    assert_eq!(answer.headers["cache-control"], "private, no-store");
    assert!(answer.text.starts_with("%PDF-"));
    let streams = answer.text.split("stream\n").skip(1).step_by(2);
    streams.map(str::to_owned).collect()
}

#[tokio::test]
async fn the_sheet_holds_the_code_of_every_checkpoint() {
    let walk = Walk::begins().await;
    let sector = walk.sector("Barat", "FIXED").await;
    let hours = json!({ "opensAt": "22:00", "closesAt": "06:00", "sectorId": sector });
    let id = walk.checkpoint("Surau", hours).await;
    for name in ["Balai", "Padang", "Pagar", "Sekolah"] {
        walk.checkpoint(name, json!({})).await;
    }
    ask(&walk.leader, RENEW, json!({ "id": id, "codeNumber": 1 })).await.ok();
    let ended = walk.checkpoint("Pos lama", json!({})).await;
    ask(&walk.leader, super::END, json!({ "id": ended })).await.ok();
    let path = format!("/v1/patrol-units/{}/checkpoints.pdf", walk.unit);
    let malay = pages(&walk.leader.speaking("ms"), &path).await;
    // Four on a page.
    assert_eq!(malay.len(), 2);
    assert!(malay[0].contains("(Kod pos rondaan: SRS Mutiara Rini) Tj"), "{}", malay[0]);
    assert!(malay[0].contains("(Surau) Tj"), "what lies in a sector stands first");
    assert!(malay[1].contains("(Sekolah) Tj"));
    assert!(!malay.concat().contains("(Pos lama) Tj"));
    let mut printed: Vec<String> = malay.iter().flat_map(|page| codes_on(page)).collect();
    printed.sort_unstable();
    let read = list(&walk.secretary, walk.unit).await.ok();
    let mut tags = super::texts(read.at("patrolUnit/checkpoints"), "tagText");
    tags.sort_unstable();
    assert_eq!(printed, tags);
    let english = pages(&walk.secretary.speaking("en"), &path).await;
    assert!(english[0].contains("(Checkpoint codes: SRS Mutiara Rini) Tj"));
}

#[tokio::test]
async fn whoever_could_cheat_with_it_does_not_get_the_sheet() {
    let walk = Walk::begins().await;
    let path = format!("/v1/patrol-units/{}/checkpoints.pdf", walk.unit);
    let anybody = walk.app.anybody();
    for (somebody, code) in
        [(&walk.devi, "FORBIDDEN"), (&walk.stranger, "NOT_FOUND"), (&anybody, "UNAUTHENTICATED")]
    {
        assert_eq!(somebody.get(&path).await.code(), code);
    }
    assert_eq!(walk.leader.get("/v1/patrol-units/x/checkpoints.pdf").await.code(), "ID_INVALID");
    // A unit without any gets a sheet that says so.
    let empty = pages(&walk.leader.speaking("ms"), &path).await;
    assert_eq!(empty.len(), 1);
    assert!(empty[0].contains("(Tiada pos rondaan lagi.) Tj"), "{}", empty[0]);
}
