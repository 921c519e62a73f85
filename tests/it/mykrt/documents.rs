//! A notice carries documents: PDFs that open, in which nothing runs.

use std::io::Read;

use chrono::TimeDelta;
use domain::{
    policy::Role,
    shared::{db, housekeeping},
};
use flate2::{Compression, write::ZlibEncoder};
use reqwest::Method;
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, with};

use super::{CREATE, life::UPDATE, publish};

const ANNOUNCE: &str = "mutation { mediaUploadCreate(input: { kind: DOCUMENT }) { upload { id kind mostBytes mostPixels mostSide mostPages mediaTypes } userErrors { code } } }";
const READ: &str = "query($id: ID!) { notice(id: $id) { version shareUrl attachments { url } documents { id filename url bytes pages } } }";
const WITHDRAW: &str = "mutation($id: ID!) { noticeWithdraw(input: { id: $id, reason: \"Salah minit.\" }) { userErrors { code } } }";

/// A PDF of so many pages, and whatever else stands in it.
pub(crate) fn pdf(pages: usize, more: &[u8]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n".to_vec();
    for page in 0..pages {
        let object = format!("{} 0 obj <</Type /Page /Parent 2 0 R>> endobj\n", 10 + page);
        bytes.extend_from_slice(object.as_bytes());
    }
    bytes.extend_from_slice(more);
    let at = bytes.len();
    let end = format!("xref\n0 1\ntrailer <</Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n");
    bytes.extend_from_slice(end.as_bytes());
    bytes
}

/// A compressed list of objects, as most programs write one.
fn list(mut objects: impl Read) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    std::io::copy(&mut objects, &mut packed).unwrap();
    let mut list =
        b"7 0 obj <</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode>> stream\n".to_vec();
    list.extend_from_slice(&packed.finish().unwrap());
    list.extend_from_slice(b"\nendstream endobj\n");
    list
}

/// These bytes with others in the place of some.
fn instead(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = bytes.windows(old.len()).position(|window| window == old).expect("they are there");
    [&bytes[..at], new, &bytes[at + old.len()..]].concat()
}

async fn announce(user: &User) -> String {
    user.ask(ANNOUNCE).await.ok().text_at("mediaUploadCreate/upload/id")
}

async fn send(user: &User, id: &str, bytes: Vec<u8>) -> Answer {
    let put = user.request(Method::PUT, &format!("/v1/media/{id}")).body(bytes);
    Answer::of(put.send().await.expect("an answer")).await
}

pub(crate) async fn upload(user: &User, bytes: Vec<u8>) -> String {
    let id = announce(user).await;
    send(user, &id, bytes).await.ok();
    id
}

async fn write(user: &User, area: impl ToString, rest: Value) -> Answer {
    let input = json!({ "areaId": area.to_string(), "isPublic": true, "title": { "ms": "Minit" }, "body": { "ms": "Lihat lampiran." } });
    user.graphql(CREATE, json!({ "input": with(input, rest) })).await
}

async fn read(user: &User, id: &str) -> Answer {
    user.graphql(READ, json!({ "id": id })).await.ok()
}

fn documents(ids: &[&String]) -> Value {
    let one = |id: &&String| json!({ "mediaId": id, "filename": "Minit" });
    json!({ "documents": ids.iter().map(one).collect::<Vec<Value>>() })
}

/// The status with which somebody fetches a file, and who may keep it.
async fn fetch(user: &User, path: &str) -> (u16, String) {
    let answer = user.request(Method::GET, path).send().await.unwrap();
    let keeps = answer.headers().get("cache-control").and_then(|value| value.to_str().ok());
    (answer.status().as_u16(), keeps.unwrap_or_default().to_owned())
}

/// Where a document lies on the machine.
fn file_of(app: &TestApp, path: &str) -> std::path::PathBuf {
    let address = path.split('/').nth(2).expect("an address");
    app.folder.path().join("media").join(&address[..2]).join(address).join("document.pdf")
}

fn path(url: &str) -> String {
    url.strip_prefix("http://krt.test").expect("an address of this service").to_owned()
}

