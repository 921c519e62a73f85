// Asks krt as an app does.
import { createCipheriv, createHmac, randomBytes } from "node:crypto";

/** Waits until something is there, for at most so many seconds. */
export async function until(what, look, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Somebody with a sample account. */
export class Person {
  static async signIn(krt, phone) {
    const body = JSON.stringify({ phone, password: process.env.KRT_SAMPLE_PASSWORD });
    // Many people sign in from this one address, as fast as the machine is: who comes too soon waits as they are told.
    const answer = await until(`${phone} to be let in`, async () => {
      const told = await fetch(`${krt}/v1/session`, { method: "POST", headers: { "content-type": "application/json" }, body });
      if (told.status !== 429) return told;
      await new Promise((resolve) => setTimeout(resolve, 1000 * Number(told.headers.get("retry-after"))));
      return undefined;
    });
    if (!answer.ok) throw new Error(`${phone} cannot sign in: ${await answer.text()}`);
    return new Person(krt, await answer.json());
  }

  constructor(krt, session) {
    this.krt = krt;
    this.id = session.personId;
    this.authorization = `Bearer ${session.accessToken}`;
  }

  /** Asks over GraphQL: the answer of the one root field, also when it holds refusals. */
  async ask(query, variables = {}) {
    const headers = { "content-type": "application/json", authorization: this.authorization };
    const answer = await fetch(`${this.krt}/graphql`, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await answer.json();
    if (errors) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    return Object.values(data)[0];
  }

  /** Writes something: throws when it is refused. */
  async write(mutation, kind, input, fields) {
    const query = `mutation($input: ${kind}!) { ${mutation}(input: $input) { ${fields} userErrors { code field message } } }`;
    const answer = await this.ask(query, { input });
    if (answer.userErrors.length > 0) throw new Error(`${mutation}: ${JSON.stringify(answer.userErrors)}`);
    return answer;
  }

  /** Uploads a picture or a document: its id. */
  async upload(kind, bytes) {
    const { upload } = await this.write("mediaUploadCreate", "MediaUploadCreateInput", { kind }, "upload { id }");
    const answer = await fetch(`${this.krt}/v1/media/${upload.id}`, { method: "PUT", headers: { authorization: this.authorization }, body: bytes });
    if (!answer.ok) throw new Error(`an upload was refused: ${await answer.text()}`);
    return upload.id;
  }
}

/**
 * The token in the link that ends somebody's digests. It stands in a mail that comes once a day, at
 * a full hour; so it is sealed here, as `domain/src/shared/secret.rs` does it.
 */
export function digestToken() {
  const hmac = (key) => (text) => createHmac("sha256", key).update(text).digest();
  const key = hmac(process.env.KRT_TEST_SECRET)("krt:digest wishes");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
  // Which wish it ends; one that has ended is told the same.
  const sealed = [nonce, cipher.update(randomBytes(16)), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString("base64url");
}

/** Base 32 as Crockford writes it. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

/** An id as phones make them: a UUID of version 7, which begins with the time. */
export function mint(prefix) {
  const bytes = Buffer.concat([Buffer.alloc(6), randomBytes(10)]);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const number = BigInt(`0x${bytes.toString("hex")}`);
  const letters = Array.from({ length: 26 }, (_, place) => LETTERS[Number((number >> BigInt(125 - 5 * place)) & 31n)]);
  return `${prefix}_${letters.join("")}`;
}
