// Signs on at a running krt through a certified provider.
//
//   node run.mjs KRT ISSUER LOG
//
// KRT is the program's address, in development mode, told of ISSUER (KRT_OIDC_ISSUER), where nobody
// answers yet; LOG is the file that it logs to. Each story is told once; the last line counts, and
// the exit code is 1 when one failed.
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import assert from "node:assert/strict";
import { Browser, cancelling, signingIn } from "./browser.mjs";
import { administrator, ask, linking, post } from "./krt.mjs";
import {
  SignInService,
  byNobody,
  bySomebodyElse,
  byTheSecret,
  makeKeys,
  wrongBy,
} from "./provider.mjs";

const [, , krt, issuer, log] = process.argv;
if (log === undefined) {
  console.error("node run.mjs KRT ISSUER LOG");
  process.exit(2);
}
const callback = `${krt}/v1/sign-on/callback`;
/** Everything that must stand in no log. */
const secrets = new Set();

let passed = 0;
let failed = 0;
async function story(name, tell) {
  try {
    await tell();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n       ${String(error.stack ?? error).replaceAll("\n", "\n       ")}`);
  }
}

/** Tries once a second until it is so; half a minute at most. */
async function until(holds) {
  for (let turn = 0; turn < 30; turn += 1) {
    const found = await holds();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error("it did not come to that within half a minute");
}

async function read(response) {
  const body = await response.json();
  for (const name of ["accessToken", "refreshToken"]) if (body[name]) secrets.add(body[name]);
  return { status: response.status, body, code: body.code ?? "" };
}

/** A browser that krt has sent to the provider, and where it was sent. */
async function sent(query = "") {
  const browser = new Browser();
  const response = await browser.ask(`${krt}/v1/sign-on${query}`);
  assert.equal(response.status, 302, await response.text());
  const location = new URL(response.headers.get("location"));
  secrets.add(location.searchParams.get("state"));
  return { browser, location };
}

/** Signs in at the provider, and comes back: to which address. */
async function walked({ browser, location }, answer = signingIn("pegawai-7")) {
  const { arrived, status, page } = await browser.walk(location.href, callback, answer);
  assert.ok(arrived, `the provider's page ends with ${status}: ${page}`);
  const code = new URL(arrived).searchParams.get("code");
  if (code !== null) secrets.add(code);
  return arrived;
}

/** The whole way with one browser. */
async function signOn(answer) {
  const away = await sent();
  return read(await away.browser.ask(await walked(away, answer)));
}

async function refused(code, answer) {
  const { status, body } = await signOn(answer);
  assert.equal(body.code, code, JSON.stringify(body));
  return { status, body };
}

/** As a page or an app: with a secret of its own, and without a cookie. */
async function asAnApp(change = {}) {
  const verifier = randomBytes(32).toString("base64url");
  secrets.add(verifier);
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const arrived = new URL(await walked(await sent(`?challenge=${challenge}`)));
  const back = { ...Object.fromEntries(arrived.searchParams), verifier, ...change };
  return { back, answer: await read(await post(`${krt}/v1/sign-on/callback`, back)) };
}

const service = new SignInService(issuer, callback);
let keys = await makeKeys();
let admin, officer, link;

await story("krt answers though the sign-in service does not", async () => {
  const response = await fetch(`${krt}/v1/sign-on`, { redirect: "manual" });
  assert.deepEqual([response.status, (await response.json()).code], [503, "SIGN_ON_UNAVAILABLE"]);
  assert.equal((await fetch(`${krt}/readyz`)).status, 200);
});

await story("once the sign-in service answers, krt sends people there", async () => {
  await service.start(keys);
  const response = await until(async () => {
    const response = await fetch(`${krt}/v1/sign-on`, { redirect: "manual" });
    return response.status === 302 && response;
  });
  const { searchParams, origin, pathname } = new URL(response.headers.get("location"));
  assert.equal(origin + pathname, `${issuer}/auth`);
  const asked = Object.fromEntries(searchParams);
  assert.deepEqual(
    [asked.response_type, asked.client_id, asked.redirect_uri, asked.scope, asked.code_challenge_method],
    ["code", "krt", callback, "openid", "S256"],
  );
  for (const name of ["state", "nonce", "code_challenge"]) assert.equal(asked[name].length, 43, name);
  assert.match(response.headers.get("set-cookie"), /HttpOnly; SameSite=Lax/);
});

await story("whom the sign-in service knows and krt does not is told what to tell an administrator", async () => {
  const { status, body } = await refused("SIGN_ON_NOT_LINKED");
  assert.equal(status, 403);
  assert.match(body.title, /pegawai-7/);
});

await story("an administrator links, and the officer signs on", async () => {
  admin = await administrator(krt, log);
  ({ officer, link } = await linking(krt, log, admin, issuer, "pegawai-7"));
  const { status, body } = await signOn();
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.personId, officer);
  const viewer = await ask(krt, "{ viewer { id } }", {}, body.accessToken);
  assert.equal(viewer.data.viewer.id, officer);
  assert.deepEqual((await read(await post(`${krt}/v1/session/refresh`, { refreshToken: body.refreshToken }))).status, 200);
});

