// Offers and projects as anybody sees them, and offers that are hard on a page.
import { picture } from "./files.mjs";
import { Person, until } from "./krt.mjs";

const OWNER = "+601155500111";
/** What an offer tries that wants to be a program. */
const HOSTILE = `</script><script>window.ran = 1</script><img src=x onerror="window.ran = 2">`;

/** Makes the offers: the pages to look at. */
export async function shop(krt) {
  const owner = await Person.signIn(krt, OWNER);
  const project = await owned(owner);
  const stall = new Stall(krt, owner, project);
  const first = await whole(stall);
  const pages = [
    first,
    ...(await languages(stall)),
    await hostile(stall),
    await long(stall),
    await gone(stall, first.path),
    { name: "no offer", path: "/p/tiada-000000", language: "ms", status: 404, title: "KRT Shop" },
    { name: "no carnival", path: "/k/kiosk_00000000000000000000000001", language: "zh", status: 404, title: "KRT Shop" },
    { name: "no project, in Tamil", path: "/s/tiada-000000", language: "ta", status: 404, title: "KRT Shop" },
  ];
  // The cards below, once all of them are there.
  for (const page of pages) if (page.pictures) page.pictures += await stall.others(page.path);
  return [...pages, ...(await projects(krt)), ...(await places(krt))];
}

/** The project whose offers the owner writes. */
async function owned(owner) {
  const { nodes } = await owner.ask("{ projects(first: 100) { nodes { id name viewerCanUpdate } } }");
  const own = nodes.find(({ viewerCanUpdate }) => viewerCanUpdate);
  if (!own) throw new Error("the owner of the samples owns no project at work");
  return own;
}

/** Somebody who sells, and says what the pages promise. */
class Stall {
  constructor(krt, owner, project) {
    Object.assign(this, { krt, owner, project });
  }

  /** Publishes an offer: its id, and the path of its page once it is there. */
  async publish(rest = {}, shown = [picture(1600, 1200, [180, 120, 40])]) {
    const pictures = [];
    for (const bytes of shown) pictures.push({ mediaId: await this.owner.upload("PICTURE", bytes), alternativeText: { ms: "Semangkuk mi" } });
    const input = {
      projectId: this.project.id,
      categoryCode: (await this.owner.ask("{ categories { code } }"))[0].code,
      kind: "GOODS",
      name: { ms: "Mi kuning" },
      description: { ms: "Dibuat setiap pagi." },
      price: "6.50",
      unit: "500 g",
      pictures,
      ...rest,
    };
    const { product } = await this.owner.write("productCreate", "ProductCreateInput", input, "product { id slug }");
    await this.owner.write("productPublish", "ProductIdInput", { id: product.id }, "product { id }");
    const path = `/p/${product.slug}`;
    await until("the page of an offer", async () => (await fetch(this.krt + path)).ok);
    return { id: product.id, path, name: input.name };
  }

  /** How many cards stand below an offer; each of ours has a picture. */
  async others(path) {
    const html = await (await fetch(this.krt + path)).text();
    return html.split('<li><a href="/p/').slice(1).filter((card) => card.split("</li>")[0].includes("<picture>")).length;
  }

  /** A page that is read in one language; `spoken` is the one in which it is written. */
  page(name, offer, { language = "ms", spoken = language, pictures = 1, ...more } = {}) {
    const title = `${offer.name[spoken]} · ${this.project.name}`;
    const graph = {
      "og:type": "product",
      "og:site_name": "KRT Shop",
      "og:title": title,
      "og:description": /./,
      "og:url": this.krt + offer.path,
      "og:image": new RegExp(`^${this.krt}/media/`),
    };
    return { name, path: offer.path, language, title, graph, spoken: { h1: spoken }, pictures, ...more };
  }
}

async function whole(stall) {
  const variants = [{ name: { ms: "Biasa" } }, { name: { ms: "Pedas 🌶️" }, price: "7.00", availability: "FEW" }];
  const deliveries = [{ placeKind: "NATION", cost: "12.00" }, { placeKind: "STATE", place: "01", cost: "0" }];
  const shown = [picture(1600, 1200, [180, 120, 40]), picture(300, 900, [40, 120, 60])];
  const offer = await stall.publish({ variants, deliveries, minimumQuantity: 2, leadTimeDays: 3 }, shown);
  const shows = ["RM 6.50 / 500 g", "Pedas 🌶️ · RM 7.00", "Johor · percuma", "Seluruh Malaysia · RM 12.00"];
  return stall.page("an offer with everything", offer, { pictures: 2, shows });
}

async function languages(stall) {
  const name = { ms: "Mi kuning", en: "Yellow noodles", zh: "黄面", ta: "மஞ்சள் நூடுல்ஸ்" };
  const description = { ms: "Segar.", en: "Fresh.", zh: "新鲜。".repeat(60), ta: "புதியது. ".repeat(40) };
  const offer = await stall.publish({ name, description, availability: "OUT" });
  const pages = [];
  for (const language of ["en", "zh", "ta"]) pages.push(stall.page(`an offer in four languages, read in ${language}`, offer, { language }));
  return pages;
}

async function hostile(stall) {
  const name = { ms: HOSTILE };
  const offer = await stall.publish({ name, description: { ms: HOSTILE.repeat(3) } });
  return stall.page("an offer full of HTML", offer, { shows: [HOSTILE] });
}

async function long(stall) {
  const offer = await stall.publish({ name: { ms: "W".repeat(120) }, description: { ms: "W".repeat(5000) }, unit: "W".repeat(40) });
  return stall.page("the longest offer, one word", offer);
}

/** An offer that is published, and then archived; `beside` is the page of another one of the project. */
async function gone(stall, beside) {
  const { id, path } = await stall.publish({ name: { ms: "Rahsia" } });
  await stall.owner.write("productArchive", "ProductIdInput", { id }, "product { id }");
  await until("an offer to go", async () => (await fetch(stall.krt + path)).status === 410);
  // What others show follows a moment later; only then are their cards counted.
  await until("its card to go", async () => !(await (await fetch(stall.krt + beside)).text()).includes("Rahsia"));
  return { name: "an offer that has gone", path, language: "en", status: 410, title: "KRT Shop", hides: ["Rahsia"] };
}

/** The page of a project, in two languages. */
async function projects(krt) {
  const { products } = await (await fetch(`${krt}/v1/shop/products?first=100`)).json();
  const { slug, name } = products.at(-1).project;
  const path = `/s/${slug}`;
  const html = await (await fetch(krt + path)).text();
  const pictures = html.split("<picture>").length - 1;
  const graph = { "og:type": "business.business", "og:title": name, "og:url": krt + path };
  return ["ms", "en"].map((language) => ({ name: `a project, in ${language}`, path, language, title: name, graph, pictures }));
}

/** The pages of a kiosk and of a carnival, in two languages each. */
async function places(krt) {
  const pages = [];
  for (const language of ["ms", "en"]) {
    const { kiosks } = await (await fetch(`${krt}/v1/shop/kiosks`, { headers: { "accept-language": language } })).json();
    for (const { id, kind, name, stands } of kiosks) {
      const path = `/k/${id}`;
      const html = await (await fetch(krt + path)).text();
      const pictures = html.split("<picture>").length - 1;
      const graph = { "og:type": "website", "og:title": name, "og:url": krt + path };
      const shows = stands.map(({ project }) => project);
      pages.push({ name: `a ${kind.toLowerCase()}, in ${language}`, path, language, title: name, graph, spoken: { h1: language }, pictures, shows });
    }
  }
  return pages;
}
