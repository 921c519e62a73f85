// Opens every page that people open, as an old phone does, and says what is wrong.
//
//   node run.mjs URL CHROMIUM PROFILE [SCREENSHOTS]
//
// URL is a fresh krt in development mode, CHROMIUM the browser, PROFILE a folder for it that may go,
// SCREENSHOTS a folder for pictures of what it showed. One line for each page; the last line counts.
import puppeteer from "puppeteer-core";

import { digestToken, Person } from "./krt.mjs";
import { look, WAYS } from "./look.mjs";
import { notices } from "./notices.mjs";
import { patrols } from "./patrols.mjs";
import { shop } from "./shop.mjs";

const [krt, executablePath, userDataDir, folder] = process.argv.slice(2);
if (!userDataDir) {
  console.error("node run.mjs URL CHROMIUM PROFILE [SCREENSHOTS]");
  process.exit(2);
}

/** The pages with HTML that the program says it has, as OpenAPI writes their paths. */
async function documented() {
  const { paths } = await (await fetch(`${krt}/v1/openapi.json`)).json();
  const isPage = ({ get }) => Object.values(get?.responses ?? {}).some(({ content }) => content?.["text/html"]);
  return Object.keys(paths).filter((path) => isPage(paths[path]));
}

/** The page of a poster, of the link in a mail, and what left. */
async function others(secretary) {
  const [area] = (await secretary.ask("{ viewer { areas { id } } }")).areas;
  const { joinCode } = await secretary.write("joinCodeCreate", "JoinCodeCreateInput", { areaId: area.id }, "joinCode { url code }");
  const link = `/v1/digest/unsubscribe/${digestToken()}`;
  // What stands in the outbox: also a code, and an address as long as there are.
  const address = `${"a".repeat(64)}@${"b".repeat(60)}.${"c".repeat(60)}.example`;
  await secretary.write("emailSet", "EmailSetInput", { address }, "__typename");
  return [
    { name: "a poster to join by", path: new URL(joinCode.url).pathname, language: "ms", title: joinCode.code, spoken: { "p[lang]": "en" }, shows: [joinCode.code] },
    { name: "the digest's last link", path: link, language: "ms", title: "MyKRT", shows: ["Hentikan ringkasan"] },
    { name: "the digest's last link, in English", path: link, language: "en", title: "MyKRT", shows: ["Stop the digest"] },
    { name: "the digest has ended", path: link, press: "button", language: "ms", title: "MyKRT", shows: ["Ringkasan telah dihentikan."] },
    { name: "the outbox of a developer", path: "/outbox", language: "en", title: "Outbox", shows: [address] },
  ];
}

let passed = 0;
let failed = 0;
function report(name, wrong) {
  console.log([`${wrong.length === 0 ? "ok     " : "FAILED "} ${name}`, ...wrong].join("\n          "));
  if (wrong.length === 0) passed += 1;
  else failed += 1;
}

const began = Date.now();
const known = await documented();
const has = (path) => known.includes(path);
const [secretary, chair] = await Promise.all(["+601155500104", "+601155500102"].map((phone) => Person.signIn(krt, phone)));
const pages = [];
for (const [what, make] of [
  ["notices", () => notices(krt, secretary, chair)],
  ["posters, mails and the outbox", () => others(secretary)],
  ["patrols", () => patrols(krt, has)],
  ["the shop", () => shop(krt)],
]) {
  // What cannot be made hides none of the other pages.
  await make().then((made) => pages.push(...made), (error) => report(`making ${what}`, [error.stack ?? error]));
}

const browser = await puppeteer.launch({
  executablePath,
  userDataDir,
  headless: true,
  // The sandbox needs what root and most containers have not; only our own pages are opened, and
  // whatever they ask for elsewhere leads nowhere.
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
});
try {
  for (const page of pages) {
    const looks = await Promise.all(
      WAYS.map((way) => look(browser, krt, page, way, folder).catch((error) => [`${way.way}: ${error.stack ?? error}`])),
    );
    report(page.name, looks.flat());
  }
} finally {
  await browser.close();
}
const pattern = (path) => new RegExp(`^${path.replaceAll(/\{[^}]*\}/g, "[^/]+")}$`);
const unseen = known.filter((path) => !pages.some((page) => pattern(path).test(page.path)));
report("every page that the program has was looked at", unseen.map((path) => `${path} was not: add it to tests/pages`));
console.log(`took ${Math.round((Date.now() - began) / 1000)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
