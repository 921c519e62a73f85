//! Who is shown a picture. That of a listed offer, a project at work or a notice is everybody's, and what
//! is at its address never changes. Any other one, also that of a draft and of what is hidden, is shown
//! to whoever was given a link to it, for ten minutes: who may see it is asked when the link is made.
//!
//! What is everybody's has a file of its own beside the picture, which is looked for together with the
//! picture, so that nobody asks the database for it: whoever looks first puts it there, and it is taken
//! away when the public sees nothing any more that shows the picture.

use bytes::Bytes;
use chrono::TimeDelta;
use futures_util::future::try_join_all;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::{
    files, later,
    model::{Picture, PictureFormat},
    render::hex,
    rules,
    service::Drawn,
    store,
};
use crate::{
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        secret::Secret,
    },
};

/// What the keyed hash is for that signs links.
const PURPOSE: &str = "picture link";
/// So many pictures are closed at once.
const AT_ONCE: usize = 16;
/// How long a link counts.
const COUNTS: TimeDelta = TimeDelta::minutes(10);

/// What makes a link to a picture count.
#[derive(Clone, Debug)]
pub struct Link {
    /// Until when, in seconds since 1970.
    pub until: i64,
    /// The signature, 64 hexadecimal digits.
    pub signature: String,
}

impl Link {
    fn counts(&self, ctx: &Ctx, address: &str, width: u32) -> bool {
        let signed = signature(&ctx.tools().secret, address, width, self.until);
        let is_ours: bool = signed.as_bytes().ct_eq(self.signature.as_bytes()).into();
        is_ours && ctx.now().timestamp() < self.until
    }
}

/// It names no format: the link to a picture as JPEG is good for its WebP too.
fn signature(secret: &Secret, address: &str, width: u32, until: i64) -> String {
    let (width, until) = (width.to_be_bytes(), until.to_be_bytes());
    hex(&secret.hash(PURPOSE, &[address.as_bytes(), width.as_slice(), until.as_slice()]))
}

/// Where a picture is fetched for the next ten minutes in one of its widths, below the service's
/// address: for whoever may see what shows it.
#[must_use]
pub fn link(ctx: &Ctx, picture: &Picture, width: u32, format: PictureFormat) -> String {
    let until = (ctx.now() + COUNTS).timestamp();
    let signature = signature(&ctx.tools().secret, &picture.address, width, until);
    let path = picture.path(Some(width), format);
    format!("{path}?until={until}&sig={signature}")
}

/// The file of a picture, for whoever asked.
#[derive(Clone, Debug)]
pub struct PictureFile {
    /// What is in it, in the format that was asked for.
    pub bytes: Bytes,
    /// Whether it is everybody's.
    pub is_open: bool,
}

/// The file of a picture in one of its widths and formats: everybody's, or by a link that counts.
pub async fn picture_file(
    ctx: &Ctx,
    address: &str,
    (width, format): (u32, PictureFormat),
    link: Option<&Link>,
) -> Result<PictureFile> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    if !rules::is_address(address) {
        return Err(Error::not_found());
    }
    let open = files::key_of_open(address);
    let kept = async |format| {
        let key = files::key(address, width, format);
        ctx.tools().files.get_beside(&key, &open).await
    };
    let mut found = kept(format).await?;
    let is_late = found.is_none() && format == PictureFormat::WebP;
    if is_late {
        found = kept(PictureFormat::Jpeg).await?;
    }
    let (bytes, is_open) = found.ok_or_else(Error::not_found)?;
    let is_linked = link.is_some_and(|link| link.counts(ctx, address, width));
    if !(is_linked || is_open || is_everybodys(ctx, address).await?) {
        return Err(Error::not_found());
    }
    let bytes = if is_late { later::webp(ctx, address, width, bytes).await? } else { bytes };
    Ok(PictureFile { bytes, is_open: !is_linked })
}

/// The JPEG of a picture in one of its widths, for whoever may see what shows it.
pub(crate) async fn open_picture(ctx: &Ctx, picture: &Picture, width: u32) -> Result<Bytes> {
    let key = files::key(&picture.address, width, PictureFormat::Jpeg);
    ctx.tools().files.get(&key).await?.ok_or_else(Error::not_found)
}

/// Whether something that everybody sees shows a picture that is not opened yet; from now on it is.
async fn is_everybodys(ctx: &Ctx, address: &str) -> Result<bool> {
    let is_shown = store::is_of_everybody(ctx.read(), address).await?;
    if is_shown && let Err(error) = open_while_shown(ctx, address).await {
        tracing::warn!(%error, "a picture is not opened yet; whoever looks next asks again");
    }
    Ok(is_shown)
}

/// Opens a picture that the program drew to everybody.
pub(crate) async fn open_drawn(ctx: &Ctx, drawn: &Drawn) -> Result<()> {
    open_to_everybody(ctx, drawn.address()).await
}

/// Opens a picture to everybody who knows its address.
async fn open_to_everybody(ctx: &Ctx, address: &str) -> Result<()> {
    let unique = ctx.mint();
    ctx.tools().files.put(&files::key_of_open(address), Bytes::new(), unique).await
}

/// Opens a picture that everybody saw just now: what shows it may have been hidden meanwhile.
async fn open_while_shown(ctx: &Ctx, address: &str) -> Result<()> {
    open_to_everybody(ctx, address).await?;
    close_unless_shown(ctx, address).await
}

/// Closes the pictures of an offer, or of a project and everything that it offers, or one that was taken
/// away from them, by its own id, unless something else that everybody sees shows them. Doing it again
/// changes nothing.
pub(crate) async fn close_pictures(ctx: &Ctx, owner: Uuid) -> Result<()> {
    let mut last = None;
    loop {
        let shown = store::list_of_owner(ctx.read(), owner, last).await?;
        let Some(end) = shown.last().map(|shown| shown.id) else { return Ok(()) };
        for part in shown.chunks(AT_ONCE) {
            let closing: Vec<_> =
                part.iter().map(|shown| close_unless_shown(ctx, &shown.address)).collect();
            try_join_all(closing).await?;
        }
        last = Some(end);
    }
}

async fn close_unless_shown(ctx: &Ctx, address: &str) -> Result<()> {
    if store::is_of_everybody(ctx.read(), address).await? {
        return Ok(());
    }
    ctx.tools().files.remove(&files::key_of_open(address)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_good_for_one_picture_one_width_and_one_time() {
        let secret = Secret::new("a secret that is only good for tests");
        let (one, other) = ("ab".repeat(32), "ac".repeat(32));
        let signed = signature(&secret, &one, 640, 1_790_000_000);
        assert_eq!(signed.len(), 64);
        assert_eq!(signed, signature(&secret, &one, 640, 1_790_000_000));
        for different in [
            signature(&secret, &other, 640, 1_790_000_000),
            signature(&secret, &one, 320, 1_790_000_000),
            signature(&secret, &one, 640, 1_790_000_001),
            signature(&Secret::new("another"), &one, 640, 1_790_000_000),
        ] {
            assert_ne!(signed, different);
        }
    }
}
