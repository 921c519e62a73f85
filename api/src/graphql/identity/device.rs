//! The apps on one's phones that messages are pushed to.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::{
    Ctx,
    shared::device::{self, Given},
};

use crate::graphql::{
    context::{InRequest as _, id},
    outcome::{UserError, settle},
    scalars::DateTime,
    values::Language,
};

/// One of the three apps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "device::App")]
pub enum App {
    /// `MyKRT`: notices.
    Mykrt,
    /// `MySRS`: the volunteer patrol.
    Mysrs,
    /// KRT Shop.
    Shop,
}

/// On what an app runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "device::Platform")]
pub enum DevicePlatform {
    /// Android.
    Android,
    /// iOS and iPadOS.
    Ios,
    /// A browser.
    Web,
}

/// An app on a person's phone that messages are pushed to.
#[derive(Clone, Debug, SimpleObject)]
pub struct Device {
    /// The id, for `deviceUnregister`.
    pub id: ID,
    /// Which app.
    pub app: App,
    /// On what it runs.
    pub platform: DevicePlatform,
    /// The language in which it shows messages.
    pub language: Language,
    /// When its person first registered it.
    pub created_at: DateTime,
    /// When it was last registered, or its session refreshed; exact to half a day.
    pub last_seen_at: DateTime,
    /// Whether it belongs to the session that asks.
    pub is_current: bool,
}

impl Device {
    /// What its person sees of it.
    pub fn of(device: &device::Device, ctx: &Ctx) -> Self {
        Self {
            id: device.id.into(),
            app: device.app.into(),
            platform: device.platform.into(),
            language: device.language.into(),
            created_at: DateTime(device.created_at),
            last_seen_at: DateTime(device.last_seen_at),
            is_current: device.is_current(ctx),
        }
    }
}

/// An app that wants messages pushed to it.
#[derive(InputObject)]
pub struct DeviceRegisterInput {
    /// The registration token of Firebase Cloud Messaging, 1 to 4,096 characters.
    token: String,
    /// Which app asks.
    app: App,
    /// On what it runs.
    platform: DevicePlatform,
    /// The language in which it shows messages: what people wrote in that, else in Malay.
    language: Language,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The device, or why there is none.
#[derive(SimpleObject)]
pub struct DeviceRegisterPayload {
    /// The device.
    device: Option<Device>,
    /// Why not: `REQUIRED`, `TOO_LONG`, `TEXT_INVALID`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// A device that gets no more messages.
#[derive(InputObject)]
pub struct DeviceUnregisterInput {
    /// The device.
    id: ID,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The device that gets no more messages.
#[derive(SimpleObject)]
pub struct DeviceUnregisterPayload {
    /// The device's id.
    device_id: Option<ID>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Having messages pushed, or no longer.
#[derive(Default)]
pub struct DeviceMutation;

#[Object]
impl DeviceMutation {
    /// Has messages pushed to the app that asks, until its session ends. An app does this after
    /// signing in, at each start, and when its token changes; once more changes nothing. A token
    /// belongs to whoever registered it last. With more than 20 devices the one seen longest ago
    /// goes. All apps, the signed-in.
    async fn device_register(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The app and its token.")] input: DeviceRegisterInput,
    ) -> domain::Result<DeviceRegisterPayload> {
        let ctx = context.ctx()?;
        let given = Given {
            token: input.token,
            app: input.app.into(),
            platform: input.platform.into(),
            language: input.language.into(),
        };
        let answer = context.house()?.identity.register_device(ctx, &given).await;
        let (device, user_errors) = settle(ctx, answer)?;
        Ok(DeviceRegisterPayload {
            device: device.map(|device| Device::of(&device, ctx)),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Has nothing pushed to a device of one's own any more. One that gets nothing already is no
    /// error. Signing out does it too. All apps, the signed-in.
    async fn device_unregister(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which device.")] input: DeviceUnregisterInput,
    ) -> domain::Result<DeviceUnregisterPayload> {
        let ctx = context.ctx()?;
        let which = id(&input.id, "id")?;
        let answer = context.house()?.identity.unregister_device(ctx, which).await;
        let (device, user_errors) = settle(ctx, answer)?;
        Ok(DeviceUnregisterPayload {
            device_id: device.map(ID::from),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}
