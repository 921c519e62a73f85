// Times refused sign-ins of known and unknown numbers, one after the other in an order of chance.
// node measure.mjs URL TRIES
const [, , url, count] = process.argv;
const tries = Number(count ?? 400);
// The sample's cast, who have accounts (two of them with a second factor), and numbers beside theirs.
const known = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16].map((n) => `+6011555001${String(n).padStart(2, "0")}`);
const unknown = known.map((phone) => phone.replace("+6011555001", "+6011555909"));

async function refused(phone) {
  const body = JSON.stringify({ phone, password: "salah sama sekali" });
  const began = performance.now();
  const answer = await fetch(`${url}/v1/session`, { method: "POST", headers: { "content-type": "application/json" }, body });
  await answer.arrayBuffer();
  const took = performance.now() - began;
  if (answer.status !== 401) throw new Error(`${phone} answered ${answer.status}`);
  return took;
}

const order = [];
for (let n = 0; n < tries; n += 1) order.push(["known", known[n % known.length]], ["unknown", unknown[n % unknown.length]]);
for (let n = order.length - 1; n > 0; n -= 1) {
  const other = Math.floor(Math.random() * (n + 1));
  [order[n], order[other]] = [order[other], order[n]];
}
for (const phone of [...known, ...unknown]) await refused(phone); // warms up
const times = { known: [], unknown: [] };
for (const [group, phone] of order) times[group].push(await refused(phone));

const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
for (const [group, list] of Object.entries(times)) {
  list.sort((a, b) => a - b);
  const mean = list.reduce((sum, one) => sum + one, 0) / list.length;
  const shown = [0.05, 0.25, 0.5, 0.75, 0.95].map((part) => at(list, part).toFixed(2));
  console.log(`${group.padEnd(8)} n=${list.length}  ms at 5, 25, 50, 75, 95 %: ${shown.join("  ")}  mean ${mean.toFixed(2)}`);
}

// Mann–Whitney: is one group more often slower? U as a share of all pairs; 0.5 is no difference.
const both = [...times.known.map((t) => [t, 1]), ...times.unknown.map((t) => [t, 0])].sort((a, b) => a[0] - b[0]);
let ranks = 0;
both.forEach(([, isKnown], place) => { if (isKnown) ranks += place + 1; });
const [n, m] = [times.known.length, times.unknown.length];
const u = ranks - (n * (n + 1)) / 2;
const z = (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
const tail = (x) => { // 1 − Φ(x), Abramowitz and Stegun 26.2.17
  const t = 1 / (1 + 0.2316419 * x);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly;
};
console.log(`Mann–Whitney: known slower in ${((100 * u) / (n * m)).toFixed(1)} % of pairs, z = ${z.toFixed(2)}, p = ${(2 * tail(Math.abs(z))).toFixed(3)}`);

// Kolmogorov–Smirnov: the largest distance between the two distributions.
let [below, above, distance] = [0, 0, 0];
for (const [, isKnown] of both) {
  if (isKnown) below += 1 / n; else above += 1 / m;
  distance = Math.max(distance, Math.abs(below - above));
}
const critical = 1.358 * Math.sqrt((n + m) / (n * m));
console.log(`Kolmogorov–Smirnov: D = ${distance.toFixed(3)}, ${distance < critical ? "below" : "ABOVE"} the 5 % limit ${critical.toFixed(3)}`);
