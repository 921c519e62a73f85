//! Writing products, what becomes of them, and announcing pictures and documents.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::{
    Error, ErrorCode,
    krt_shop::product::{self, ProductChanges},
    shared::{id::ProductId, media},
};

use super::{
    Product,
    inputs::{
        MediaKind, MediaUploadCreateInput, ProductCreateInput, ProductHideInput, ProductIdInput,
        ProductScheduleInput, ProductUpdateInput,
    },
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::{UserError, settle},
    scalars::DateTime,
};

/// A product, or why there is none.
#[derive(SimpleObject)]
pub struct ProductPayload {
    /// The product.
    product: Option<Product>,
    /// The product as it stands now, when it has changed meanwhile (`VERSION_CONFLICT`): the app
    /// shows both.
    newest: Option<Product>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// A promise to take one picture or document.
#[derive(SimpleObject)]
pub struct MediaUpload {
    /// Its id, by which `productCreate`, `noticeCreate` and others name it once it is uploaded.
    id: ID,
    /// What is awaited.
    kind: MediaKind,
    /// Where to send its bytes: `PUT`, with the same `Authorization`. The same bytes may be sent
    /// again.
    url: String,
    /// The most bytes that are taken.
    most_bytes: u64,
    /// The most pixels of a picture that are taken, width times height; 0 of a document.
    most_pixels: u64,
    /// The longest side of a picture that is taken, in pixels; 0 of a document.
    most_side: u32,
    /// The most pages of a document that are taken; none of a picture.
    most_pages: Option<u32>,
    /// The media types that are taken, judged by the content.
    media_types: Vec<String>,
    /// Until when it is awaited: one hour.
    expires_at: DateTime,
}

/// Where to send a picture or document, or why nowhere.
#[derive(SimpleObject)]
pub struct MediaUploadCreatePayload {
    /// Where to send it, and what is taken.
    upload: Option<MediaUpload>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Writing products, and what becomes of them.
#[derive(Default)]
pub struct KrtShopMutation;

#[Object]
impl KrtShopMutation {
    /// Announces a picture or a document and tells where to send it. What nothing shows or carries two
    /// weeks later is thrown away. All apps, the signed-in; at most 120 an hour.
    async fn media_upload_create(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "What is said to announce it.",
            default_with = "MediaUploadCreateInput { kind: MediaKind::Picture, client_mutation_id: None }"
        )]
        input: MediaUploadCreateInput,
    ) -> domain::Result<MediaUploadCreatePayload> {
        let ctx = context.ctx()?;
        let (upload, user_errors) =
            settle(ctx, media::announce_upload(ctx, input.kind.into()).await)?;
        let public_url = &context.house()?.config.public_url;
        let upload = upload.map(|upload| MediaUpload {
            url: format!("{public_url}/v1/media/{}", upload.id),
            id: upload.id.into(),
            kind: upload.kind.into(),
            most_bytes: upload.most_bytes,
            most_pixels: upload.most_pixels,
            most_side: match upload.kind {
                media::MediaKind::Picture => media::MOST_SIDE,
                media::MediaKind::Document => 0,
            },
            most_pages: upload.most_pages,
            media_types: upload.media_types.iter().map(|&kind| kind.to_owned()).collect(),
            expires_at: DateTime(upload.expires_at),
        });
        let client_mutation_id = input.client_mutation_id;
        Ok(MediaUploadCreatePayload { upload, user_errors, client_mutation_id })
    }

