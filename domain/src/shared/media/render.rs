//! Making a picture anew: decoded within limits, turned upright, and written in several sizes
//! without anything that the camera noted, such as where it stood.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use image::{
    DynamicImage, GenericImageView as _, ImageError, ImageFormat, Limits, metadata::Orientation,
};
use pictures::Opened;
use sha2::{Digest as _, Sha256};

use super::{claims, rules};
use crate::shared::error::{Error, Refusal, Result};

/// The most memory that decoding may take for one picture: 24 megapixels of 4 bytes, and room.
const MOST_MEMORY: u64 = 128 * 1024 * 1024;
/// The quality of a WebP that is as good as our JPEG, in 0.35 to 0.75 of its bytes.
const WEBP_QUALITY: f32 = 82.0;
/// The longest side of what a `ThumbHash` is made of.
const THUMB: u32 = 100;

/// A picture ready to be stored.
#[derive(Debug)]
pub(super) struct Rendered {
    /// The SHA-256 of the largest size, in hexadecimal digits.
    pub address: String,
    pub width: u32,
    pub height: u32,
    pub thumbhash: String,
    /// Each width with its files, smallest first.
    pub sizes: Vec<Size>,
}

/// A picture in one of its widths.
#[derive(Debug)]
pub(super) struct Size {
    pub width: u32,
    pub jpeg: Vec<u8>,
    /// None when it is made once somebody asks for it.
    pub webp: Option<Vec<u8>>,
}

/// How a picture is made smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Smaller {
    /// By a filter that keeps edges sharp.
    Finely,
    /// By averages: ten times as quick, and as good for flat drawings. A WebP is made once somebody
    /// asks for it.
    Quickly,
}

/// Makes a picture anew. Takes up to a second of one core: never call it on an async thread.
pub(super) fn render(bytes: &[u8]) -> Result<Rendered> {
    sizes(&upright(decode(bytes)?), Smaller::Finely)
}

/// Makes the files of a picture that stands upright and has no transparency.
pub(super) fn sizes(base: &DynamicImage, how: Smaller) -> Result<Rendered> {
    let (base_width, base_height) = base.dimensions();
    let mut sizes = Vec::new();
    for width in rules::widths(base_width) {
        let height = scaled(base_height, width, base_width);
        let picture = resize(base, width, height, how);
        let webp = (how == Smaller::Finely).then(|| encode_webp(&picture)).transpose()?;
        sizes.push(Size { width, jpeg: pictures::jpeg(&picture).map_err(Error::internal)?, webp });
    }
    let largest = sizes.last().ok_or_else(|| Error::internal("a picture has no size"))?;
    Ok(Rendered {
        address: hex(&Sha256::digest(&largest.jpeg)),
        width: base_width,
        height: base_height,
        thumbhash: thumbhash(base)?,
        sizes,
    })
}

/// A picture as the camera left it, and how it must be turned.
struct Decoded {
    picture: DynamicImage,
    orientation: Orientation,
}

