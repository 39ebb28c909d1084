import { quotePattern, textSample } from "./quote.ts";
import type { Configured } from "./scene.ts";
import { type Conditions, isSet, not, type Script } from "./script.ts";

/** The register that holds the server name once the hello was awaited. */
export const SNI = "txn.sni";
/** Set once there is a good hello. */
export const HELLO = "txn.hello";

/** Without a dot at its end. */
export const LONGEST_NAME = 253;
const LABEL = "[A-Za-z0-9_-]{1,63}";
/** What a server name is (language.md, 6.29); any other makes the hello malformed. */
const NAME = quotePattern(`^(?=.{1,${LONGEST_NAME}}[.]?\\z)${LABEL}(?:[.]${LABEL})*[.]?\\z`);
/** As it was sent. */
const SENT = "txn.sni_sent";

/** Lower case, without the trailing dot. */
const NORMALIZED = "lower,regsub([.]$,)";

/**
 * Waits for the hello, for as long as `inspect-delay` says, and refuses what is none: what starts like TLS and comes to
 * no hello, who gives a name that is none, and whoever sends nothing. What does not start like TLS has no server name.
 */
export function awaitHello(script: Script, when: Conditions): void {
  script.set(HELLO, "int(1)", ...when, "{ req.ssl_hello_type 1 }");
  script.reject(...when, not(isSet(HELLO)), "{ req.payload(0,1) -m bin 16 }");
  script.reject(...when, not(isSet(HELLO)), "{ req.len 0 }");
  script.set(SNI, textSample(""), ...when);
  script.set(SENT, "req.ssl_sni", ...when, isSet(HELLO));
  script.reject(...when, isSet(SENT), not(`{ var(${SENT}) -m reg -- ${NAME} }`));
  script.set(SNI, `var(${SENT}),${NORMALIZED}`, ...when, isSet(SENT));
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
