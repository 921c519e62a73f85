//! What the bytes of a picture say about it before anything is decoded: how large it would be, and
//! whether all of it came.

use image::ImageFormat;

use super::rules;
use crate::shared::error::Refusal;

/// Refuses a picture that would be too large in any of its parts, or of which the end is missing. The
/// decoders believe the outermost size and show what came of a JPEG as if it were the whole.
pub(super) fn check(bytes: &[u8], kind: ImageFormat) -> Result<(), Refusal> {
    match kind {
        ImageFormat::Png => png_size(bytes).map_or(Ok(()), rules::size),
        ImageFormat::WebP => webp_sizes(bytes).into_iter().try_for_each(rules::size),
        _ if jpeg_is_whole(bytes) => Ok(()),
        _ => Err(rules::invalid()),
    }
}

/// The size that a PNG claims in its first chunk.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    // Eight bytes of signature, four of length, then the name of the chunk.
    let number = |from: usize| -> Option<u32> {
        Some(u32::from_be_bytes(bytes.get(from..from + 4)?.try_into().ok()?))
    };
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((number(16)?, number(20)?))
}

/// The sizes of every picture in a WebP: what stands inside may claim another one than the whole,
/// and is decoded before the two are compared.
fn webp_sizes(bytes: &[u8]) -> Vec<(u32, u32)> {
    let mut sizes = Vec::new();
    // Four bytes of name, four of length, four that say WEBP.
    collect(bytes.get(12..).unwrap_or_default(), &mut sizes, true);
    sizes
}

fn collect(mut chunks: &[u8], sizes: &mut Vec<(u32, u32)>, outermost: bool) {
    while let Some((name, body, rest)) = chunk(chunks) {
        match name {
            b"VP8 " => sizes.extend(lossy_size(body)),
            b"VP8L" => sizes.extend(lossless_size(body)),
            // One picture of several, after what says where and how long it shows.
            b"ANMF" if outermost => collect(body.get(16..).unwrap_or_default(), sizes, false),
            _ => {}
        }
        chunks = rest;
    }
}

/// The first chunk: its name, its content as far as it is there, and what follows.
fn chunk(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (name, after) = bytes.split_at_checked(4)?;
    let (length, content) = after.split_at_checked(4)?;
    let length = u32::from_le_bytes(length.try_into().ok()?);
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let body = content.get(..length).unwrap_or(content);
    // An odd length is filled up by a byte.
    let rest = content.get(length.saturating_add(length % 2)..).unwrap_or_default();
    Some((name, body, rest))
}

fn lossy_size(body: &[u8]) -> Option<(u32, u32)> {
    let side = |from: usize| -> Option<u32> {
        let side = u16::from_le_bytes(body.get(from..from + 2)?.try_into().ok()?);
        Some(u32::from(side & 0x3fff))
    };
    Some((side(6)?, side(8)?))
}

fn lossless_size(body: &[u8]) -> Option<(u32, u32)> {
    let header = u32::from_le_bytes(body.get(1..5)?.try_into().ok()?);
    Some(((header & 0x3fff) + 1, ((header >> 14) & 0x3fff) + 1))
}

/// Whether a JPEG goes on to its end mark.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    const END: u8 = 0xd9;
    let mut at = 2;
    while let Some(mark) = next_mark(bytes, at) {
        at = mark + 2;
        let Some(code) = bytes.get(mark + 1) else { return false };
        match *code {
            END => return true,
            // Marks that stand alone: no length follows.
            0x01 | 0xd0..=0xd8 => {}
            _ => {
                let Some([high, low]) = bytes.get(at..at + 2) else { return false };
                at += usize::from(u16::from_be_bytes([*high, *low]));
            }
        }
    }
    false
}

/// Where the next mark begins: 0xff, and a byte that is neither filling nor part of what is coded,
/// which may follow the mark of a scan.
fn next_mark(bytes: &[u8], from: usize) -> Option<usize> {
    let is_mark =
        |pair: &[u8]| matches!(pair, [0xff, code] if !matches!(code, 0x00 | 0xd0..=0xd7 | 0xff));
    Some(from + bytes.get(from..)?.windows(2).position(is_mark)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::error::ErrorCode;

    fn chunk_of(name: [u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        let filling: &[u8] = if body.len() % 2 == 1 { &[0] } else { &[] };
        [name.as_slice(), &length, body, filling].concat()
    }

    fn webp(chunks: &[u8]) -> Vec<u8> {
        chunk_of(*b"RIFF", &[b"WEBP".as_slice(), chunks].concat())
    }

    fn lossy(width: u16, height: u16) -> Vec<u8> {
        let sides = [width.to_le_bytes(), height.to_le_bytes()].concat();
        chunk_of(*b"VP8 ", &[[0, 0, 0, 0x9d, 0x01, 0x2a].as_slice(), &sides].concat())
    }

    #[test]
    fn a_size_inside_is_looked_at_too() {
        let canvas = chunk_of(*b"VP8X", &[0, 0, 0, 0, 99, 0, 0, 99, 0, 0]);
        let small = webp(&[canvas.clone(), lossy(100, 100)].concat());
        assert_eq!(webp_sizes(&small), [(100, 100)]);
        assert!(check(&small, ImageFormat::WebP).is_ok());
        let bomb = webp(&[canvas.clone(), lossy(16_383, 16_383)].concat());
        let code = |bytes: &[u8]| check(bytes, ImageFormat::WebP).unwrap_err().code;
        assert_eq!(code(&bomb), ErrorCode::PictureTooLarge);
        let lossless = chunk_of(*b"VP8L", &[0x2f, 0xff, 0xff, 0xff, 0x0f]);
        assert_eq!(code(&webp(&lossless)), ErrorCode::PictureTooLarge);
        let frame = chunk_of(*b"ANMF", &[vec![0; 16], lossy(16_383, 16_383)].concat());
        let moving = [canvas, chunk_of(*b"ANIM", &[0; 6]), frame].concat();
        assert_eq!(code(&webp(&moving)), ErrorCode::PictureTooLarge);
        // What says nonsense about lengths is read as far as it goes.
        assert!(webp_sizes(b"RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff").is_empty());
    }

    #[test]
    fn a_jpeg_goes_on_to_its_end() {
        let mut whole = Vec::new();
        let picture = image::RgbImage::from_fn(90, 70, |x, y| {
            image::Rgb([u8::try_from(x * y % 251).unwrap(), u8::try_from(x).unwrap(), 7])
        });
        image::codecs::jpeg::JpegEncoder::new(&mut whole).encode_image(&picture).unwrap();
        assert!(jpeg_is_whole(&whole));
        for end in (2..whole.len()).step_by(7).chain([whole.len() - 1]) {
            assert!(!jpeg_is_whole(&whole[..end]), "{end}");
        }
        // A small picture inside, as cameras put it there, has its own end.
        let inside = [0xff, 0xd8, 0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9];
        assert!(!jpeg_is_whole(&inside));
        assert!(jpeg_is_whole(&[inside.as_slice(), &whole[2..]].concat()));
        // So may something after it.
        assert!(jpeg_is_whole(&[whole.as_slice(), b"more"].concat()));
        assert!(!jpeg_is_whole(b""));
    }
}
