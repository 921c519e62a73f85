// Publishes a notice to the nation, and prints how long `noticePublish` took in the columns of the
// results. Whoever has this phone number enrols an authenticator app for it: officers need one.
// node publish.mjs URL PHONE PASSWORD
import { createHmac } from "node:crypto";

const [, , url, phone, password] = process.argv;

async function post(path, body, token) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

async function ask(token, query, input) {
  const answer = await post("/graphql", { query, variables: { input } }, token);
  const [said] = Object.values(answer.data ?? {});
  if (answer.errors || !said || said.userErrors.length) throw new Error(JSON.stringify(answer));
  return said;
}

// RFC 6238, with the secret in base 32.
function code(secret) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((eight) => parseInt(eight, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const hash = createHmac("sha1", key).update(step).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1000000).padStart(6, "0");
}

const session = await post("/v1/session", { phone, password });
const begun = await ask(
  session.accessToken,
  "mutation($input: TotpBeginInput!) { totpBegin(input: $input) { secret userErrors { code } } }",
  {},
);
await ask(
  session.accessToken,
  "mutation($input: TotpConfirmInput!) { totpConfirm(input: $input) { userErrors { code } } }",
  { code: code(begun.secret) },
);
// The roles that count now stand in the next token.
const { accessToken } = await post("/v1/session/refresh", { refreshToken: session.refreshToken });
const created = await ask(
  accessToken,
  "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id } userErrors { code field } } }",
  {
    audience: { place: { nation: true } },
    severity: "IMPORTANT",
    title: { ms: "Amaran banjir", en: "Flood warning" },
    body: { ms: "Air naik di semua sungai. Sila pindah ke tempat tinggi.", en: "All rivers rise. Please move to high ground." },
  },
);
const began = performance.now();
await ask(
  accessToken,
  "mutation($input: NoticePublishInput!) { noticePublish(input: $input) { notice { id } userErrors { code field } } }",
  { id: created.notice.id },
);
const micros = Math.round((performance.now() - began) * 1000);
console.log(`publish outbox\t0\t${micros}\t${micros}\t0`);
