// What a client of streams must see, whichever way it is connected.

const PATIENCE = 10_000;
const REPEAT = 1_000;

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
      const closed = error.code && `closed with ${error.code} ${error.reason}`;
      report(`${name}: ${what}`, error.stack ?? closed ?? JSON.stringify(error));
    }
  };

  await check("a query is answered and completes", async () => {
    const client = open(url);
    const results = await collect(client, { query: steps.query });
    client.dispose();
    must(results.length === 1, `${results.length} results`);
    must(results[0].data && !results[0].errors, JSON.stringify(results[0]));
  });

  await check("a subscription brings its event and ends when its client ends it", async () => {
    const client = open(url, steps.token);
    const ended = new Promise((resolve, reject) => {
      let heard;
      let causing;
      const end = client.subscribe(
        { query: steps.subscription },
        {
          next: (result) => {
            heard ??= result;
            end();
          },
          error: (error) => {
            clearInterval(causing);
            reject(error);
          },
          complete: () => {
            clearInterval(causing);
            resolve(heard);
          },
        },
      );
      // Neither client tells when the server listens, so the cause is repeated until it is heard.
      causing = setInterval(() => heard ?? steps.cause().catch(reject), REPEAT);
    });
    const heard = await ended;
    client.dispose();
    must(heard?.data && !heard.errors, JSON.stringify(heard));
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
