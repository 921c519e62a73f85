"use strict";

// One fetcher for everything: the server answers a query with JSON and a subscription with events,
// as the Accept header asks. So the playground shows exactly what an app would get.

const ENDPOINT = "/graphql";

function isSubscription(params, options) {
  const definitions = options && options.documentAST ? options.documentAST.definitions : [];
  const operations = definitions.filter((one) => one.kind === "OperationDefinition");
  const named = operations.find((one) => one.name && one.name.value === params.operationName);
  const chosen = named || operations[0];
  return Boolean(chosen && chosen.operation === "subscription");
}

function ask(params, options, accept, signal) {
  return fetch(ENDPOINT, {
    method: "POST",
    headers: { ...(options && options.headers), "content-type": "application/json", accept },
    body: JSON.stringify(params),
    signal,
  });
}

async function* events(params, options) {
  const controller = new AbortController();
  try {
    const response = await ask(params, options, "text/event-stream", controller.signal);
    if (!(response.headers.get("content-type") || "").startsWith("text/event-stream")) {
      yield await response.json();
      return;
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value;
      let end;
      while ((end = text.indexOf("\n\n")) >= 0) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        if (/^event: complete$/m.test(event)) return;
        const data = /^data: (.*)$/m.exec(event);
        if (data && data[1]) yield JSON.parse(data[1]);
      }
    }
  } finally {
    controller.abort();
  }
}

function fetcher(params, options) {
  if (isSubscription(params, options)) return events(params, options);
  return ask(params, options, "application/graphql-response+json, application/json;q=0.9")
    .then((response) => response.json());
}

ReactDOM.createRoot(document.getElementById("playground")).render(
  React.createElement(GraphiQL, {
    fetcher,
    shouldPersistHeaders: false,
    defaultQuery: `# After signing in, write under Headers: { "Authorization": "Bearer <access token>" }

query {
  __typename
}
`,
  }),
);
