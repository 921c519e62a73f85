// PostGraphile as its manual sets it up for production, on the bench's database.
// node server.mjs DATABASE_URL PORT
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";

const [, , connectionString, port] = process.argv;
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString, schemas: ["public"], poolConfig: { max: 10 } })],
  grafserv: { graphiql: false, watch: false, websockets: false },
  grafast: { explain: false },
});
const server = createServer();
server.on("error", (cause) => {
  console.error(cause);
  process.exit(1);
});
await instance.createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