await story("whoever is known at the sign-in service comes through at once, unless a fresh proof is wanted", async () => {
  const away = await sent();
  await away.browser.ask(await walked(away));
  let forms = 0;
  const counting = (page) => (forms += 1) && signingIn("pegawai-7")(page);
  const next = async (query) => {
    const response = await away.browser.ask(`${krt}/v1/sign-on${query}`);
    const location = new URL(response.headers.get("location"));
    return read(await away.browser.ask(await walked({ browser: away.browser, location }, counting)));
  };
  assert.equal((await next("")).status, 200);
  assert.equal(forms, 0);
  assert.equal((await next("?fresh=true")).status, 200);
  assert.equal(forms, 1);
});

await story("a page or an app signs on with a secret of its own", async () => {
  const { back, answer } = await asAnApp();
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.equal(answer.body.personId, officer);
  assert.equal(back.iss, issuer);
});

await story("somebody who caught what came back has no use of it", async () => {
  const stolen = await asAnApp({ verifier: randomBytes(32).toString("base64url") });
  assert.equal(stolen.answer.code, "SIGN_ON_EXPIRED");
  const away = await sent();
  const arrived = await walked(away);
  assert.equal((await read(await new Browser().ask(arrived))).code, "SIGN_ON_EXPIRED", "another browser");
  assert.equal((await read(await away.browser.ask(arrived))).code, "SIGN_ON_EXPIRED", "and it is used up");
});

await story("a state counts once", async () => {
  const away = await sent();
  const arrived = await walked(away);
  assert.equal((await read(await away.browser.ask(arrived))).status, 200);
  assert.equal((await read(await away.browser.ask(arrived))).code, "SIGN_ON_EXPIRED");
});

await story("a code counts once", async () => {
  const away = await sent();
  const used = new URL(await walked(away));
  assert.equal((await read(await away.browser.ask(used))).status, 200);
  const again = await sent();
  const arrived = new URL(await walked(again));
  arrived.searchParams.set("code", used.searchParams.get("code"));
  const replayed = await read(await again.browser.ask(arrived));
  assert.deepEqual([replayed.status, replayed.code], [401, "SIGN_ON_DECLINED"]);
});

await story("a state that krt did not make is refused", async () => {
  const away = await sent();
  const arrived = new URL(await walked(away));
  arrived.searchParams.set("state", randomBytes(32).toString("base64url"));
  assert.equal((await read(await away.browser.ask(arrived))).code, "SIGN_ON_EXPIRED");
});

await story("an answer in another sign-in service's name is refused", async () => {
  const away = await sent();
  const arrived = new URL(await walked(away));
  arrived.searchParams.set("iss", "https://evil.example");
  assert.equal((await read(await away.browser.ask(arrived))).code, "SIGN_ON_TOKEN_INVALID");
});

await story("an address to come back to that is not registered is refused, here and there", async () => {
  const here = await fetch(`${krt}/v1/sign-on?redirect=https%3A%2F%2Fevil.example%2F`, { redirect: "manual" });
  assert.deepEqual([here.status, (await here.json()).code], [400, "SIGN_ON_REDIRECT_UNKNOWN"]);
  const away = await sent();
  away.location.searchParams.set("redirect_uri", `${callback}/`);
  const { arrived, status, page } = await away.browser.walk(away.location.href, callback, signingIn("pegawai-7"));
  assert.deepEqual([arrived, status], [undefined, 400], page);
});

await story("whoever presses cancel is not signed in", async () => {
  const { status, body } = await refused("SIGN_ON_DECLINED", cancelling);
  assert.equal(status, 401);
  assert.match(body.title, /access_denied/);
});

await story("a token for another nonce is refused", async () => {
  const away = await sent();
  away.location.searchParams.set("nonce", randomBytes(32).toString("base64url"));
  assert.equal((await read(await away.browser.ask(await walked(away)))).code, "SIGN_ON_TOKEN_INVALID");
});

await story("a token for another challenge is not given", async () => {
  const away = await sent();
  away.location.searchParams.set("code_challenge", randomBytes(32).toString("base64url"));
  assert.equal((await read(await away.browser.ask(await walked(away)))).code, "SIGN_ON_DECLINED");
});