    /// Writes a draft for a project, which has at most 5,000 offers that are not archived (`TOO_MANY`).
    /// KRT Shop: the project's owner.
    async fn product_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is written.")] mut input: ProductCreateInput,
    ) -> domain::Result<ProductPayload> {
        let ctx = context.ctx()?;
        let key = input.idempotency_key.take();
        let client_mutation_id = input.client_mutation_id.take();
        let new = input.read()?;
        let answer = product::create_product(ctx, &new, key.as_deref()).await;
        payload(context, None, answer, client_mutation_id).await
    }

    /// Changes a product; what is published shows the change at once. Of a text each language that is
    /// not given stays as it is; null or an empty text takes a language away, Malay never. Whoever
    /// changes an older version than the newest is told, and given the newest. KRT Shop: the project's
    /// owner.
    async fn product_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is changed.")] mut input: ProductUpdateInput,
    ) -> domain::Result<ProductPayload> {
        let ctx = context.ctx()?;
        let (id, version) = (context::id(&input.id, "id")?, input.version);
        let key = input.idempotency_key.take();
        let client_mutation_id = input.client_mutation_id.take();
        let changes: ProductChanges = input.read()?;
        let answer = product::update_product(ctx, id, version, &changes, key.as_deref()).await;
        payload(context, Some(id), answer, client_mutation_id).await
    }

    /// Puts a draft with at least one picture into the directory; its project shows what a seller must
    /// (`DISCLOSURE_MISSING`). What says in any language or spelling that it is halal needs a valid halal
    /// certificate of its project, or of its own (`HALAL_UNPROVEN` at each field that says it).
    /// Publishing again changes nothing; of an offer that is out of sight for it (`halalHeldAt`) it says the
    /// same. KRT Shop: the project's owner.
    async fn product_publish(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: ProductIdInput,
    ) -> domain::Result<ProductPayload> {
        let id = context::id(&input.id, "id")?;
        let answer = product::publish_product(context.ctx()?, id).await;
        payload(context, Some(id), answer, input.client_mutation_id).await
    }

    /// Takes a product out of the directory for good; archiving again changes nothing. KRT Shop:
    /// the project's owner.
    async fn product_archive(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which product.")] input: ProductIdInput,
    ) -> domain::Result<ProductPayload> {
        let id = context::id(&input.id, "id")?;
        let answer = product::archive_product(context.ctx()?, id).await;
        payload(context, Some(id), answer, input.client_mutation_id).await
    }

    /// Says when a draft with at least one picture goes out by itself, or that it does not. What lacks
    /// something by then stays a draft (`heldBackAt`). KRT Shop: the project's owner.
    async fn product_schedule(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which draft, and when.")] input: ProductScheduleInput,
    ) -> domain::Result<ProductPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let publish_at = input.publish_at.map(|at| at.0);
        let answer = product::schedule_product(ctx, id, publish_at).await;
        payload(context, Some(id), answer, input.client_mutation_id).await
    }

    /// Takes a published product out of the directory with a reason that its owner reads, who may mend
    /// it and cannot put it back; hiding again changes nothing. KRT Shop: the officers of the district,
    /// the state and headquarters, but not of what they sell themselves.
    async fn product_hide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which product, and why.")] input: ProductHideInput,
    ) -> domain::Result<ProductPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let answer = product::hide_product(ctx, id, &input.reason).await;
        payload(context, Some(id), answer, input.client_mutation_id).await
    }

    /// Puts back a product that was hidden; its project shows what a seller must
    /// (`DISCLOSURE_MISSING`). Putting it back again changes nothing. KRT Shop: the officers of the
    /// district, the state and headquarters, but not of what they sell themselves.
    async fn product_unhide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which product.")] input: ProductIdInput,
    ) -> domain::Result<ProductPayload> {
        let id = context::id(&input.id, "id")?;
        let answer = product::unhide_product(context.ctx()?, id).await;
        payload(context, Some(id), answer, input.client_mutation_id).await
    }
}

/// What came of a change, with the newest version when it had changed meanwhile.
async fn payload(
    context: &Context<'_>,
    id: Option<ProductId>,
    answer: domain::Result<product::Product>,
    client_mutation_id: Option<String>,
) -> domain::Result<ProductPayload> {
    let ctx = context.ctx()?;
    let late = matches!(&answer, Err(Error::Refused(refusals))
        if refusals.iter().any(|refusal| refusal.code == ErrorCode::VersionConflict));
    let (product, user_errors) = settle(ctx, answer)?;
    let newest = match id.filter(|_| late) {
        Some(id) => Some(product::own_product(ctx, id).await?),
        None => None,
    };
    let cards = context.house()?.directory.cards(ctx).await?;
    let shown = |product| Product::new(product, &cards);
    let (product, newest) = (product.map(shown), newest.map(shown));
    Ok(ProductPayload { product, newest, user_errors, client_mutation_id })
}
