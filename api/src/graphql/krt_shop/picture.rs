//! Pictures.

use async_graphql::{Context, Description, Object, parser::types::Field};
use domain::shared::media::{self, PictureFormat};

use crate::graphql::{
    context::InRequest as _,
    plain::{NotPlain, Plain, Writer, Wrote},
    values::LocalizedText,
};

/// A picture, served as JPEG and as WebP in several widths without anything that the camera noted.
#[derive(Description)]
pub struct Picture(pub media::Picture);

/// Where a picture is served in one of its widths, as JPEG.
pub(crate) fn address(public_url: &str, picture: &media::Picture, width: Option<u32>) -> String {
    format!("{public_url}{}", picture.path(width, PictureFormat::Jpeg))
}

/// Where a picture is served in one of its widths, as WebP.
fn webp_address(public_url: &str, picture: &media::Picture, width: Option<u32>) -> String {
    format!("{public_url}{}", picture.path(width, PictureFormat::WebP))
}

impl Plain for media::Picture {
    const TYPE: &'static str = "Picture";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            // With a wanted width, which may be a variable, the ordinary way reads the argument.
            "url" if field.arguments.is_empty() => to.text(&address(to.public_url, self, None)),
            "webpUrl" if field.arguments.is_empty() => {
                to.text(&webp_address(to.public_url, self, None))
            }
            "width" => to.bare(self.width),
            "height" => to.bare(self.height),
            "widths" => to.list(&self.widths, Writer::bare),
            "thumbHash" => to.optional(self.thumbhash.as_deref(), Writer::text),
            "alternativeText" => {
                let set = &field.selection_set.node;
                to.optional(self.alternative_text.as_ref(), |to, text| to.object(text, set))
            }
            _ => Err(NotPlain),
        }
    }
}

#[Object(use_type_description)]
impl Picture {
    /// Where it is served as JPEG: in the smallest width that is not smaller than the wanted one, else
    /// in its largest. What is there never changes.
    async fn url(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The wanted width in pixels; the largest when nothing is said.")]
        width: Option<u32>,
    ) -> domain::Result<String> {
        Ok(address(&context.house()?.config.public_url, &self.0, width))
    }

    /// Where it is served as WebP, in about half the bytes: in the same widths. What is there never
    /// changes.
    async fn webp_url(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The wanted width in pixels; the largest when nothing is said.")]
        width: Option<u32>,
    ) -> domain::Result<String> {
        Ok(webp_address(&context.house()?.config.public_url, &self.0, width))
    }

    /// The width of the largest size, in pixels.
    async fn width(&self) -> u32 {
        self.0.width
    }

    /// The height of the largest size, in pixels.
    async fn height(&self) -> u32 {
        self.0.height
    }

    /// The widths in which it is served, smallest first, in pixels.
    async fn widths(&self) -> &[u32] {
        &self.0.widths
    }

    /// A `ThumbHash` in base 64: about 25 bytes from which an app draws a blurred stand-in.
    async fn thumb_hash(&self) -> Option<&str> {
        self.0.thumbhash.as_deref()
    }

    /// What the picture shows, for those who cannot see it.
    async fn alternative_text(&self) -> Option<LocalizedText> {
        self.0.alternative_text.clone().map(LocalizedText)
    }
}
