//! Whoever publishes.

use serde_json::{Value, json};

const CREATE: &str = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id } userErrors { code message } } }";
const PUBLISH: &str =
    "mutation($id: ID!) { noticePublish(input: { id: $id }) { userErrors { code message } } }";

type Surprise = Box<dyn std::error::Error>;

pub(crate) struct Publisher {
    client: reqwest::Client,
    url: String,
    token: String,
    area: String,
}

impl Publisher {
    pub(crate) fn new(address: &str, token: &str, area: &str) -> Self {
        Self {
            client: reqwest::Client::new(),
            url: format!("http://{address}/graphql"),
            token: token.to_owned(),
            area: area.to_owned(),
        }
    }

    async fn ask(&self, query: &str, variables: Value) -> Result<Value, Surprise> {
        let asked = self.client.post(&self.url).bearer_auth(&self.token);
        let asked = asked.json(&json!({ "query": query, "variables": variables }));
        let answer: Value = asked.send().await?.json().await?;
        let complains = |name: &str| {
            let errors = answer.pointer(&format!("/data/{name}/userErrors"));
            errors.and_then(Value::as_array).is_some_and(|errors| !errors.is_empty())
        };
        if answer.get("errors").is_some() || complains("noticeCreate") || complains("noticePublish")
        {
            return Err(answer.to_string().into());
        }
        Ok(answer)
    }

    /// Writes a notice, and gives its id.
    pub(crate) async fn draft(&self, number: usize) -> Result<Value, Surprise> {
        let input = json!({
            "areaId": self.area,
            "severity": "IMPORTANT",
            "title": { "ms": format!("Gotong-royong {number}"), "en": format!("Community work {number}") },
            "body": {
                "ms": "Semua jiran dijemput membersihkan longkang pada hari Ahad jam lapan pagi. Bawa penyapu dan cangkul.",
                "en": "All neighbours are invited to clean the drains on Sunday at eight. Bring a broom and a hoe.",
            },
        });
        let answer = self.ask(CREATE, json!({ "input": input })).await?;
        Ok(answer.pointer("/data/noticeCreate/notice/id").cloned().unwrap_or_default())
    }

    /// Sends it out.
    pub(crate) async fn publish(&self, id: &Value) -> Result<(), Surprise> {
        self.ask(PUBLISH, json!({ "id": id })).await.map(drop)
    }
}
