// The reference client of GraphQL over server-sent events, one connection for each operation.
import { createClient } from "graphql-sse";

export function open(url, token) {
  return createClient({
    url: url.href,
    retryAttempts: 0,
    headers: token ? { Authorization: `Bearer ${token}` } : {},
  });
}

open.turnedAway = (error) => [401, 403].includes(error?.response?.status);
