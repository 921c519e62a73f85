// Notices that are hard on a page, and what their pages have to show.
import { document, picture } from "./files.mjs";
import { until } from "./krt.mjs";

/** What a notice tries that wants to be a program. */
const HOSTILE = `</title></div><script>window.ran = 1</script><img src=x onerror="window.ran = 2"> <svg onload="window.ran = 3"> <style>body{display:none}</style> <iframe src="https://elsewhere.example/"></iframe> <a href="javascript:window.ran=4">&lt;klik&gt;</a> "' onfocus="window.ran = 5"`;
/** Malay as it was written for centuries, from the right to the left. */
const JAWI = { title: "ماجليس ڬوتوڠ رويوڠ", body: "سيلا باوا ڤڽاڤو.\n\nTerima kasih." };

/** Makes the notices: the pages to look at. Only the chair may publish an emergency. */
export async function notices(krt, secretary, chair) {
  const [area] = (await secretary.ask("{ viewer { areas { id } } }")).areas;
  const press = new Press(krt, secretary, area.id);
  // First, so that its time is over when the others are out.
  const expired = await press.publish({ severity: "URGENT", expiresAt: new Date(Date.now() + 4000).toISOString() });
  const pages = [
    await pictures(press),
    await long(press),
    await hostile(press),
    await jawi(press),
    ...(await languages(press)),
    await emergency(new Press(krt, chair, area.id)),
    await withdrawn(press),
    press.nothing("/n/tiada-000000", "no notice", "ms"),
    press.nothing("/n/tiada-000000", "no notice, in Chinese", "zh"),
  ];
  await until("a notice to expire", async () => (await (await fetch(krt + expired.path)).text()).includes('class="state"'));
  return [...pages, press.page("a notice that expired", expired, { shows: ["Notis ini telah tamat tempoh."] })];
}

/** Somebody who writes notices, and says what their pages promise. */
class Press {
  constructor(krt, writer, area) {
    Object.assign(this, { krt, writer, area });
  }

  /** Publishes one: its text, and the path of its page. */
  async publish(rest = {}) {
    const input = { areaId: this.area, isPublic: true, title: { ms: "Banjir kilat" }, body: { ms: "Naik ke dewan." }, ...rest };
    const { notice } = await this.writer.write("noticeCreate", "NoticeCreateInput", input, "notice { id }");
    const confirmed = { id: notice.id, confirmEmergency: input.severity === "EMERGENCY" };
    const out = await this.writer.write("noticePublish", "NoticePublishInput", confirmed, "notice { id shareUrl }");
    return { id: notice.id, path: new URL(out.notice.shareUrl).pathname, ...input };
  }

  /** A page that is read in one language; `spoken` is the one in which it is written. */
  page(name, notice, { language = "ms", spoken = language, ...more } = {}) {
    const locale = { ms: "ms_MY", en: "en_GB", zh: "zh_CN", ta: "ta_IN" }[spoken];
    return {
      name,
      path: notice.path,
      language,
      title: notice.title[spoken],
      graph: {
        "og:type": "article",
        "og:site_name": "MyKRT",
        "og:title": notice.title[spoken],
        "og:description": /./,
        "og:url": this.krt + notice.path,
        "og:locale": locale,
      },
      spoken: { h1: spoken, "main > div": spoken },
      ...more,
    };
  }

  nothing(path, name, language) {
    return { name, path, language, status: 404, title: "MyKRT" };
  }
}

async function pictures(press) {
  const shown = [picture(1600, 1200, [40, 90, 160]), picture(300, 900, [200, 120, 40]), picture(8, 6, [10, 120, 60])];
  const attachments = [];
  for (const [number, bytes] of shown.entries()) {
    const mediaId = await press.writer.upload("PICTURE", bytes);
    attachments.push({ mediaId, alternativeText: { ms: `Gambar ${number + 1}` } });
  }
  const documents = [{ mediaId: await press.writer.upload("DOCUMENT", document()), filename: "Minit_mesyuarat_agung_tahunan_jawatankuasa_rukun_tetangga" }];
  const body = { ms: `Naik ke dewan.\n\nPeta: https://peta.example/${"jalan-".repeat(30)}1` };
  const notice = await press.publish({ severity: "IMPORTANT", link: `https://peta.example/?q=${"a".repeat(300)}`, body, attachments, documents });
  const page = press.page("a notice with pictures", notice, { pictures: shown.length });
  page.graph["og:image"] = new RegExp(`^${press.krt}/media/`);
  return page;
}

/** The longest that there can be, without a place to break it. */
async function long(press) {
  const input = { areaId: press.area, title: { ms: "Panjang" }, body: { ms: "a".repeat(100_000) } };
  const fields = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { userErrors { code field } } }";
  const refused = (await press.writer.ask(fields, { input })).userErrors;
  if (refused[0]?.code !== "TOO_LONG") throw new Error(`a text of 100,000 letters is not refused: ${JSON.stringify(refused)}`);
  const notice = await press.publish({ title: { ms: "W".repeat(120) }, body: { ms: "W".repeat(5000) } });
  return press.page("the longest notice, one word", notice);
}

async function hostile(press) {
  const title = { ms: HOSTILE.slice(0, 120).trim() };
  const alternativeText = { ms: `"><script>window.ran = 6</script>` };
  const attachments = [{ mediaId: await press.writer.upload("PICTURE", picture(8, 6, [10, 120, 60])), alternativeText }];
  const body = { ms: `${HOSTILE}\nhttps://elsewhere.example/"><script>window.ran=7</script>` };
  const notice = await press.publish({ title, body, attachments });
  return press.page("a notice full of HTML", notice, { pictures: 1, shows: [HOSTILE.slice(0, 100)] });
}

async function jawi(press) {
  const notice = await press.publish({ title: { ms: JAWI.title }, body: { ms: JAWI.body } });
  return press.page("a notice from right to left", notice, { fromRight: ["h1", "main > div > p:first-child"], fromLeft: ["main > div > p:last-child"] });
}

async function languages(press) {
  const malay = await press.publish();
  const four = await press.publish({
    title: { ms: "Banjir", en: "Flood", zh: "水灾", ta: "வெள்ளம்" },
    body: { ms: "Naik ke dewan.", en: "Go up to the hall.", zh: "请到礼堂去。".repeat(60), ta: "மண்டபத்திற்குச் செல்லுங்கள். ".repeat(40) },
  });
  return [
    press.page("a notice in Malay, read in Tamil", malay, { language: "ta", spoken: "ms" }),
    press.page("a notice in four languages, read in Tamil", four, { language: "ta" }),
    press.page("a notice in four languages, read in Chinese", four, { language: "zh" }),
    press.page("a notice in four languages, read in English", four, { language: "en" }),
  ];
}

async function emergency(press) {
  return press.page("an emergency", await press.publish({ severity: "EMERGENCY" }));
}

async function withdrawn(press) {
  const { id, path } = await press.publish({ title: { ms: "Rahsia" } });
  await press.writer.write("noticeWithdraw", "NoticeWithdrawInput", { id, reason: "Salah." }, "notice { id }");
  return { name: "a notice that was withdrawn", path, language: "en", status: 410, title: "MyKRT", hides: ["Rahsia"] };
}
