// As much of a browser as signing in needs: cookies, redirects and forms.

export class Browser {
  #cookies = new Map();

  /** Asks for a page without going where it sends. */
  async ask(url, options = {}) {
    const address = new URL(url);
    const cookie = [...(this.#cookies.get(address.origin)?.values() ?? [])]
      .filter(({ path }) => address.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
    const headers = { ...options.headers, ...(cookie === "" ? {} : { cookie }) };
    const response = await fetch(address, { ...options, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) this.#keep(address.origin, line);
    return response;
  }

  #keep(origin, line) {
    const [pair, ...rest] = line.split(";").map((part) => part.trim());
    const [name, value] = pair.split(/=(.*)/s);
    const attribute = (wanted) =>
      rest.map((part) => part.split(/=(.*)/s)).find(([key]) => key.toLowerCase() === wanted)?.[1];
    const path = attribute("path") ?? "/";
    const expires = attribute("expires");
    const jar = this.#cookies.get(origin) ?? new Map();
    this.#cookies.set(origin, jar);
    if (expires !== undefined && new Date(expires).getTime() < Date.now()) jar.delete(name + path);
    else jar.set(name + path, { name, value, path });
  }

  /** Goes on through redirects and `answer`, which fills pages, until an address that begins with
   *  `stop`: that address. Or the page on which nothing goes on. */
  async walk(url, stop, answer) {
    let next = { url };
    for (let step = 0; step < 20; step += 1) {
      if (String(next.url).startsWith(stop)) return { arrived: String(next.url) };
      const response = await this.ask(next.url, next.options);
      const sent = response.headers.get("location");
      if (sent !== null) {
        next = { url: new URL(sent, next.url) };
        continue;
      }
      const page = await response.text();
      const chosen = response.ok ? answer(page) : null;
      if (chosen === null) return { status: response.status, page };
      next = chosen;
    }
    throw new Error("the browser was sent in circles");
  }
}

/** Fills the provider's two forms: signing in, and agreeing. */
export function signingIn(login) {
  return (page) => {
    const form = page.match(/<form[^>]*action="([^"]+)"/);
    if (form === null) return null;
    const fields = new URLSearchParams();
    for (const [, name, value] of page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) {
      fields.set(name, value);
    }
    if (fields.get("prompt") === "login") {
      fields.set("login", login);
      fields.set("password", "whatever the provider asks for");
    }
    return { url: form[1], options: { method: "POST", body: fields } };
  };
}

/** Presses "cancel". */
export function cancelling(page) {
  const link = page.match(/<a href="([^"]+\/abort)"/);
  return link === null ? null : { url: link[1] };
}
