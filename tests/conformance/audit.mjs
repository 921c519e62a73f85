// The audit of GraphQL over HTTP, by the authors of its specification.
import { auditServer } from "graphql-http";

const EXPECTED = 61;

export async function audit(url, report) {
  const results = await auditServer({ url: url.href });
  for (const result of results) {
    const passed = result.status === "ok";
    report(`graphql-http ${result.id} ${result.name}`, passed ? undefined : result.reason);
  }
  const right = results.length === EXPECTED;
  report("graphql-http asks every question", right ? undefined : `${results.length} of ${EXPECTED} were asked`);
  const ok = results.filter((result) => result.status === "ok").length;
  console.log(`graphql-http: ${ok} of ${results.length}`);
}
