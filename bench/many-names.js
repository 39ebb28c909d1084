/** Far apart, so that no cache helps that a client's would not. */
const STEP = 7919;

/** What a file of endpoints has for a policy. */
export const POLICY = `on_tcp_connect:\n  - expressions: ["conn.client_port < 1024"]\n    actions: [{type: deny}]\n`;

/** The server name of an endpoint among many. */
export function nameOf(i) {
  return `host${i}.customers.example.com`;
}

/** Gives the numbers below `count`, one after the other and none next to the last. */
export function walk(count) {
  let at = 0;
  return () => {
    at = (at + STEP) % count;
    return at;
  };
}
