// What is asked of the server: a query anybody may ask, a subscription for somebody signed in, and
// something that makes an event happen.

const QUERY = "query States { __typename states { code } }";
const SUBSCRIPTION = "subscription Notices { noticeReceived { __typename } }";

async function signIn(url) {
  const phone = process.env.KRT_SAMPLE_PHONE ?? "+601155500104";
  const password = process.env.KRT_SAMPLE_PASSWORD ?? "";
  const answer = await fetch(new URL("/v1/session", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ phone, password }),
  });
  if (!answer.ok) throw new Error(`sign-in answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()).accessToken;
}

export async function plan(url) {
  return {
    query: process.env.KRT_QUERY ?? QUERY,
    subscription: process.env.KRT_SUBSCRIPTION ?? SUBSCRIPTION,
    token: process.env.KRT_TOKEN ?? (await signIn(url)),
  };
}