#[tokio::test]
async fn a_pdf_goes_out_with_a_notice() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let announced = secretary.ask(ANNOUNCE).await.ok();
    let upload = announced.at("mediaUploadCreate/upload");
    assert_eq!(upload["kind"], "DOCUMENT");
    assert_eq!((&upload["mostBytes"], &upload["mostPages"]), (&json!(10_485_760), &json!(200)));
    assert_eq!((&upload["mostPixels"], &upload["mostSide"]), (&json!(0), &json!(0)));
    assert_eq!(upload["mediaTypes"], json!(["application/pdf"]));
    // More than goes out at once.
    let long = [vec![b'%'; 200_000], b"\n".to_vec()].concat();
    let (id, file) = (upload["id"].as_str().unwrap(), pdf(3, &long));
    let taken = send(&secretary, id, file.clone()).await.ok();
    assert_eq!((&taken.body["pages"], &taken.body["width"]), (&json!(3), &Value::Null));
    // The answer is lost, and the phone sends the same again; other bytes come too late.
    send(&secretary, id, file.clone()).await.ok();
    assert_eq!(send(&secretary, id, pdf(4, b"")).await.code(), "UPLOAD_EXPIRED");

    let named = json!({ "documents": [{ "mediaId": id, "filename": "Minit \"Mac\" 会议" }] });
    let notice = write(&secretary, area, named).await.ok().text_at("noticeCreate/notice/id");
    publish(&secretary, &notice).await;
    let seen = read(&resident, &notice).await;
    let document = seen.at("notice/documents/0").clone();
    assert_eq!(document["filename"], "Minit -Mac- 会议.pdf");
    assert_eq!((&document["bytes"], &document["pages"]), (&json!(file.len()), &json!(3)));
    assert_eq!(seen.at("notice/attachments"), &json!([]));

    let fetch = path(document["url"].as_str().unwrap());
    let fetched = app.anybody().request(Method::GET, &fetch).send().await.unwrap();
    let header = |name: &str| fetched.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"document.pdf\"; filename*=UTF-8''Minit%20-Mac-%20%E4%BC%9A%E8%AE%AE.pdf"
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").contains("sandbox"));
    let etag = header("etag");
    assert_eq!(fetched.bytes().await.unwrap(), file);
    let again = app.anybody().request(Method::GET, &fetch).header("if-none-match", etag);
    assert_eq!(again.send().await.unwrap().status(), 304);

    let page = app.anybody().get(&path(&seen.text_at("notice/shareUrl"))).await;
    let link = format!("<a href=\"{fetch}\" download>Minit -Mac- 会议.pdf</a> (PDF, 201 kB)");
    assert!(page.text.contains(&link), "{link} is not in\n{}", page.text);

    assert_eq!(self::fetch(&app.anybody(), &fetch).await, (200, "public, max-age=60".to_owned()));
    let stored = file_of(&app, &fetch);
    std::fs::rename(&stored, stored.with_extension("away")).unwrap();
    // What it is and that it is known need no file.
    let head = app.anybody().request(Method::HEAD, &fetch).send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()["content-length"], file.len().to_string().as_str());
    let again = app.anybody().request(Method::GET, &fetch).header("if-none-match", "*");
    assert_eq!(again.send().await.unwrap().status(), 304);
    assert_eq!(self::fetch(&app.anybody(), &fetch).await.0, 404);
    std::fs::rename(stored.with_extension("away"), &stored).unwrap();

    secretary.graphql(WITHDRAW, json!({ "id": notice })).await.ok();
    // With the notice its documents are gone, but for those who wrote it.
    for (user, status) in [(&app.anybody(), 404), (&resident, 404), (&secretary, 200)] {
        assert_eq!(self::fetch(user, &fetch).await.0, status);
    }
    assert_eq!(read(&resident, &notice).await.at("notice/documents"), &json!([]));
    assert_eq!(read(&secretary, &notice).await.at("notice/documents/0/pages"), 3);
}

