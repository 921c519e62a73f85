//! Somebody with a phone.

use std::time::Duration;

use domain::{
    identity::totp,
    shared::{clock::Clock, id::PersonId},
};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{Answer, sms_gateway::SmsGateway};

/// Somebody with a phone: perhaps signed in.
#[derive(Clone, Debug)]
pub struct User {
    /// The person's id; of no meaning for somebody without an account.
    pub id: PersonId,
    /// The access token.
    pub token: Option<String>,
    /// The refresh token.
    pub refresh_token: String,
    /// The phone number.
    pub phone: String,
    /// The secret in the phone's authenticator app, and the phone's clock.
    pub authenticator: Option<(Vec<u8>, Clock)>,
    /// The languages that the phone asks for.
    pub language: String,
    /// Where a code comes out; none where the development page shows it.
    pub gateway: Option<SmsGateway>,
    url: String,
    client: Client,
}

/// The password of everybody in the stories.
pub const PASSWORD: &str = "hujan lebat di kampung";

/// For so long a phone keeps a connection that it does not use: less than the node does.
const REST_TIME: Duration = Duration::from_secs(30);

const TOKENS: &str =
    "tokens { accessToken refreshToken sessionId } viewer { id } userErrors { code field message }";

impl User {
    /// Somebody who is not signed in.
    pub fn anonymous(url: &str) -> Self {
        domain::shared::http::ready();
        Self {
            id: PersonId(uuid::Uuid::nil()),
            token: None,
            refresh_token: String::new(),
            phone: String::new(),
            authenticator: None,
            language: "en".to_owned(),
            gateway: None,
            url: url.to_owned(),
            // Without the machine's certificates, which nobody asks here and which take long to
            // read: a story has hundreds of phones.
            client: Client::builder()
                .no_proxy()
                .tls_certs_only([])
                .pool_idle_timeout(REST_TIME)
                .build()
                .expect("a client"),
        }
    }

    /// Somebody who registers with the code that comes to their phone, and is signed in by that.
    pub async fn register(url: &str, phone: &str, name: &str) -> Self {
        Self::anonymous(url).joins(phone, name).await
    }

    /// The same phone, whose owner registers with the code that comes to it.
    pub async fn joins(self, phone: &str, name: &str) -> Self {
        let mut user = Self { phone: phone.to_owned(), ..self };
        let proof = user.prove_phone(phone, "REGISTER").await;
        let document = format!(
            "mutation($input: AccountRegisterInput!) {{ accountRegister(input: $input) {{ {TOKENS} }} }}"
        );
        let input = json!({ "phone": phone, "password": PASSWORD, "displayName": name, "privacyNoticeVersion": "2026-01", "phoneProof": proof });
        let answer = user.graphql(&document, json!({ "input": input })).await.ok();
        user.keep(&answer, "accountRegister");
        user
    }

    /// Asks for a code.
    pub async fn ask_for_code(&self, phone: &str, purpose: &str) -> Answer {
        let document = "mutation($input: PhoneCodeSendInput!) { phoneCodeSend(input: $input) { expiresAt userErrors { code field message } } }";
        self.graphql(document, json!({ "input": { "phone": phone, "purpose": purpose } })).await
    }

    /// Gives a code.
    pub async fn give_code(&self, phone: &str, purpose: &str, code: &str) -> Answer {
        let input = json!({ "phone": phone, "purpose": purpose, "code": code });
        self.verify(input).await
    }

    /// Gives a code, with everything that can be said.
    pub async fn verify(&self, input: Value) -> Answer {
        let document = "mutation($input: PhoneVerifyInput!) { phoneVerify(input: $input) { phoneProof expiresAt userErrors { code field message } } }";
        self.graphql(document, json!({ "input": input })).await
    }

    /// Asks for a code, reads it, and gives it: the proof.
    pub async fn prove_phone(&self, phone: &str, purpose: &str) -> String {
        let code = self.fresh_code(phone, purpose).await;
        self.give_code(phone, purpose, &code).await.ok().text_at("phoneVerify/phoneProof")
    }

    /// Asks for a code, and reads it: at the gateway where there is one, because the page shows it no
    /// more once it has left; on the development page otherwise.
    pub async fn fresh_code(&self, phone: &str, purpose: &str) -> String {
        if let Some(gateway) = &self.gateway {
            let before = gateway.texts_to(phone).len();
            self.ask_for_code(phone, purpose).await.ok();
            return crate::until(async || {
                let texts = gateway.texts_to(phone);
                texts[before..].iter().find_map(|text| crate::code_in(text))
            })
            .await;
        }
        // The clock may stand still: the newest is the one that was not there before.
        let before = self.messages_to(phone).await;
        self.ask_for_code(phone, purpose).await.ok();
        crate::until(async || {
            let messages = self.messages_to(phone).await;
            let fresh = messages.iter().find(|text| !before.contains(text))?;
            crate::code_in(fresh)
        })
        .await
    }

