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
pub struct Picture {
    picture: media::Picture,
    is_open: bool,
}

impl Picture {
    /// That of a notice: everybody's.
    pub fn open(picture: media::Picture) -> Self {
        Self { picture, is_open: true }
    }

    /// That of an offer or a project: everybody's while the public sees those.
    pub fn of(picture: media::Picture, is_seen: bool) -> Self {
        Self { picture, is_open: is_seen }
    }

    /// Any other one: shown for a while to whoever has been shown what shows it.
    pub fn closed(picture: media::Picture) -> Self {
        Self { picture, is_open: false }
    }

    /// Where it is served in one of its widths.
    fn address(
        &self,
        context: &Context<'_>,
        width: Option<u32>,
        format: PictureFormat,
    ) -> domain::Result<String> {
        let public_url = &context.house()?.config.public_url;
        if self.is_open {
            return Ok(format!("{public_url}{}", self.picture.path(width, format)));
        }
        let width = self.picture.width_for(width);
        Ok(format!("{public_url}{}", media::link(context.ctx()?, &self.picture, width, format)))
    }
}

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
    /// in its largest. That of a listed offer, a project at work or a notice is everybody's, and what is
    /// there never changes. Any other one is served there for ten minutes, to whoever has the link: ask
    /// again for another one.
    async fn url(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The wanted width in pixels; the largest when nothing is said.")]
        width: Option<u32>,
    ) -> domain::Result<String> {
        self.address(context, width, PictureFormat::Jpeg)
    }

    /// Where it is served as WebP, in about half the bytes: in the same widths, and to the same people
    /// for as long.
    async fn webp_url(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The wanted width in pixels; the largest when nothing is said.")]
        width: Option<u32>,
    ) -> domain::Result<String> {
        self.address(context, width, PictureFormat::WebP)
    }

    /// The width of the largest size, in pixels.
    async fn width(&self) -> u32 {
        self.picture.width
    }

    /// The height of the largest size, in pixels.
    async fn height(&self) -> u32 {
        self.picture.height
    }

    /// The widths in which it is served, smallest first, in pixels.
    async fn widths(&self) -> &[u32] {
        &self.picture.widths
    }

    /// A `ThumbHash` in base 64: about 25 bytes from which an app draws a blurred stand-in.
    async fn thumb_hash(&self) -> Option<&str> {
        self.picture.thumbhash.as_deref()
    }

    /// What the picture shows, for those who cannot see it.
    async fn alternative_text(&self) -> Option<LocalizedText> {
        self.picture.alternative_text.clone().map(LocalizedText)
    }
}
