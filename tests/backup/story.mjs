// Writes something through the public interface, and later looks for it.
// node story.mjs write|read URL FILE
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const [, , beat, url, file] = process.argv;
// The sample secretary; development prints the account at start.
const phone = process.env.KRT_TEST_PHONE ?? "+601155500104";
const password = process.env.KRT_SAMPLE_PASSWORD ?? "jiran-sepakat-2026";

async function graphql(query, variables, token) {
  const headers = { "content-type": "application/json", "x-app": "mykrt/1.0.0 (backup story)" };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(`${url}/graphql`, {
    method: "POST",
    headers,
    body: JSON.stringify({ query, variables }),
  });
  const body = await answer.json();
  if (body.errors) throw new Error(JSON.stringify(body.errors));
  return body.data;
}

async function signIn() {
  const answer = await fetch(`${url}/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ phone, password }),
  });
  if (!answer.ok) throw new Error(`sign-in answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()).accessToken;
}

async function picture() {
  const { products } = await graphql("{ products(first: 1) { nodes { id cover { url } } } }");
  const [product] = products.nodes;
  const answer = await fetch(new URL(product.cover.url, url));
  if (!answer.ok) throw new Error(`the picture answered ${answer.status}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { product: product.id, sha256: createHash("sha256").update(bytes).digest("hex") };
}

async function write() {
  const token = await signIn();
  const { viewer } = await graphql("{ viewer { areas { id } } }", {}, token);
  const title = `Backup story ${Date.now()}`;
  const { noticeCreate } = await graphql(
    `mutation ($input: NoticeCreateInput!) {
      noticeCreate(input: $input) { notice { id } userErrors { code message } }
    }`,
    { input: { areaId: viewer.areas[0].id, title: { ms: title }, body: { ms: title }, severity: "INFORMATION" } },
    token,
  );
  if (noticeCreate.userErrors.length > 0) throw new Error(JSON.stringify(noticeCreate.userErrors));
  writeFileSync(file, JSON.stringify({ id: noticeCreate.notice.id, title, picture: await picture() }));
}

async function read() {
  const written = JSON.parse(readFileSync(file, "utf8"));
  const token = await signIn();
  const { notice } = await graphql(
    "query ($id: ID!) { notice(id: $id) { title { ms } } }",
    { id: written.id },
    token,
  );
  if (notice?.title.ms !== written.title) throw new Error(`the notice is not there: ${JSON.stringify(notice)}`);
  const found = await picture();
  if (found.sha256 !== written.picture.sha256) throw new Error("the picture is not the one that was backed up");
}

await (beat === "write" ? write() : read());