fn decode(bytes: &[u8]) -> Result<Decoded> {
    let kind = rules::kind(bytes)?;
    claims::check(bytes, kind)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(rules::MOST_SIDE);
    limits.max_image_height = Some(rules::MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut opened = Opened::read(bytes, kind, limits).map_err(|cause| refusal(&cause))?;
    rules::size(opened.dimensions())?;
    if opened.bytes() > MOST_MEMORY {
        return Err(rules::too_large().into());
    }
    let orientation = opened.orientation();
    let picture = opened.decode().map_err(|cause| refusal(&cause))?;
    Ok(Decoded { picture, orientation })
}

/// The largest size that is served, upright. It is made small first and turned then, because
/// turning what a camera made takes its memory twice.
fn upright(decoded: Decoded) -> DynamicImage {
    let Decoded { picture, orientation } = decoded;
    let picture = pictures::flatten(picture);
    let (width, height) = picture.dimensions();
    let lies = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let upright_width = if lies { height } else { width };
    let wanted = rules::widths(upright_width).last().copied().unwrap_or(upright_width);
    let mut base = resize(
        &picture,
        if lies { scaled(width, wanted, height) } else { wanted },
        if lies { wanted } else { scaled(height, wanted, width) },
        Smaller::Finely,
    );
    drop(picture);
    base.apply_orientation(orientation);
    base
}

fn refusal(cause: &ImageError) -> Refusal {
    match cause {
        ImageError::Limits(_) => rules::too_large(),
        _ => rules::invalid(),
    }
}

/// Another size: first by averages to twice the wanted size, which is quick, then by a finer
/// filter. Both are compiled inside `image`, so that a debug build is quick too.
fn resize(picture: &DynamicImage, width: u32, height: u32, how: Smaller) -> DynamicImage {
    if picture.dimensions() == (width, height) {
        return picture.clone();
    }
    if how == Smaller::Quickly {
        return picture.thumbnail_exact(width, height);
    }
    let filter = image::imageops::FilterType::CatmullRom;
    if picture.width() > 4 * width {
        let twice = picture.thumbnail_exact(2 * width, 2 * height);
        return twice.resize_exact(width, height, filter);
    }
    picture.resize_exact(width, height, filter)
}

/// Makes the WebP of a picture that was kept as JPEG alone: one that the program drew, or that came
/// before there was WebP. Never call it on an async thread.
pub(super) fn webp_of(jpeg: &[u8]) -> Result<Vec<u8>> {
    let picture = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg);
    encode_webp(&DynamicImage::ImageRgb8(picture.map_err(Error::internal)?.into_rgb8()))
}

fn encode_webp(picture: &DynamicImage) -> Result<Vec<u8>> {
    let (width, height) = picture.dimensions();
    let encoder = webp::Encoder::from_rgb(picture.as_bytes(), width, height);
    let file = encoder.encode_simple(false, WEBP_QUALITY);
    let file = file.map_err(|cause| Error::internal(format!("libwebp: {cause:?}")))?;
    Ok(file.to_vec())
}

fn thumbhash(picture: &DynamicImage) -> Result<String> {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    let (width, height) = if longest > THUMB {
        (scaled(width, THUMB, longest), scaled(height, THUMB, longest))
    } else {
        (width, height)
    };
    let small = resize(picture, width, height, Smaller::Finely).into_rgba8();
    let side = |length: u32| usize::try_from(length).map_err(Error::internal);
    let hash = thumbhash::rgba_to_thumb_hash(side(width)?, side(height)?, small.as_raw());
    Ok(BASE64_STANDARD.encode(hash))
}

