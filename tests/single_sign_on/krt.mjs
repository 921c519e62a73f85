// Asks krt as an app does.
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";

/** Posts JSON. */
export function post(url, body, token) {
  const headers = { "content-type": "application/json", "accept-language": "en" };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Asks over GraphQL. */
export async function ask(krt, query, variables, token) {
  return (await post(`${krt}/graphql`, { query, variables }, token)).json();
}

/** Signs a sample account in, with the second factor whose secret krt printed at its start. */
async function signIn(krt, log, phone) {
  const password = process.env.KRT_SAMPLE_PASSWORD;
  const printed = (await readFile(log, "utf8")).split("\n").find((line) => line.includes(phone));
  const secret = printed?.trim().split(/\s+/)[3];
  const body = { phone, password, totpCode: code(secret) };
  const response = await post(`${krt}/v1/session`, body);
  const answer = await response.json();
  if (!response.ok) throw new Error(`${phone} cannot sign in: ${JSON.stringify(answer)}`);
  return answer;
}

/** The six digits of an authenticator app (RFC 6238) for a secret in base 32. */
function code(secret) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g).map((byte) => Number.parseInt(byte, 2));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", Buffer.from(bytes)).update(step).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** The access token of the sample's administrator. */
export async function administrator(krt, log) {
  return (await signIn(krt, log, "+601155500116")).accessToken;
}

/** Links the sample's officer at headquarters: who that is, and the link. */
export async function linking(krt, log, admin, issuer, subject) {
  const officer = (await signIn(krt, log, "+601155500114")).personId;
  const document = "mutation($input: SignOnLinkInput!) { signOnLink(input: $input) { link { id } userErrors { code field } } }";
  const input = { personId: officer, issuer, subject, reason: "Letter 7/2026" };
  const answer = await ask(krt, document, { input }, admin);
  const link = answer.data?.signOnLink.link;
  if (!link) throw new Error(`the link was refused: ${JSON.stringify(answer)}`);
  return { officer, link: link.id };
}
