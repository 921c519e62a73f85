//! Pictures as files.

use image::{DynamicImage, ExtendedColorType, ImageError, codecs::jpeg::JpegEncoder};

/// The JPEG quality: beyond it files grow faster than anybody sees.
const QUALITY: u8 = 82;

/// A picture without transparency (RGB, 8 bits each) as a JPEG file.
pub fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, QUALITY).encode(
        picture.as_bytes(),
        picture.width(),
        picture.height(),
        ExtendedColorType::Rgb8,
    )?;
    Ok(file)
}

/// Puts what is transparent on white, because JPEG knows no transparency. The answer is RGB, 8 bits
/// each.
#[must_use]
pub fn flatten(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.into_rgb8());
    }
    let mut picture = picture.into_rgba8();
    for pixel in picture.as_chunks_mut::<4>().0 {
        let [colours @ .., alpha] = pixel;
        let alpha = u16::from(*alpha);
        for colour in colours {
            let mixed = (u16::from(*colour) * alpha + 255 * (255 - alpha)) / 255;
            *colour = u8::try_from(mixed).unwrap_or(u8::MAX);
        }
    }
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(picture).into_rgb8())
}
