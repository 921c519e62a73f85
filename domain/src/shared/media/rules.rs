//! What an uploaded file must be; pure.

use image::ImageFormat;

use super::model::{Media, MediaStatus};
use crate::shared::{
    clock::Instant,
    error::{Error, ErrorCode, Refusal},
};

/// The most bytes of one upload: 10 MiB, more than any phone's camera makes of a picture.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// The most pixels, width times height: 24 megapixels, 96 MB while it is decoded.
pub const MOST_PIXELS: u64 = 24_000_000;
/// The longest side in pixels; a longer one is no picture that anybody looks at.
pub const MOST_SIDE: u32 = 12_000;
/// What the two limits say to people.
const LIMIT: &str = "10 MiB, 24 megapixels, 12,000 pixels a side";

/// The media types that are taken.
pub(super) const MEDIA_TYPES: &[&str] = &["image/jpeg", "image/png", "image/webp"];

/// The widths in which a picture is served.
const WIDTHS: [u32; 3] = [320, 640, 1280];

pub(super) fn too_large() -> Refusal {
    Refusal::of(ErrorCode::PictureTooLarge).with("limit", LIMIT)
}

pub(super) fn invalid() -> Refusal {
    Refusal::of(ErrorCode::PictureInvalid)
}

/// The kind of picture that the bytes themselves say they are, whatever the sender calls them.
pub(super) fn kind(bytes: &[u8]) -> Result<ImageFormat, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large());
    }
    match image::guess_format(bytes) {
        Ok(kind @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => Ok(kind),
        _ => Err(invalid()),
    }
}

/// Whether a picture of this size is taken.
pub(super) fn size((width, height): (u32, u32)) -> Result<(), Refusal> {
    if width == 0 || height == 0 {
        return Err(invalid());
    }
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || width.max(height) > MOST_SIDE {
        return Err(too_large());
    }
    Ok(())
}

/// The widths in which a picture of this width is served: never larger than it is.
pub(super) fn widths(width: u32) -> Vec<u32> {
    let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|wanted| *wanted < width).collect();
    widths.push(width.min(WIDTHS.into_iter().max().unwrap_or(width)));
    widths.dedup();
    widths
}

/// What a put means for an upload.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Put {
    /// The picture is awaited.
    Take,
    /// It came before, with the same bytes.
    Repeat,
}

pub(super) fn put(media: &Media, source_hash: &[u8], now: Instant) -> Result<Put, Error> {
    match media.status {
        MediaStatus::Ready if media.source_hash.as_deref() == Some(source_hash) => Ok(Put::Repeat),
        MediaStatus::Announced if now < media.expires_at => Ok(Put::Take),
        // The files did not come to where they are kept, or are about to.
        MediaStatus::Storing if media.source_hash.as_deref() == Some(source_hash) => Ok(Put::Take),
        MediaStatus::Ready | MediaStatus::Storing | MediaStatus::Announced => {
            Err(Refusal::of(ErrorCode::UploadExpired).into())
        }
    }
}

/// Whether a text is the address of a picture's content: 64 lower-case hexadecimal digits.
pub(super) fn is_address(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_never_made_larger() {
        assert_eq!(widths(4000), [320, 640, 1280]);
        assert_eq!(widths(1280), [320, 640, 1280]);
        assert_eq!(widths(500), [320, 500]);
        assert_eq!(widths(320), [320]);
        assert_eq!(widths(1), [1]);
    }

    #[test]
    fn the_content_says_what_it_is() {
        assert_eq!(
            kind(b"PK\x03\x04 a zip called picture.png").unwrap_err().code,
            ErrorCode::PictureInvalid
        );
        assert_eq!(kind(b"<svg onload=alert(1)>").unwrap_err().code, ErrorCode::PictureInvalid);
        assert_eq!(kind(b"").unwrap_err().code, ErrorCode::PictureInvalid);
        assert_eq!(kind(b"GIF89a........").unwrap_err().code, ErrorCode::PictureInvalid);
        assert_eq!(kind(&vec![0; MOST_BYTES + 1]).unwrap_err().code, ErrorCode::PictureTooLarge);
    }

    #[test]
    fn a_size_is_bounded_on_both_sides() {
        assert!(size((6_000, 4_000)).is_ok());
        assert!(size((12_000, 2_000)).is_ok());
        assert_eq!(size((6_001, 4_000)).unwrap_err().code, ErrorCode::PictureTooLarge);
        assert_eq!(size((12_001, 1)).unwrap_err().code, ErrorCode::PictureTooLarge);
        assert_eq!(size((u32::MAX, u32::MAX)).unwrap_err().code, ErrorCode::PictureTooLarge);
        assert_eq!(size((0, 5)).unwrap_err().code, ErrorCode::PictureInvalid);
    }
}
