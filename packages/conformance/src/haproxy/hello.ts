import { textSample } from "./quote.ts";
import type { Configured } from "./scene.ts";
import { type Conditions, isSet, not, type Script } from "./script.ts";

/** The register that holds the server name once the hello was awaited. */
export const SNI = "txn.sni";
/** Set once there is a good hello. */
export const HELLO = "txn.hello";

/** Lower case, without the trailing dot. */
const NORMALIZED = "lower,regsub([.]$,)";

/**
 * Waits for the hello, for as long as `inspect-delay` says, and refuses what is none: what starts like TLS and comes to
 * no hello, and whoever sends nothing. What does not start like TLS has no server name.
 */
export function awaitHello(script: Script, when: Conditions): void {
  script.set(HELLO, "int(1)", ...when, "{ req.ssl_hello_type 1 }");
  script.reject(...when, not(isSet(HELLO)), "{ req.payload(0,1) -m bin 16 }");
  script.reject(...when, not(isSet(HELLO)), "{ req.len 0 }");
  script.set(SNI, textSample(""), ...when);
  script.set(SNI, `req.ssl_sni,${NORMALIZED}`, ...when, isSet(HELLO));
}

/** On a `tls` endpoint the hello comes first, and must name it. */
export function awaitOwnHello(script: Script, { endpoint }: Configured): void {
  awaitHello(script, []);
  script.reject(not(isSet(HELLO)));
  const { host } = endpoint;
  const pattern = host.startsWith("*.") ? `-m end ${host.slice(1)}` : `-m str ${host}`;
  script.reject(not(`{ var(${SNI}) ${pattern} }`));
}

/** Behind a termination the hello has been. */
export function recallHello(script: Script): void {
  script.set(HELLO, "int(1)");
  script.set(SNI, textSample(""));
  script.set(SNI, `ssl_fc_sni,${NORMALIZED}`);
}