for (const [off, code] of [[300, "SIGN_ON_CLOCK_WRONG"], [-300, "SIGN_ON_CLOCK_WRONG"], [45, ""], [-45, ""]]) {
  await story(`a sign-in service whose clock is ${off} seconds off`, async () => {
    wrongBy(off);
    try {
      const { body } = await signOn();
      assert.equal(body.code ?? "", code, JSON.stringify(body));
    } finally {
      wrongBy(0);
    }
  });
}

for (const [what, rewrite] of [
  ["for another audience", service.claiming({ aud: "another" })],
  ["for several audiences and no party", service.claiming({ aud: ["krt", "another"] })],
  ["for another party", service.claiming({ azp: "another" })],
  ["of another issuer", service.claiming({ iss: "https://evil.example" })],
  ["without a nonce", service.claiming({ nonce: undefined })],
  ["with another access token", service.claiming({ at_hash: "77QmUPtjPfzWtF2AnpK9RQ" })],
  ["about nobody", service.claiming({ sub: "" })],
  ["that somebody else signed", bySomebodyElse],
  ["that nobody signed", byNobody],
  ["that the client's secret signed", byTheSecret],
  ["that is none", async () => "nonsense"],
]) {
  await story(`a token ${what} is refused`, async () => {
    service.rewrite = rewrite;
    try {
      await refused("SIGN_ON_TOKEN_INVALID");
    } finally {
      service.rewrite = null;
    }
  });
}

await story("a token that is rewritten without a change is good: it is not the rewriting that is refused", async () => {
  service.rewrite = service.claiming({});
  const { status, body } = await signOn();
  service.rewrite = null;
  assert.equal(status, 200, JSON.stringify(body));
});

for (const alg of ["PS256", "ES256", "EdDSA"]) {
  await story(`a sign-in service that signs with ${alg}`, async () => {
    await service.stop();
    await service.start(keys, alg);
    const { status, body } = await signOn();
    assert.equal(status, 200, JSON.stringify(body));
  });
}

await story("a sign-in service that comes back with other keys is believed again", async () => {
  await service.stop();
  keys = await makeKeys();
  await service.start(keys);
  await until(async () => {
    const { status, body } = await signOn();
    if (status !== 200) assert.equal(body.code, "SIGN_ON_TOKEN_INVALID");
    return status === 200;
  });
});

await story("an officer's roles come along when the sign-in service asked for a second factor", async () => {
  for (const [amr, roles] of [[["pwd", "mfa"], ["HQ_OFFICER"]], [["pwd"], []]]) {
    service.rewrite = service.claiming({ amr });
    const { body } = await signOn();
    service.rewrite = null;
    const viewer = await ask(krt, "{ viewer { roles { role } } }", {}, body.accessToken);
    assert.deepEqual(viewer.data.viewer.roles.map(({ role }) => role), roles, String(amr));
  }
});

await story("a sign-in service that falls silent after it let somebody in", async () => {
  const away = await sent();
  const arrived = await walked(away);
  await service.stop();
  const silent = await read(await away.browser.ask(arrived));
  assert.deepEqual([silent.status, silent.code], [503, "SIGN_ON_UNAVAILABLE"]);
  await service.start(keys);
  assert.equal((await signOn()).status, 200);
});

await story("a session of a sign-on ends like any other", async () => {
  const { body } = await signOn();
  const revoke = "mutation { sessionRevoke(input: {}) { userErrors { code } } }";
  assert.deepEqual((await ask(krt, revoke, {}, body.accessToken)).data.sessionRevoke.userErrors, []);
  const viewer = await ask(krt, "{ viewer { id } }", {}, body.accessToken);
  assert.equal(viewer.errors[0].extensions.code, "SESSION_ENDED");
});

await story("when the link ends, so does signing on", async () => {
  const end = "mutation($id: ID!) { signOnUnlink(input: { id: $id, reason: \"Moved\" }) { userErrors { code } } }";
  assert.deepEqual((await ask(krt, end, { id: link }, admin)).data.signOnUnlink.userErrors, []);
  await refused("SIGN_ON_NOT_LINKED");
});

await story("no code, state, secret or token stands in the log", async () => {
  const text = await readFile(log, "utf8");
  assert.ok(text.includes("/v1/sign-on/callback"), "it is logged that they came back");
  assert.ok(secrets.size > 50, "many were seen");
  for (const secret of secrets) assert.ok(!text.includes(secret), "one stands there");
  assert.ok(!text.includes("pegawai-7") && !text.includes("a secret: with"), "nor a name, nor the client's secret");
});

await service.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
