// The reference client of graphql-transport-ws.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

// How the server says that it does not know somebody: by closing the socket.
const TURNED_AWAY = [4401, 4403];

export function open(url, token) {
  const address = new URL(url);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return createClient({
    url: address.href,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: token ? { Authorization: `Bearer ${token}` } : undefined,
  });
}

open.turnedAway = (error) => TURNED_AWAY.includes(error?.code);
