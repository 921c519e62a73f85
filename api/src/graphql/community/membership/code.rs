//! A join code, and the square on the poster.

use async_graphql::{Context, Description, ID, Object};
use domain::{Error, community::join_code};
use qrcode::{EcLevel, QrCode, render::svg};

use crate::graphql::{community::Area, context::InRequest as _, scalars::DateTime};

/// The width of the drawn square at least, in pixels; being drawn in lines, it prints in any size.
const WIDTH: u32 = 320;

/// A code that lets whoever has it into an area at once, as its committee sees it.
#[derive(Description)]
pub struct JoinCode(pub join_code::JoinCode);

#[Object(use_type_description)]
impl JoinCode {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The area.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        Ok(Area(context.loaders()?.area(self.0.area_id).await?))
    }

    /// As it is printed and typed: `KRT-7F3K-9QXT`. Letters that look like digits do not occur.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The address that the square on the poster holds: `https://…/j/KRT-7F3K-9QXT`. An app that is
    /// opened by it gives it, or the code alone, to `membershipJoin`.
    async fn url(&self, context: &Context<'_>) -> domain::Result<String> {
        Ok(url(&context.house()?.config.public_url, &self.0.code))
    }

    /// The square on the poster (QR code) as an SVG picture, to be printed in any size. A quarter of
    /// it may be unreadable.
    async fn qr_svg(&self, context: &Context<'_>) -> domain::Result<String> {
        square(&url(&context.house()?.config.public_url, &self.0.code))
    }

    /// When it was made.
    async fn made_at(&self) -> DateTime {
        DateTime(self.0.made_at)
    }

    /// Until when it counts.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// How many people have used it.
    async fn uses(&self) -> i64 {
        self.0.uses
    }

    /// How many people may use it.
    async fn most_uses(&self) -> i64 {
        self.0.most_uses
    }

    /// Whether it lets people in now: it has not expired, is not used up, and no other code stands
    /// in its place.
    async fn active(&self, context: &Context<'_>) -> domain::Result<bool> {
        let left = self.0.uses < self.0.most_uses && self.0.replaced_at.is_none();
        Ok(left && self.0.expires_at > context.ctx()?.now())
    }
}

fn url(public_url: &str, code: &str) -> String {
    format!("{}/j/{code}", public_url.trim_end_matches('/'))
}

fn square(url: &str) -> domain::Result<String> {
    let code = QrCode::with_error_correction_level(url, EcLevel::Q).map_err(Error::internal)?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(WIDTH, WIDTH).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_is_an_svg_picture() {
        let drawn = square(&url("https://krt.example/", "KRT-7F3K-9QXT")).unwrap();
        assert!(drawn.contains("<svg") && drawn.len() > 1_000, "{drawn}");
        assert!(!drawn.contains("<script"));
    }
}
