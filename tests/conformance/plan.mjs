// What is asked of the server: a query anybody may ask, a subscription for somebody signed in, and
// something that makes its event happen.

const QUERY = "query States { __typename states { code } }";
const SUBSCRIPTION = "subscription Received { noticeReceived { __typename id } }";

// The sample secretary; development prints the account at start.
const phone = process.env.KRT_TEST_PHONE ?? "+601155500104";
const password = process.env.KRT_SAMPLE_PASSWORD ?? "jiran-sepakat-2026";

async function post(url, token, body) {
  const headers = { "content-type": "application/json", "x-app": "mykrt/1.0.0 (conformance)" };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  const result = JSON.parse(text);
  if (result.errors) throw new Error(text);
  return result;
}

// Publishes a notice to the first area of whoever holds the token.
async function publish(url, token) {
  const { viewer } = (await post(url, token, { query: "{ viewer { areas { id } } }" })).data;
  const title = `Conformance ${new Date().toISOString()}`;
  const created = await post(url, token, {
    query: `mutation Write($input: NoticeCreateInput!) {
      noticeCreate(input: $input) { notice { id } userErrors { code message } }
    }`,
    variables: { input: { areaId: viewer.areas[0].id, title: { ms: title }, body: { ms: title } } },
  });
  const { notice, userErrors } = created.data.noticeCreate;
  if (!notice) throw new Error(JSON.stringify(userErrors));
  await post(url, token, {
    query: `mutation Publish($id: ID!) { noticePublish(input: { id: $id }) { userErrors { code } } }`,
    variables: { id: notice.id },
  });
}

export async function plan(url) {
  const signIn = async () => (await post(new URL("/v1/session", url), null, { phone, password })).accessToken;
  const token = process.env.KRT_TEST_TOKEN ?? (await signIn());
  return {
    query: process.env.KRT_TEST_QUERY ?? QUERY,
    subscription: process.env.KRT_TEST_SUBSCRIPTION ?? SUBSCRIPTION,
    token,
    // A subscription of the caller's own choice makes its own events.
    cause: process.env.KRT_TEST_SUBSCRIPTION ? async () => {} : () => publish(url, token),
  };
}