/// `length × wanted ÷ whole`, at least one pixel.
fn scaled(length: u32, wanted: u32, whole: u32) -> u32 {
    let exact = u64::from(length) * u64::from(wanted) / u64::from(whole.max(1));
    u32::try_from(exact).unwrap_or(u32::MAX).max(1)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::shared::error::ErrorCode;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let picture = image::RgbaImage::from_fn(width, height, |x, y| {
            image::Rgba([u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 9, 128])
        });
        DynamicImage::ImageRgba8(picture)
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .unwrap();
        bytes
    }

    fn code(bytes: &[u8]) -> ErrorCode {
        match render(bytes) {
            Err(Error::Refused(refusals)) => refusals[0].code,
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn a_picture_is_made_anew_in_every_size() {
        let rendered = render(&png(1500, 1000)).unwrap();
        let widths: Vec<u32> = rendered.sizes.iter().map(|size| size.width).collect();
        assert_eq!(widths, [320, 640, 1280]);
        assert_eq!((rendered.width, rendered.height), (1280, 853));
        assert_eq!(rendered.address.len(), 64);
        for Size { width, jpeg, webp } in &rendered.sizes {
            let webp = webp.as_ref().unwrap();
            assert_eq!(image::guess_format(webp).unwrap(), ImageFormat::WebP);
            for file in [jpeg, webp] {
                let again = image::load_from_memory(file).unwrap();
                assert_eq!(again.width(), *width);
                let notes: [&[u8]; 2] = [b"Exif", b"EXIF"];
                assert!(!file.windows(4).any(|window| notes.contains(&window)));
            }
        }
        assert_eq!(rendered.address, render(&png(1500, 1000)).unwrap().address);
    }

    /// Hills in a haze, and grain as a camera adds it.
    fn photograph() -> DynamicImage {
        let mut grain = 7_u32;
        DynamicImage::ImageRgb8(image::RgbImage::from_fn(1280, 960, |x, y| {
            grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (grain >> 24) % 9;
            let hill = (x / 7) ^ (y / 11);
            let part = |number: u32| u8::try_from(number.min(255)).unwrap();
            image::Rgb([
                part(x / 8 + noise + hill % 23),
                part(y / 6 + noise + hill % 31),
                part(90 + (x + y) / 40 + noise),
            ])
        }))
    }

    /// How far two pictures are from each other: the mean of the squares, over all parts of colour.
    fn distance(one: &DynamicImage, other: &DynamicImage) -> f64 {
        let pairs = one.as_bytes().iter().zip(other.as_bytes());
        let sum: u64 = pairs.map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2)).sum();
        f64::from(u32::try_from(sum / 1_000).unwrap())
            / f64::from(u32::try_from(one.as_bytes().len() / 1_000).unwrap())
    }

    #[test]
    fn a_webp_shows_as_much_in_three_quarters_of_the_bytes() {
        let photograph = photograph();
        let rendered = sizes(&photograph, Smaller::Finely).unwrap();
        for Size { width, jpeg, webp } in &rendered.sizes {
            let (jpeg, webp) = (jpeg.len(), webp.as_ref().unwrap().len());
            assert!(4 * webp <= 3 * jpeg, "{width}: {webp} of {jpeg}");
        }
        let largest = rendered.sizes.last().unwrap();
        let decoded = |file: &[u8]| {
            DynamicImage::ImageRgb8(image::load_from_memory(file).unwrap().into_rgb8())
        };
        let of_jpeg = distance(&photograph, &decoded(&largest.jpeg));
        let of_webp = distance(&photograph, &decoded(largest.webp.as_ref().unwrap()));
        assert!(of_webp < 2.0 * of_jpeg, "{of_webp} {of_jpeg}");
    }

    #[test]
    fn an_older_picture_gets_its_webp_later() {
        let rendered = sizes(&photograph(), Smaller::Quickly).unwrap();
        let [small, ..] = rendered.sizes.as_slice() else { panic!("no size") };
        assert!(small.webp.is_none());
        let later = webp_of(&small.jpeg).unwrap();
        assert_eq!(image::load_from_memory(&later).unwrap().width(), small.width);
        assert!(later.len() < small.jpeg.len());
    }

    #[test]
    fn a_small_picture_stays_small() {
        let rendered = render(&png(3, 500)).unwrap();
        assert_eq!(rendered.sizes.len(), 1);
        assert_eq!((rendered.width, rendered.height), (3, 500));
    }

    #[test]
    fn a_huge_claim_is_refused_before_it_is_decoded() {
        let mut header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        header.extend(20_000_u32.to_be_bytes());
        header.extend(20_000_u32.to_be_bytes());
        header.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(code(&header), ErrorCode::PictureTooLarge);
    }

    #[test]
    fn what_is_cut_off_or_no_picture_is_refused() {
        let whole = png(200, 200);
        assert_eq!(code(&whole[..whole.len() / 2]), ErrorCode::PictureInvalid);
        // Its decoder would show the half that came, and grey below.
        let Size { jpeg, .. } = render(&whole).unwrap().sizes.remove(0);
        assert!(render(&jpeg).is_ok());
        assert_eq!(code(&jpeg[..jpeg.len() / 2]), ErrorCode::PictureInvalid);
        assert_eq!(code(b"PK\x03\x04"), ErrorCode::PictureInvalid);
    }
}
