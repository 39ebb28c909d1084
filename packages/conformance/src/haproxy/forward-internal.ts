import type { LiveEndpoint } from "../live/configuration.ts";
import { type ModelAction as Action, get } from "../model/document.ts";
import { rebind } from "./bindings.ts";
import { equal } from "./operators.ts";
import { quotePattern } from "./quote.ts";
import type { Binding } from "./scene.ts";
import { type Conditions, isFalse, isSet, isTrue, not } from "./script.ts";
import { translateTemplate } from "./template.ts";
import { Untranslatable } from "./untranslatable.ts";
import { held, known, knownText, longestOf, registerOf, scalarOf } from "./value.ts";
import type { Place, Walk } from "./walk.ts";

export interface ForwardOptions {
  readonly walk: Walk;
  readonly place: Place;
  readonly when: Conditions;
}

/** Returns whether a connection can get past it. */
export function forwardInternal({ config }: Action, options: ForwardOptions): boolean {
  const { place, when } = options;
  const { scene } = place;
  const continues = get(config, "on_error") === "continue";
  const url = scalarOf(translateTemplate(String(get(config, "url")), scene), "string");
  const written = knownText(url);
  if (written !== undefined) {
    const members = membersOf(options.walk, canonical(written));
    if (members.length === 0) return notFound(written, continues, options);
    if (!scene.script.isReplay) hand(written, members, continues, options);
    return when.length > 0;
  }
  const { script, configured } = scene;
  if (script.isReplay) return true;
  const { protocol } = configured.endpoint;
  const text = registerOf(script, url);
  const valid = quotePattern(`^${protocol}://([a-z0-9_-]{1,63}[.])+internal[.]?(:[1-9][0-9]{0,4})?\\z`);
  script.reject(...when, not(isSet(text)));
  script.reject(...when, not(`{ var(${text}) -m reg -i -- ${valid} }`));
  const lower = held("string", script.set(script.register(), `var(${text}),lower`), { longest: longestOf(url) });
  let left = when;
  for (const target of new Set(options.walk.internal.map((endpoint) => canonical(endpoint.url)))) {
    for (const spelling of new Set(spellingsOf(target))) {
      const same = registerOf(script, equal(script, lower, known(spelling)));
      hand(target, membersOf(options.walk, target), continues, { ...options, when: [...when, isTrue(same)] });
      left = [...left, isFalse(same)];
    }
  }
  if (continues) throw new Untranslatable("failover", "a computed URL that may lead nowhere");
  script.reject(...left);
  return when.length > 0;
}

/** Sends the connection there; where a refused dial lets the policy go on, it goes on in a frontend of its own. */
function hand(url: string, members: readonly LiveEndpoint[], continues: boolean, options: ForwardOptions): void {
  const { walk, place, when } = options;
  const { scene, rule, action } = place;
  const addresses = members.map((member) => ({ kind: "address" as const, address: addressOf(member) }));
  if (!continues) {
    walk.send(scene, walk.backend(addresses), when);
    return;
  }
  if (scene.stage === "terminated" || members.length > 1) throw new Untranslatable("failover", `\`${url}\``);
  const inherited = new Map([...scene.inherited, ...failureOf(url)]);
  const name = walk.frontend({ stage: "plain", from: { rule, action: action + 1 }, inherited });
  walk.send(scene, walk.backend([...addresses, { kind: "frontend", name }]), when);
}

function notFound(url: string, continues: boolean, { place, when }: ForwardOptions): boolean {
  const { script, results } = place.scene;
  if (!continues) {
    script.reject(...when);
    return when.length > 0;
  }
  for (const [name, value] of failureOf(url)) results.set(name, rebind(script, results.get(name), value, when));
  return true;
}

/** What the rules behind a failed forward know of it. */
function failureOf(url: string): readonly (readonly [string, Binding])[] {
  return [
    ["forward_internal.url", known(canonical(url))],
    ["forward_internal.error.code", { kind: "none", reason: "failure-told" }],
    ["forward_internal.error.message", { kind: "none", reason: "failure-told" }],
  ];
}

function membersOf({ internal }: Walk, url: string): readonly LiveEndpoint[] {
  return internal.filter((endpoint) => canonical(endpoint.url) === url);
}

/** Of an endpoint that only connects on; others have been refused. */
export function addressOf({ upstream, url }: LiveEndpoint): string {
  const plain = upstream?.tls === undefined && upstream?.proxy_protocol === undefined;
  const address = /^(?:tcp:\/\/)?(127\.0\.0\.1:\d+)$/.exec(upstream?.url ?? "")?.[1];
  if (!plain || address === undefined) throw new Untranslatable("endpoint", `the upstream of \`${url}\``);
  return address;
}

/** In lower case, without a trailing dot and with its port. */
function canonical(url: string): string {
  const plain = url.toLowerCase().replace(/\.(?=:\d+$|$)/, "");
  return /^tls:\/\/[^:]*$/.test(plain) ? `${plain}:443` : plain;
}

/** All that a URL in lower case can be written as: with or without a trailing dot, and the port that is the default. */
function spellingsOf(canonicalUrl: string): readonly string[] {
  const dotted = canonicalUrl.replace(/(?=:\d+$)/, ".");
  return [canonicalUrl, dotted].flatMap((url) => [url, url.replace(/^(tls:.*):443$/, "$1")]);
}
