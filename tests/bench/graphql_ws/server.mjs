// The least that Node's graphql-ws can do for the same client: `noticeReceived` to everybody, with a
// notice that is held in memory. No database, no tokens, nobody's rights.
// node server.mjs PORT
import { createServer } from "node:http";
import { buildSchema, graphql } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";

const schema = buildSchema(`
  type Text { text: String }
  type Notice { id: ID! cursor: String severity: String title: Text body: Text publishedAt: String }
  type UserError { code: String message: String }
  type Payload { notice: Notice userErrors: [UserError!]! }
  input TextInput { ms: String en: String }
  input NoticeCreateInput { areaId: ID! severity: String title: TextInput body: TextInput }
  type Query { ready: Boolean }
  type Mutation { noticeCreate(input: NoticeCreateInput!): Payload noticePublish(input: Publish!): Payload }
  input Publish { id: ID! }
  type Subscription { noticeReceived: Notice }
`);
const notices = new Map();
const followers = new Set();

async function* follow() {
  let wake;
  const waiting = [];
  const hear = (notice) => { waiting.push(notice); wake?.(); };
  followers.add(hear);
  try {
    for (;;) {
      while (waiting.length) yield { noticeReceived: waiting.shift() };
      await new Promise((resolve) => { wake = resolve; });
    }
  } finally {
    followers.delete(hear);
  }
}

const rootValue = {
  ready: true,
  noticeCreate: ({ input }) => {
    const id = `notice_${notices.size}`;
    const text = ({ ms }) => ({ text: ms });
    const notice = { id, cursor: id, severity: input.severity, title: text(input.title), body: text(input.body), publishedAt: new Date().toISOString() };
    notices.set(id, notice);
    return { notice, userErrors: [] };
  },
  noticePublish: ({ input: { id } }) => {
    for (const hear of followers) hear(notices.get(id));
    return { userErrors: [] };
  },
};

const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const { query: source, variables: variableValues } = body ? JSON.parse(body) : { query: "{ ready }" };
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(await graphql({ schema, source, rootValue, variableValues })));
});
useServer({ schema, roots: { query: rootValue, subscription: { noticeReceived: follow } } }, new WebSocketServer({ server, path: "/graphql" }));
server.listen(Number(process.argv[2]), "127.0.0.1");