#[tokio::test]
async fn what_is_no_harmless_document_is_refused_in_words() {
    let whole = pdf(2, b"");
    let script = b"9 0 obj <</S /JavaScript /JS (app.alert\\(1\\))>> endobj\n";
    let blank = std::io::repeat(b' ').take(1_000);
    let hidden = list(b"9 0 <</S /J#61vaScript /JS (app.alert\\(1\\))>>".as_slice().chain(blank));
    let bomb = list(std::io::repeat(b' ').take(1 << 30));
    // One page that is named again and again, in a few bytes.
    let named =
        list(b"9 0 ".as_slice().chain(std::io::Cursor::new(b"/Type/Page ".repeat(100_000))));
    // What makes a list look like something else.
    let beside = instead(&hidden, b"/N 1", b"/X (obj) /N 1");
    let comment = [b"/N 1 %".as_slice(), &[b'x'; 10_000], b"\n"].concat();
    let commented = instead(&hidden, b"/N 1", &comment);
    assert!(bomb.len() < 10 * 1024 * 1024, "{} bytes become 1 GiB", bomb.len());
    // Making the bomb takes seconds, in which no connection would be kept open.
    let (_app, _, secretary, ..) = TestApp::neighbourhood().await;
    for (bytes, code) in [
        (b"Senarai barang: penyapu, cangkul.".to_vec(), "DOCUMENT_INVALID"),
        (crate::krt_shop::small_picture(), "DOCUMENT_INVALID"),
        (whole[..whole.len() - 20].to_vec(), "DOCUMENT_INVALID"),
        (pdf(0, b""), "DOCUMENT_INVALID"),
        (pdf(201, b""), "DOCUMENT_TOO_LARGE"),
        (pdf(2, script), "DOCUMENT_ACTIVE"),
        (pdf(2, &hidden), "DOCUMENT_ACTIVE"),
        (pdf(2, b"9 0 obj <</Type /EmbeddedFile>> endobj\n"), "DOCUMENT_ACTIVE"),
        (pdf(2, b"trailer <</Encrypt 8 0 R>>\n"), "DOCUMENT_ENCRYPTED"),
        (pdf(2, &bomb), "DOCUMENT_TOO_LARGE"),
        (pdf(2, &named), "DOCUMENT_TOO_LARGE"),
        (pdf(2, &beside), "DOCUMENT_ACTIVE"),
        (pdf(2, &commented), "DOCUMENT_INVALID"),
        (pdf(2, b"9 0 obj <</S /GoToR /F (lain.pdf)>> endobj\n"), "DOCUMENT_ACTIVE"),
        (pdf(2, b"9 0 obj <</OpenAction <</S /Named /N /Print>>>> endobj\n"), "DOCUMENT_ACTIVE"),
        (
            pdf(2, b"9 0 obj <</Length 1 /F (lain)>> stream\n \nendstream endobj\n"),
            "DOCUMENT_ACTIVE",
        ),
    ] {
        let id = announce(&secretary).await;
        let refused = send(&secretary, &id, bytes).await;
        assert_eq!(refused.code(), code, "{}", refused.text);
        // What was refused is no document, and another try may be.
        send(&secretary, &id, whole.clone()).await.ok();
    }
    let id = announce(&secretary).await;
    let malay = secretary.speaking("ms");
    let refused = send(&malay, &id, pdf(2, b"trailer <</Encrypt 8 0 R>>\n")).await;
    assert!(refused.text.contains("Simpan tanpa kata laluan"), "{}", refused.text);
    // Whoever sends more than is read is answered, and their connection ends.
    let heavy = send(&secretary, &id, pdf(2, &vec![b'%'; 11 * 1024 * 1024])).await;
    assert_eq!(heavy.code(), "DOCUMENT_TOO_LARGE", "{}", heavy.text);
}

#[tokio::test]
async fn only_ones_own_documents_are_attached_and_pictures_are_none() {
    let (_app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let own = upload(&secretary, pdf(1, b"")).await;
    let others = upload(&resident, pdf(2, b"")).await;
    let awaited = announce(&secretary).await;
    let picture = crate::krt_shop::upload(&secretary, crate::krt_shop::small_picture()).await;
    for (rest, refusal) in [
        (documents(&[&own, &others]), "NOT_FOUND documents.1.mediaId"),
        (documents(&[&awaited]), "STATE_INVALID documents.0.mediaId"),
        (documents(&[&picture]), "DOCUMENT_INVALID documents.0.mediaId"),
        (documents(&[&own, &own]), "ID_TAKEN documents.1.mediaId"),
        (documents(&[&own; 6]), "TOO_MANY documents"),
        (json!({ "attachments": [{ "mediaId": own }] }), "PICTURE_INVALID attachments.0.mediaId"),
        (
            json!({ "documents": [{ "mediaId": own, "filename": "a\u{202e}fdp.exe" }] }),
            "TEXT_INVALID documents.0.filename",
        ),
    ] {
        let refused = write(&secretary, area, rest).await.refusals("noticeCreate");
        assert_eq!(refused, [refusal]);
    }
    // A correction takes one away and keeps the other, whoever corrects.
    let second = upload(&secretary, pdf(5, b"")).await;
    let written = write(&secretary, area, documents(&[&own, &second])).await.ok();
    let id = written.text_at("noticeCreate/notice/id");
    publish(&secretary, &id).await;
    let version = read(&resident, &id).await.at("notice/version").clone();
    let input = with(json!({ "id": id, "version": version }), documents(&[&second]));
    secretary.graphql(UPDATE, json!({ "input": input })).await.ok();
    let seen = read(&resident, &id).await;
    let pages: Vec<&Value> =
        seen.at("notice/documents").as_array().unwrap().iter().map(|one| &one["pages"]).collect();
    assert_eq!(pages, [5]);
}

#[tokio::test]
async fn an_erased_accounts_drafts_take_their_documents_along() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let (kept, gone) =
        (upload(&secretary, pdf(1, b"")).await, upload(&secretary, pdf(2, b"")).await);
    let mut files = Vec::new();
    for (document, goes_out) in [(&kept, true), (&gone, false)] {
        let written = write(&secretary, area, documents(&[document])).await.ok();
        let id = written.text_at("noticeCreate/notice/id");
        if goes_out {
            publish(&secretary, &id).await;
        }
        let url = read(&secretary, &id).await.text_at("notice/documents/0/url");
        files.push(path(&url));
    }
    let export = secretary.get("/v1/account/export").await;
    assert_eq!(export.body["noticeDocuments"].as_array().unwrap().len(), 2);
    assert_eq!(export.body["noticeDraftDocuments"][0]["filename"], "Minit.pdf");
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    secretary.ask(erase).await.ok();
    let statuses = [
        resident.request(Method::GET, &files[0]).send().await.unwrap().status(),
        resident.request(Method::GET, &files[1]).send().await.unwrap().status(),
    ];
    assert_eq!(statuses.map(|status| status.as_u16()), [200, 404]);
}