    /// What was sent to a number, the newest first, as the development page shows it.
    pub async fn messages_to(&self, phone: &str) -> Vec<String> {
        let path = format!("/outbox?to={}", phone.replace('+', "%2B"));
        let request = self.request(Method::GET, &path).header("accept", "application/json");
        let page = Answer::of(request.send().await.expect("an answer")).await;
        let messages = page.body["messages"].as_array().cloned().unwrap_or_default();
        let text = |message: &Value| message["text"].as_str().unwrap_or_default().to_owned();
        messages.iter().map(text).collect()
    }

    /// Signs in with the usual password.
    pub async fn sign_in_again(&mut self) {
        self.token = None;
        let document = format!(
            "mutation($input: SessionCreateInput!) {{ sessionCreate(input: $input) {{ {TOKENS} }} }}"
        );
        let mut input = json!({ "phone": self.phone, "password": PASSWORD });
        if self.authenticator.is_some() {
            input["totpCode"] = self.code().into();
        }
        let answer = self.graphql(&document, json!({ "input": input })).await.ok();
        self.keep(&answer, "sessionCreate");
    }

    /// Signs in over REST, beside the session that this person has: the answer.
    pub async fn sign_in(&self, password: &str) -> Answer {
        self.sign_in_with(password, json!({})).await
    }

    /// Signs in over REST with what is given besides number and password.
    pub async fn sign_in_with(&self, password: &str, more: Value) -> Answer {
        let body = crate::with(json!({ "phone": self.phone, "password": password }), more);
        self.holding(None).post("/v1/session", &body).await
    }

    /// The roles that this person's token holds.
    pub async fn roles(&self) -> Vec<String> {
        let answer = self.ask("{ viewer { roles { role } } }").await.ok();
        let roles = answer.at("viewer/roles").as_array().expect("roles");
        roles.iter().map(|grant| grant["role"].as_str().expect("a role").to_owned()).collect()
    }

    /// The six digits that the phone's authenticator app shows.
    pub fn code(&self) -> String {
        let (secret, clock) = self.authenticator.as_ref().expect("an authenticator app");
        totp::code_at(secret, clock.now())
    }

    /// Refreshes with a token, and keeps nothing.
    pub async fn refresh_with(&self, token: &str) -> Answer {
        let document = format!(
            "mutation($input: SessionRefreshInput!) {{ sessionRefresh(input: $input) {{ {TOKENS} }} }}"
        );
        let signed_out = Self { token: None, ..self.clone() };
        signed_out.graphql(&document, json!({ "input": { "refreshToken": token } })).await
    }

    /// Refreshes, and keeps the new tokens.
    pub async fn refresh(&mut self) {
        let answer = self.refresh_with(&self.refresh_token).await.ok();
        self.keep(&answer, "sessionRefresh");
    }

    fn keep(&mut self, answer: &Answer, mutation: &str) {
        self.token = Some(answer.text_at(&format!("{mutation}/tokens/accessToken")));
        self.refresh_token = answer.text_at(&format!("{mutation}/tokens/refreshToken"));
        self.id = answer.text_at(&format!("{mutation}/viewer/id")).parse().expect("a person's id");
    }

    /// The same person with another access token.
    pub fn holding(&self, token: Option<String>) -> Self {
        Self { token, ..self.clone() }
    }

    /// The same person on a phone that asks for another language.
    pub fn speaking(&self, language: &str) -> Self {
        Self { language: language.to_owned(), ..self.clone() }
    }

    /// The same person asking another node.
    pub fn asking(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// A request with this person's headers.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .client
            .request(method, format!("{}{path}", self.url))
            .header("accept-language", &self.language);
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Asks over GraphQL.
    pub async fn graphql(&self, document: &str, variables: Value) -> Answer {
        let body = json!({ "query": document, "variables": variables });
        Answer::of(
            self.request(Method::POST, "/graphql").json(&body).send().await.expect("an answer"),
        )
        .await
    }

    /// Asks over GraphQL without variables.
    pub async fn ask(&self, document: &str) -> Answer {
        self.graphql(document, json!({})).await
    }

    /// Gets a path.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).send().await.expect("an answer")).await
    }

    /// Posts JSON to a path.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(body).send().await.expect("an answer"))
            .await
    }

    /// Deletes a path.
    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path).send().await.expect("an answer")).await
    }

    /// Shuts somebody out, as an administrator may.
    pub async fn bans(&self, person: PersonId) -> Answer {
        let document = "mutation($input: PersonBanInput!) { personBan(input: $input) { userErrors { code field } } }";
        let input = json!({ "personId": person.to_string(), "reason": "Mengugut jiran" });
        self.graphql(document, json!({ "input": input })).await
    }

    /// Where the server of this person listens, for sockets.
    pub fn url(&self) -> &str {
        &self.url
    }
}
