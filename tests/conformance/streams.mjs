// What a client of streams must see, whichever way it is connected.

const PATIENCE = 10_000;
const SILENCE = 1_000;

function within(milliseconds, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Runs one operation to its end.
function collect(client, payload) {
  const results = [];
  return new Promise((resolve, reject) => {
    client.subscribe(payload, {
      next: (result) => results.push(result),
      error: reject,
      complete: () => resolve(results),
    });
  });
}

function must(condition, what) {
  if (!condition) throw new Error(what);
}

export async function streams(name, open, url, steps, report) {
  const check = async (what, story) => {
    try {
      await within(PATIENCE, story(), what);
      report(`${name}: ${what}`);
      console.log(`${name}: ${what}`);
    } catch (error) {
      report(`${name}: ${what}`, error.stack ?? JSON.stringify(error) ?? error);
    }
  };

  await check("a query is answered and completes", async () => {
    const client = open(url);
    const results = await collect(client, { query: steps.query });
    client.dispose();
    must(results.length === 1, `${results.length} results`);
    must(results[0].data && !results[0].errors, JSON.stringify(results[0]));
  });

  await check("a subscription stays open until its client ends it", async () => {
    const client = open(url, steps.token);
    const errors = [];
    const ended = new Promise((resolve, reject) => {
      const end = client.subscribe(
        { query: steps.subscription },
        {
          next: (result) => result.errors && errors.push(result.errors),
          error: reject,
          complete: resolve,
        },
      );
      setTimeout(end, SILENCE);
    });
    await ended;
    client.dispose();
    must(errors.length === 0, JSON.stringify(errors));
  });

  await check("a document that does not fit the schema is refused with a code", async () => {
    const client = open(url);
    const refused = await collect(client, { query: "{ thereIsNoSuchField }" }).catch((errors) => errors);
    client.dispose();
    // A WebSocket says so with an error, an event stream with a result that holds nothing else.
    const errors = refused[0]?.errors ?? refused;
    must(errors[0]?.extensions?.code === "GRAPHQL_VALIDATION_FAILED", JSON.stringify(refused));
    must(errors[0]?.extensions?.requestId, "no request id");
  });

  await check("a bad token is refused", async () => {
    const client = open(url, "not-a-token");
    const error = await collect(client, { query: steps.subscription }).then(
      (results) => new Error(`it was answered: ${JSON.stringify(results)}`),
      (error) => error,
    );
    client.dispose();
    must(open.turnedAway(error), `${error.code ?? ""} ${error.stack ?? error}`);
  });
}
