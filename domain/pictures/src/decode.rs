//! Files as pictures.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits,
    metadata::Orientation,
};

/// A file whose head was read: what it says of itself is known, and its pixels are not decoded yet.
pub struct Opened<'file>(Box<dyn ImageDecoder + 'file>);

impl<'file> Opened<'file> {
    /// Reads the head of a file of this kind.
    pub fn read(file: &'file [u8], kind: ImageFormat, limits: Limits) -> ImageResult<Self> {
        let mut reader = ImageReader::with_format(Cursor::new(file), kind);
        reader.limits(limits);
        Ok(Self(Box::new(reader.into_decoder()?)))
    }

    /// Width and height in pixels, before it is turned.
    pub fn dimensions(&self) -> (u32, u32) {
        self.0.dimensions()
    }

    /// How many bytes the decoded pixels take.
    pub fn bytes(&self) -> u64 {
        self.0.total_bytes()
    }

    /// How it must be turned. One whose note of that cannot be read is taken as it lies.
    pub fn orientation(&mut self) -> Orientation {
        self.0.orientation().unwrap_or(Orientation::NoTransforms)
    }

    /// Decodes the pixels.
    pub fn decode(self) -> ImageResult<DynamicImage> {
        DynamicImage::from_decoder(self.0)
    }
}
