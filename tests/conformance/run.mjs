// Asks a running server the questions of the reference implementations.
//
//   node run.mjs URL
//
// URL is the server's address (http://127.0.0.1:8080) or its GraphQL endpoint. The answers of a
// signed-in person need an account: KRT_TEST_PHONE and KRT_SAMPLE_PASSWORD, or KRT_TEST_TOKEN.
// Each check is one line; the last line counts, and the exit code is 1 when one failed.
import { audit } from "./audit.mjs";
import { open as openEvents } from "./events.mjs";
import { open as openSocket } from "./socket.mjs";
import { plan } from "./plan.mjs";
import { streams } from "./streams.mjs";

const address = process.argv[2];
if (!address) {
  console.error("node run.mjs URL");
  process.exit(2);
}
const url = new URL(address);
if (url.pathname === "/") url.pathname = "/graphql";

let passed = 0;
let failed = 0;
function report(name, error) {
  if (error === undefined) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`FAILED ${name}\n       ${String(error).replaceAll("\n", "\n       ")}`);
  }
}

try {
  await audit(url, report);
  const steps = await plan(url);
  await streams("graphql-ws", openSocket, url, steps, report);
  await streams("graphql-sse", openEvents, url, steps, report);
} catch (error) {
  report("the run itself", error.stack ?? error);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
