// One page, as a browser shows it: what is wrong with it, in sentences.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** An old phone. */
export const PHONE = { width: 360, height: 640, deviceScaleFactor: 1, isMobile: true, hasTouch: true };
/** The smallest letters that are read without glasses, in CSS pixels. */
const SMALLEST = 14;

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** How each page is opened. */
export const WAYS = [
  { way: "by day", script: true, scheme: "light" },
  { way: "by night", script: true, scheme: "dark" },
  { way: "without JavaScript", script: false, scheme: "light" },
];

/** Opens a page in one of the ways, presses what is to be pressed: what is wrong. */
export async function look(browser, krt, page, { way, script, scheme }, folder) {
  const context = await browser.createBrowserContext();
  const tab = await context.newPage();
  const wrong = [];
  const say = (sentence) => wrong.push(`${way}: ${sentence}`);
  try {
    await tab.setViewport(PHONE);
    await tab.setJavaScriptEnabled(script);
    await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await tab.setExtraHTTPHeaders({ "accept-language": page.language });
    listen(tab, krt, page, say);
    const status = await open(tab, krt, page);
    await tab.evaluate(loaded);
    if (status !== (page.status ?? 200)) say(`it answers ${status}`);
    for (const sentence of judge(page, await tab.evaluate(measure, page, SMALLEST))) say(sentence);
    if (script) for (const sentence of await accessible(tab, page)) say(sentence);
    if (folder) await photograph(tab, folder, `${page.name}, ${way}`);
  } finally {
    await context.close();
  }
  return wrong;
}

/** Everything that must not happen while a page is open. */
function listen(tab, krt, page, say) {
  // A browser asks once for a picture of the whole site, whether or not there is one.
  const icon = `${krt}/favicon.ico`;
  tab.on("request", (request) => {
    if (new URL(request.url()).origin !== krt) say(`it asks elsewhere: ${request.url()}`);
  });
  tab.on("requestfailed", (request) => say(`${request.url()} failed: ${request.failure()?.errorText}`));
  tab.on("response", (answer) => {
    if (!answer.ok() && !answer.request().isNavigationRequest() && answer.url() !== icon) say(`${answer.url()} answers ${answer.status()}`);
  });
  tab.on("console", (message) => {
    // The browser notes each page that is not there; that is what these pages are.
    const { url } = message.location();
    const noted = page.status >= 400 && url === krt + page.path;
    if (!noted && url !== icon) say(`the console says: ${message.text()}`);
  });
  tab.on("pageerror", (error) => say(`a script failed: ${error}`));
  tab.on("dialog", async (dialog) => {
    say(`it asks: ${dialog.message()}`);
    await dialog.dismiss();
  });
}

async function open(tab, krt, page) {
  const answer = await tab.goto(krt + page.path, { waitUntil: "load" });
  if (!page.press) return answer.status();
  const [after] = await Promise.all([tab.waitForNavigation({ waitUntil: "load" }), tab.tap(page.press)]);
  return after.status();
}

/** In the browser: waits for the pictures further down, which are fetched when somebody comes near. */
async function loaded() {
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
}

/** In the browser: what there is. It must stand alone, because it is sent there as text. */
function measure(page, smallest) {
  const shown = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const small = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const size = Number.parseFloat(getComputedStyle(element).fontSize);
    const readable = texts.currentNode.data.trim() !== "" && shown(element);
    if (readable && size < smallest) small.push(`${size} px: ${texts.currentNode.data.trim().slice(0, 40)}`);
  }
  // How much is free to the left and right of the first line of a text.
  const free = (selector) => {
    const element = document.querySelector(selector);
    const range = document.createRange();
    range.selectNodeContents(element);
    const [line, box] = [range.getClientRects()[0], element.getBoundingClientRect()];
    return [line.left - box.left, box.right - line.right];
  };
  const attribute = (selector) => document.querySelector(selector)?.getAttribute("lang") ?? "nothing";
  return {
    width: Math.max(document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth),
    small,
    lang: document.documentElement.lang,
    spoken: Object.fromEntries(Object.keys(page.spoken ?? {}).map((selector) => [selector, attribute(selector)])),
    title: document.title,
    graph: Object.fromEntries([...document.querySelectorAll('meta[property^="og:"]')].map((meta) => [meta.getAttribute("property"), meta.content])),
    // What is for machines to read does not run.
    scripts: [...document.scripts].filter(({ type }) => type !== "application/ld+json").length,
    handlers: [...document.querySelectorAll("*")].flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith("on"))),
    frames: window.length,
    ran: window.ran,
    pictures: [...document.images].map((image) => image.complete && image.naturalWidth > 0),
    unsaid: [...document.images].filter((image) => !image.hasAttribute("alt")).length,
    free: Object.fromEntries([...(page.fromRight ?? []), ...(page.fromLeft ?? [])].map((selector) => [selector, free(selector)])),
    text: document.body.innerText,
  };
}