#[tokio::test]
async fn a_document_is_for_those_who_may_read_its_notice() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let stranger = app.person("Encik Lim").await;
    let id = announce(&secretary).await;
    let taken = send(&secretary, &id, pdf(1, b"")).await.ok();
    let file = path(taken.body["urls"][0].as_str().unwrap());
    let seen = async || {
        let mut seen = Vec::new();
        for user in [&secretary, &chair, &resident, &stranger, &app.anybody()] {
            let (status, keeps) = fetch(user, &file).await;
            assert!(status != 200 || keeps == "private, no-cache", "{keeps}");
            seen.push(status);
        }
        seen
    };
    // By itself it is nobody's but its sender's: nobody keeps files here for others.
    assert_eq!(seen().await, [200, 404, 404, 404, 404]);
    let rest = with(json!({ "isPublic": false }), documents(&[&id]));
    let notice = write(&secretary, area, rest).await.ok().text_at("noticeCreate/notice/id");
    assert_eq!(seen().await, [200, 200, 404, 404, 404]);
    publish(&secretary, &notice).await;
    assert_eq!(seen().await, [200, 200, 200, 404, 404]);
    secretary.graphql(WITHDRAW, json!({ "id": notice })).await.ok();
    assert_eq!(seen().await, [200, 200, 404, 404, 404]);
}

#[tokio::test]
async fn what_nothing_carries_is_thrown_away_after_a_day() {
    let (app, area, secretary, ..) = TestApp::neighbourhood().await;
    let mut sent = Vec::new();
    for pages in 1..=3 {
        let id = announce(&secretary).await;
        let taken = send(&secretary, &id, pdf(pages, b"")).await.ok();
        sent.push((id, path(taken.body["urls"][0].as_str().unwrap())));
    }
    let [(carried, kept), (_, forgotten), (corrected, replaced)] = sent.as_slice() else {
        panic!("three documents")
    };
    crate::krt_shop::upload(&secretary, crate::krt_shop::small_picture()).await;
    let written = write(&secretary, area, documents(&[carried, corrected])).await.ok();
    let notice = written.text_at("noticeCreate/notice/id");
    publish(&secretary, &notice).await;
    let tidied = async || {
        housekeeping::tidy(&app.house.tools).await.expect("tidied");
        let sql = "select count(*) from media where content_address is not null";
        let left = db::value::<i64, _>(app.house.tools.db.write(), sql, []).await.expect("a count");
        (left, [kept, forgotten, replaced].map(|path| file_of(&app, path).exists()))
    };
    app.advance(TimeDelta::hours(1));
    assert_eq!(tidied().await, (Some(4), [true, true, true]));
    // What a correction leaves out goes at once.
    let mut secretary = secretary;
    secretary.sign_in_again().await;
    let version = read(&secretary, &notice).await.at("notice/version").clone();
    let input = with(json!({ "id": notice, "version": version }), documents(&[carried]));
    secretary.graphql(UPDATE, json!({ "input": input })).await.ok();
    assert_eq!(tidied().await, (Some(3), [true, true, false]));
    app.advance(TimeDelta::days(14));
    assert_eq!(tidied().await, (Some(1), [true, false, false]));
    assert_eq!(fetch(&app.anybody(), kept).await.0, 200);
}
