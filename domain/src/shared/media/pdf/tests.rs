//! What a document must be.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

use super::{streams::MOST_OBJECTS, *};

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    // A few bytes by themselves would lie there as they are.
    encoder.write_all(&[b' '; 500][bytes.len().min(500)..]).unwrap();
    let packed = encoder.finish().unwrap();
    assert!(!packed.windows(4).any(|word| word == b"Java"));
    packed
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
        "/S /GoToR /F (lain.pdf)",
        "/S /Movie",
        "/S /Sound",
        "/S /Thread",
        "/S %\n/Trans",
        "/AA <</O 4 0 R>>",
        "/A#41 %\n4 0 R",
        "/EF <</F 4 0 R>>",
    ] {
        let object = format!("9 0 obj <<{active}>> endobj");
        assert_eq!(code(&file(&[ROOT, PAGE, object.as_bytes()])), ErrorCode::DocumentActive);
        let hidden = list(FLATE, format!("5 0 6 5 <<>> <<{active}>>").as_bytes());
        assert_eq!(code(&file(&[ROOT, PAGE, &hidden])), ErrorCode::DocumentActive, "{active}");
    }
    let locked: &[u8] = b"trailer <</Encrypt 8 0 R>>";
    assert_eq!(code(&file(&[ROOT, PAGE, locked])), ErrorCode::DocumentEncrypted);
    // What a page or a picture says that looks like it.
    let harmless: &[u8] =
        b"9 0 obj <</S /Transparency /Trans <</S /R>> /BM /Screen>> endobj /AA/EF";
    assert_eq!(inspect(&file(&[ROOT, PAGE, harmless])), Ok(1));
    let link: &[u8] = b"9 0 obj <</S /URI /URI (https://krt.test)>> endobj";
    assert_eq!(inspect(&file(&[ROOT, PAGE, link])), Ok(1));
}

#[test]
fn a_list_that_cannot_be_looked_into_is_refused() {
    for head in [
        "/N 1 /First 4 /Filter [/FlateDecode /FlateDecode]",
        "/N 1 /First 4 /Filter /LZWDecode",
        "/N 1 /First 4 /Filter 9 0 R",
        "/N 1 /First 4",
        "/N 1 /First 4 /Filter /FlateDecode /DecodeParms <</Predictor 12>>",
        "/N 1 /First 4 /Filter /FlateDecode /DecodeParms 9 0 R",
        "/N 1 /First 4 /Filter /FlateDecode /Filter /FlateDecode",
        "/N 2 /First 4 /Filter /FlateDecode",
        "/N 1 /First 9 /Filter /FlateDecode",
        "/N 1 /First 3 0 R /Filter /FlateDecode",
    ] {
        let hidden = list(head, b"5 0 <</Type /Page>>");
        assert_eq!(code(&file(&[ROOT, PAGE, &hidden])), ErrorCode::DocumentInvalid, "{head}");
    }
    let hidden = list("/N 1 /First 4 /Filter [/FlateDecode]", b"5 0 <</Type /Page>>");
    assert_eq!(inspect(&file(&[ROOT, PAGE, &hidden])), Ok(2));
}

#[test]
fn what_hides_a_list_is_refused() {
    let script = packed(b"5 0 <</S /JavaScript /JS (app.alert\\(1\\))>>");
    let hide = |before: &str, between: &str| {
        let mut object = format!("7 0 obj <<{before}>>{between}stream\r\n").into_bytes();
        object.extend_from_slice(&script);
        object.extend_from_slice(b"\r\nendstream endobj");
        file(&[ROOT, PAGE, &object])
    };
    let plain = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode";
    let long = format!("{plain} %{}\n", "x".repeat(10_000));
    let between = format!("%{}\n", "x".repeat(10_000));
    for before in [
        plain,
        "/N 1 /First 4 /Filter /FlateDecode",
        "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /X(obj)",
        "/X (obj <<) /Type /ObjStm /N 1 /First 4 /Filter /Fl",
        "%>>\n /Type /ObjStm /N 1 /First 4 /Filter [/#46lateDecode]",
    ] {
        assert_eq!(code(&hide(before, " ")), ErrorCode::DocumentActive, "{before}");
    }
    for (before, between) in [
        (format!("{plain} /X ( obj <<)"), " "),
        (format!("{plain} % 8 0 obj <<\n"), " "),
        (
            "/Filter /FlateDecode /X (\n8 0 obj <</A \\() /Type /ObjStm /N 1 /First 4".to_owned(),
            " ",
        ),
        (long, " "),
        (plain.to_owned(), "% stands between\n"),
        (plain.to_owned(), between.as_str()),
        ("/Type 9 0 R /ObjStm 1".to_owned(), " "),
        ("/Type /#4fbjStm".to_owned(), " "),
    ] {
        assert_eq!(code(&hide(&before, between)), ErrorCode::DocumentInvalid, "{before}");
    }
    // Named without being one: somebody else finds it there.
    let named: &[u8] = b"9 0 obj <</Type /Obj#53tm>> endobj";
    assert_eq!(code(&file(&[ROOT, PAGE, named])), ErrorCode::DocumentInvalid);
    // Comments and long words do no harm.
    let content: &[u8] = b"9 0 obj\n% Content\n<</Length 4 /X (a \\) object)>>\nstream\nupstream a stream\nendstream\nendobj";
    assert_eq!(inspect(&file(&[ROOT, PAGE, content])), Ok(1));
}