/** What was measured against what was promised. */
function* judge(page, found) {
  const lang = page.lang ?? page.language;
  if (found.width > PHONE.width) yield `it is ${found.width} px wide`;
  for (const text of found.small) yield `small letters, ${text}`;
  if (found.lang !== lang) yield `its language is said to be '${found.lang}', not ${lang}`;
  for (const [selector, spoken] of Object.entries(page.spoken ?? {})) {
    if (found.spoken[selector] !== spoken) yield `the language of ${selector} is said to be ${found.spoken[selector]}, not ${spoken}`;
  }
  if (found.title !== page.title) yield `its title is '${found.title}'`;
  for (const [name, content] of Object.entries(page.graph ?? {})) {
    const right = content instanceof RegExp ? content.test(found.graph[name] ?? "") : found.graph[name] === content;
    if (!right) yield `${name} is '${found.graph[name]}', not ${content}`;
  }
  if (found.scripts + found.frames + found.handlers.length > 0) yield `it has ${found.scripts} scripts, ${found.frames} frames and ${found.handlers.join(" ")}`;
  if (found.ran !== undefined) yield `a script of its content ran: ${found.ran}`;
  if (found.pictures.length !== (page.pictures ?? 0) || found.pictures.includes(false)) yield `its pictures: ${found.pictures}`;
  if (found.unsaid > 0) yield `${found.unsaid} pictures say nothing to those who cannot see them`;
  for (const selector of page.fromRight ?? []) if (!(found.free[selector][1] < found.free[selector][0])) yield `${selector} does not begin at the right`;
  for (const selector of page.fromLeft ?? []) if (!(found.free[selector][0] < found.free[selector][1])) yield `${selector} does not begin at the left`;
  for (const text of page.shows ?? []) if (!found.text.includes(text)) yield `it does not show ${text}`;
  for (const text of page.hides ?? []) if (found.text.includes(text)) yield `it shows ${text}`;
}

/** What axe finds: contrast of at least 4.5, names of links and buttons, fingers that hit them, … */
async function accessible(tab, page) {
  // Both as the browser's own tools do it, past what the page forbids to itself.
  await tab.evaluate(axe);
  const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  // A page that follows what moves says so, and loads itself again; it has no script to do less.
  const rules = { "target-size": { enabled: true }, "meta-refresh": { enabled: !page.reloads } };
  const { violations, incomplete } = await tab.evaluate((options) => globalThis.axe.run(document, options), { preload: false, runOnly, rules });
  const unsure = incomplete.filter(({ id }) => id === "color-contrast");
  // What lies behind the letters of a drawing, axe can never tell.
  const drawn = ({ html }) => html.startsWith("<text");
  return [
    ...violations.flatMap((found) => sentences(found, found.nodes)),
    ...unsure.flatMap((found) => sentences(found, found.nodes.filter((node) => !drawn(node)))),
  ];
}

function sentences({ id, help }, nodes) {
  return nodes.slice(0, 3).map(({ html, any }) => `${help} (${id}): ${html.slice(0, 120)} ${any[0]?.message ?? ""}`);
}

async function photograph(tab, folder, name) {
  await mkdir(folder, { recursive: true });
  const file = name.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase();
  await tab.screenshot({ path: `${folder}/${file}.png`, fullPage: true });
}
