//! Reading one's own account.

use async_graphql::{Context, Object};
use domain::{Error, ErrorCode};

use super::Viewer;
use crate::{
    config::Config,
    graphql::{context::InRequest as _, outcome::AppState},
};

/// Reading one's own account.
#[derive(Default)]
pub struct IdentityQuery;

#[Object]
impl IdentityQuery {
    /// The signed-in person; null when nobody is signed in. All apps, everybody.
    async fn viewer(&self, context: &Context<'_>) -> domain::Result<Option<Viewer>> {
        match context.house()?.identity.account(context.ctx()?).await {
            Ok(person) => Ok(Some(Viewer(person))),
            Err(Error::Stopped(refusal)) if refusal.code == ErrorCode::Unauthenticated => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Whether the app that asks, by its `X-App` header (`mykrt/1.4.0 (android)`), is new enough.
    /// All apps, everybody.
    async fn app_status(&self, context: &Context<'_>) -> domain::Result<AppState> {
        let app = context.ctx()?.origin.app.as_deref();
        Ok(match app {
            Some(app) => state_of(app, &context.house()?.config),
            None => AppState::Current,
        })
    }
}

fn state_of(app: &str, config: &Config) -> AppState {
    let named = app.split([' ', '(']).next().unwrap_or_default();
    let too_old = named.split_once('/').and_then(|(name, version)| {
        let minimum = config.app_minimum.iter().find(|minimum| minimum.app == name)?;
        Some(crate::config::version_of(version)? < minimum.version)
    });
    if too_old == Some(true) { AppState::MustUpdate } else { AppState::Current }
}
