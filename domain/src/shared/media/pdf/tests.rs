//! What a document must be.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

use super::*;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A file of these objects, with a table of which only the beginning is written.
fn file(objects: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    for object in objects {
        bytes.extend_from_slice(object);
        bytes.push(b'\n');
    }
    let at = bytes.len();
    let end = format!("xref\n0 1\ntrailer <</Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n");
    bytes.extend_from_slice(end.as_bytes());
    bytes
}

fn list(head: &str, objects: &[u8]) -> Vec<u8> {
    let mut object = format!("7 0 obj <</Type /ObjStm {head}>> stream\r\n").into_bytes();
    object.extend_from_slice(&packed(objects));
    object.extend_from_slice(b"\r\nendstream endobj");
    object
}

const ROOT: &[u8] = b"1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj";
const PAGE: &[u8] = b"3 0 obj <</Type/Page /Parent 2 0 R>> endobj";
const FLATE: &str = "/N 2 /First 8 /Filter /FlateDecode";

fn code(bytes: &[u8]) -> ErrorCode {
    inspect(bytes).unwrap_err().code
}

#[test]
fn pages_are_counted_once_each() {
    let other: &[u8] = b"4 0 obj\n<< /Type\n/Page >> endobj";
    assert_eq!(inspect(&file(&[ROOT, PAGE, other])), Ok(2));
    // Written anew at the end, as by whoever corrects a page: the same page.
    assert_eq!(inspect(&file(&[ROOT, PAGE, other, PAGE])), Ok(2));
    // /Pages is no page.
    assert_eq!(inspect(&file(&[ROOT, b"2 0 obj <</Type /Pages>> endobj", PAGE])), Ok(1));
    let hidden = list(FLATE, b"5 0 6 15<</Type /Page>> <</Type /Page>>");
    assert_eq!(inspect(&file(&[ROOT, PAGE, &hidden])), Ok(3));
    assert_eq!(inspect(&file(&[ROOT, PAGE, &hidden, &hidden])), Ok(3));
}

#[test]
fn what_is_no_document_or_cut_off_is_refused() {
    let whole = file(&[ROOT, PAGE]);
    assert_eq!(code(b"Senarai barang: penyapu, cangkul"), ErrorCode::DocumentInvalid);
    assert_eq!(code(b""), ErrorCode::DocumentInvalid);
    assert_eq!(code(b"%PDF-1.7\n%%EOF"), ErrorCode::DocumentInvalid);
    assert_eq!(code(&whole[..whole.len() / 2]), ErrorCode::DocumentInvalid);
    assert_eq!(
        code(&[b"<html>".as_slice(), whole.as_slice()].concat()),
        ErrorCode::DocumentInvalid
    );
    assert_eq!(code(&file(&[ROOT])), ErrorCode::DocumentInvalid);
    assert_eq!(code(&vec![b' '; MOST_DOCUMENT_BYTES + 1]), ErrorCode::DocumentTooLarge);
    let pages: Vec<Vec<u8>> = (0..201)
        .map(|number| format!("{number} 0 obj <</Type /Page>> endobj").into_bytes())
        .collect();
    let pages: Vec<&[u8]> = pages.iter().map(Vec::as_slice).collect();
    assert_eq!(code(&file(&pages)), ErrorCode::DocumentTooLarge);
}

#[test]
fn what_runs_or_hides_is_refused_wherever_it_stands() {
    for active in [
        "/S /JavaScript /JS (app.alert\\(1\\))",
        "/S /J#61vaScript",
        "/S /Launch /F (cmd.exe)",
        "/Type /EmbeddedFile",
        "/Subtype /RichMedia",
    ] {
        let object = format!("9 0 obj <<{active}>> endobj");
        assert_eq!(code(&file(&[ROOT, PAGE, object.as_bytes()])), ErrorCode::DocumentActive);
        let hidden = list(FLATE, format!("5 0 6 9<<>> <<{active}>>").as_bytes());
        assert_eq!(code(&file(&[ROOT, PAGE, &hidden])), ErrorCode::DocumentActive, "{active}");
    }
    let locked: &[u8] = b"trailer <</Encrypt 8 0 R>>";
    assert_eq!(code(&file(&[ROOT, PAGE, locked])), ErrorCode::DocumentEncrypted);
    // A list that cannot be looked into.
    for head in [
        "/First 8 /Filter [/FlateDecode /FlateDecode]",
        "/First 8 /Filter /LZWDecode",
        "/First 8 /Filter 9 0 R",
        "/First 8 /Filter /FlateDecode /DecodeParms <</Predictor 12>>",
    ] {
        let hidden = list(head, b"5 0 <</Type /Page>>");
        assert_eq!(code(&file(&[ROOT, PAGE, &hidden])), ErrorCode::DocumentInvalid, "{head}");
    }
}

#[test]
fn what_promises_to_become_huge_is_refused_early() {
    let bomb = list(FLATE, &vec![b' '; MOST_OBJECTS + 1]);
    assert!(bomb.len() < 100_000);
    assert_eq!(code(&file(&[ROOT, PAGE, &bomb])), ErrorCode::DocumentTooLarge);
    let part = list(FLATE, &vec![b' '; MOST_OBJECTS]);
    assert_eq!(inspect(&file(&[ROOT, PAGE, &part])), Ok(1));
    assert_eq!(
        code(&file(&[PAGE, &part, &part, &part, &part, &part])),
        ErrorCode::DocumentTooLarge
    );
}