#[test]
fn a_stream_lies_in_its_own_file() {
    for key in ["/F (lain.pdf)", "/F <</F (lain.pdf)>>", "/FFilter /FlateDecode", "/Ref 4 0 R"] {
        let object = format!("9 0 obj <</Length 4 {key}>> stream\nabcd\nendstream endobj");
        let code = code(&file(&[ROOT, PAGE, object.as_bytes()]));
        assert_eq!(code, ErrorCode::DocumentActive, "{key}");
    }
}

#[test]
fn an_opened_document_goes_to_one_of_its_own_places() {
    let opening = |value: &str, target: &str| {
        let root = format!("1 0 obj <</Type /Catalog /OpenAction {value}>> endobj");
        let target = format!("8 0 obj {target} endobj");
        let plain = file(&[root.as_bytes(), PAGE, target.as_bytes()]);
        let inner = target.trim_start_matches("8 0 obj ").trim_end_matches(" endobj");
        let hidden = list("/N 1 /First 4 /Filter /FlateDecode", format!("8 0 {inner}").as_bytes());
        let hidden = file(&[root.as_bytes(), PAGE, &hidden]);
        let (plain, hidden) = (inspect(&plain), inspect(&hidden));
        assert_eq!(plain, hidden, "{value} {target}");
        plain.map_err(|refusal| refusal.code)
    };
    let here = "<</S /GoTo /D [3 0 R /Fit]>>";
    assert_eq!(opening("[3 0 R /Fit]", "null"), Ok(1));
    assert_eq!(opening(here, "null"), Ok(1));
    assert_eq!(opening("8 0 R", here), Ok(1));
    assert_eq!(opening("8 0 R", "[3 0 R /Fit]"), Ok(1));
    for (value, target) in [
        ("<</S /URI /URI (https://krt.test)>>", "null"),
        ("<</S /Named /N /Print>>", "null"),
        ("<</S /GoTo /D [3 0 R] /Next 8 0 R>>", "null"),
        ("8 0 R", "<</S /URI /URI (https://krt.test)>>"),
        ("8 0 R", "7 0 R"),
        ("7 0 R", here),
    ] {
        assert_eq!(opening(value, target), Err(ErrorCode::DocumentActive), "{value} {target}");
    }
}

#[test]
fn a_page_that_is_named_without_end_is_refused_early() {
    let (most, many) = (usize::try_from(MOST_MENTIONS).unwrap(), 1_000_000);
    let pages = |number: usize| {
        let mut objects = b"5 0 ".to_vec();
        objects.extend_from_slice(&b"/Type/Page ".repeat(number));
        list("/N 1 /First 4 /Filter /FlateDecode", &objects)
    };
    assert_eq!(inspect(&file(&[ROOT, &pages(most)])), Ok(1));
    assert!(pages(many).len() < 100_000);
    assert_eq!(code(&file(&[ROOT, &pages(many)])), ErrorCode::DocumentTooLarge);
    // A table that promises more objects than a document has.
    let promises = list("/N 100001 /First 4 /Filter /FlateDecode", b"5 0 <<>>");
    assert_eq!(code(&file(&[ROOT, PAGE, &promises])), ErrorCode::DocumentTooLarge);
    // … and one that is no table.
    let backward = list("/N 2 /First 8 /Filter /FlateDecode", b"5 5 6 0 <<>> <<>>");
    assert_eq!(code(&file(&[ROOT, PAGE, &backward])), ErrorCode::DocumentInvalid);
}

#[test]
fn what_promises_to_become_huge_is_refused_early() {
    let blank = |length: usize| {
        let mut objects = b"5 0 6 1 ".to_vec();
        objects.resize(length, b' ');
        objects
    };
    let bomb = list(FLATE, &blank(MOST_OBJECTS + 1));
    assert!(bomb.len() < 100_000);
    assert_eq!(code(&file(&[ROOT, PAGE, &bomb])), ErrorCode::DocumentTooLarge);
    let part = list(FLATE, &blank(MOST_OBJECTS));
    assert_eq!(inspect(&file(&[ROOT, PAGE, &part])), Ok(1));
    assert_eq!(
        code(&file(&[PAGE, &part, &part, &part, &part, &part])),
        ErrorCode::DocumentTooLarge
    );
}
