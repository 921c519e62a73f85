// What strangers see of patrols: each page that this program has.
import { mint, Person, until } from "./krt.mjs";

const HOUR = 3_600_000;

/** Makes what is there to see: the pages to look at. */
export async function patrols(krt, has) {
  const [leader, patroller] = await Promise.all(["+601155500110", "+601155500109"].map((phone) => Person.signIn(krt, phone)));
  const [unit] = await leader.ask("{ patrolUnits { id patrols(first: 20) { nodes { id } } } }");
  const pages = await seals(leader, unit);
  if (has("/w/{secret}")) pages.push(...(await followed(leader, unit)));
  if (has("/c/{code}")) pages.push(...(await certified(leader, patroller, unit)));
  return pages;
}

async function seals(leader, unit) {
  const query = "query($id: ID!) { patrolSeals(patrolId: $id) { nodes { verifyUrl } } }";
  const url = await until("a sealed patrol", async () => {
    for (const { id } of unit.patrols.nodes) {
      const [seal] = (await leader.ask(query, { id })).nodes;
      if (seal) return seal.verifyUrl;
    }
    return undefined;
  });
  const path = new URL(url).pathname;
  return [
    { name: "the seal of a patrol", path, language: "ms", title: "Rekod rondaan" },
    { name: "the seal of a patrol, in English", path, language: "en", title: "Record of a patrol" },
    // Other languages are written by people alone: the page's own words are Malay then.
    { name: "the seal of a patrol, asked for in Tamil", path, language: "ta", lang: "ms", title: "Rekod rondaan" },
    { name: "no seal", path: "/v/AAAA-AAAA-AAAA-AAAA", language: "ms", status: 404, title: "Rekod rondaan" },
  ];
}

/** Starts a patrol at a time: its id. */
async function begun(leader, unit, startedAt, presentIds = []) {
  const id = mint("patrol");
  const input = { id, unitId: unit.id, startedAt: startedAt.toISOString(), presentIds };
  await leader.write("patrolStart", "PatrolStartInput", input, "patrol { id }");
  return id;
}

/** A patrol on its way that somebody follows at home. */
async function followed(leader, unit) {
  const now = Date.now();
  const patrolId = await begun(leader, unit, new Date(now - HOUR / 4));
  const { url } = await leader.write("patrolShareCreate", "PatrolShareCreateInput", { patrolId, minutes: 60 }, "url");
  const points = Array.from({ length: 60 }, (_, sequence) => ({
    sequence,
    accuracyMetres: 6,
    coordinates: { latitude: 1.54 + sequence * 1e-4, longitude: 103.65 },
    recordedAt: new Date(now - (60 - sequence) * 5000).toISOString(),
  }));
  await leader.write("trackRecord", "TrackRecordInput", { patrolId, trackId: mint("track"), points }, "applied");
  const path = new URL(url).pathname;
  const drawn = async () => (await (await fetch(leader.krt + path)).text()).includes("<polyline");
  await until("the way on its page", drawn);
  return [
    { name: "a patrol on its way", path, language: "ms", title: "Rondaan sedang berjalan", reloads: true },
    { name: "a patrol on its way, in English", path, language: "en", title: "A patrol on its way", reloads: true },
    { name: "no patrol to follow", path: `/w/${"A".repeat(43)}`, language: "ms", status: 404, title: "MySRS" },
  ];
}

/** A certificate of last night, when the leader's phone had no signal. */
async function certified(leader, patroller, unit) {
  // Eleven in the evening in Malaysia is 15:00 UTC: the last time that was six hours ago or more.
  const day = 24 * HOUR;
  const evening = Math.floor((Date.now() - 21 * HOUR) / day) * day + 15 * HOUR;
  const patrolId = await begun(leader, unit, new Date(evening), [leader.id, patroller.id]);
  // The way itself proves it: to and fro, 44 metres a minute.
  const points = Array.from({ length: 226 }, (_, minute) => ({
    sequence: minute,
    accuracyMetres: 6,
    coordinates: { latitude: 1.54 + Math.abs((minute % 40) - 20) * 4e-4, longitude: 103.65 },
    recordedAt: new Date(evening + (minute + 10) * 60_000).toISOString(),
  }));
  await leader.write("trackRecord", "TrackRecordInput", { patrolId, trackId: mint("track"), points }, "applied");
  await leader.write("patrolEnd", "PatrolEndInput", { id: patrolId, endedAt: new Date(evening + 4 * HOUR).toISOString() }, "patrol { id }");
  const issue = "mutation($input: CertificateIssueInput!) { certificateIssue(input: $input) { certificate { verifyUrl } userErrors { code } } }";
  const url = await until("a certificate", async () => (await leader.ask(issue, { input: { patrolId } })).certificate?.verifyUrl);
  const path = new URL(url).pathname;
  return [
    { name: "a certificate", path, language: "ms", title: "Sijil kehadiran rondaan" },
    { name: "a certificate, in English", path, language: "en", title: "Certificate of attendance on patrol" },
    { name: "no certificate", path: "/c/AAAA-AAAA-AAAA-AAAA", language: "ms", status: 404, title: "Sijil kehadiran rondaan" },
  ];
}
