// A certified OpenID Connect provider (oidc-provider), with its own pages for signing in. It can be
// made to run by a wrong clock, and its tokens can be rewritten on their way out: what it would never
// do by itself.
import { createServer } from "node:http";
import { CompactSign, SignJWT, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";

export const CLIENT_ID = "krt";
export const CLIENT_SECRET = "a secret: with & signs, long enough";
const KINDS = ["RS256", "PS256", "ES256", "EdDSA"];

const machine = Date.now;
let offset = 0;
Date.now = () => machine() + offset;

/** Lets the provider's clock be so many seconds ahead. */
export function wrongBy(seconds) {
  offset = seconds * 1000;
}

/** A key for each way of signing. */
export async function makeKeys() {
  const keys = new Map();
  for (const alg of KINDS) {
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    keys.set(alg, { privateKey, jwk: { ...(await exportJWK(privateKey)), alg, use: "sig" } });
  }
  return keys;
}

export class SignInService {
  constructor(issuer, callback) {
    this.issuer = issuer;
    this.callback = callback;
    this.rewrite = null;
  }

  /** Begins to answer, signing with `alg`. */
  async start(keys, alg = "RS256") {
    this.keys = keys;
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: [this.callback],
          grant_types: ["authorization_code"],
          response_types: ["code"],
          id_token_signed_response_alg: alg,
        },
      ],
      jwks: { keys: [...keys.values()].map((key) => key.jwk) },
      enabledJWA: { idTokenSigningAlgValues: KINDS },
      cookies: { keys: ["only for this run"] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: true } },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 3600, Interaction: 600, Session: 600 },
    });
    const answer = provider.callback();
    this.server = createServer((request, response) => {
      // It is stopped and started again: nobody should keep a connection to the one before.
      response.shouldKeepAlive = false;
      if (this.rewrite !== null && request.url === "/token") this.#intercept(response);
      answer(request, response);
    });
    const { port } = new URL(this.issuer);
    await new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(Number(port), "127.0.0.1", resolve);
    });
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #intercept(response) {
    const { rewrite } = this;
    const end = response.end.bind(response);
    response.end = (body) => {
      const told = JSON.parse(body);
      if (told.id_token === undefined) return end(body);
      rewrite(told.id_token).then((token) => {
        const other = JSON.stringify({ ...told, id_token: token });
        response.setHeader("content-length", Buffer.byteLength(other));
        end(other);
      });
      return response;
    };
  }

  /** The same token with other claims, signed as well as it was. */
  claiming(change) {
    return async (token) => {
      const header = decodeProtectedHeader(token);
      const claims = { ...decodeJwt(token), ...change };
      return new SignJWT(claims).setProtectedHeader(header).sign(this.keys.get(header.alg).privateKey);
    };
  }
}

/** The same token, signed under the same name by a key of somebody else. */
export async function bySomebodyElse(token) {
  const header = decodeProtectedHeader(token);
  const { privateKey } = await generateKeyPair(header.alg);
  return new SignJWT(decodeJwt(token)).setProtectedHeader(header).sign(privateKey);
}

/** The same token, which nobody signed. */
export async function byNobody(token) {
  const header = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
  return `${header}.${token.split(".")[1]}.`;
}

/** The same token, signed with the secret that the client knows too. */
export async function byTheSecret(token) {
  const { kid } = decodeProtectedHeader(token);
  const signing = new CompactSign(Buffer.from(token.split(".")[1], "base64url"));
  return signing.setProtectedHeader({ alg: "HS256", kid }).sign(Buffer.from(CLIENT_SECRET));
}
