import { type ModelAction as Action, get, list, type Yaml } from "../model/document.ts";
import { inRanges } from "./addresses.ts";
import { rebind } from "./bindings.ts";
import { textSample } from "./quote.ts";
import { type AddressRange, printRange, readRange } from "./ranges.ts";
import type { Binding, Scene } from "./scene.ts";
import { type Conditions, isFalse, isTrue } from "./script.ts";
import { toldOf, translateTemplate } from "./template.ts";
import { Untranslatable } from "./untranslatable.ts";
import { held, known, knownText, registerOf, type Value } from "./value.ts";

/** The longest address, and `/128`. */
const LONGEST_CIDR = 49;

/** Returns whether no connection can get past it. */
export function restrictIps({ config }: Action, scene: Scene, when: Conditions): boolean {
  const { script, configured } = scene;
  const enforced = get(config, "enforce") !== false;
  const policies = list(get(config, "ip_policies")).flatMap((id) => configured.ip_policies?.[String(id)] ?? []);
  const of = (action: "allow" | "deny"): readonly string[] => [
    ...rangesOf(get(config, action), scene),
    ...policies.filter((rule) => rule.action === action).map(({ cidr }) => cidr),
  ];
  const [allow, deny] = [of("allow").map(readRange), of("deny").map(readRange)];
  if (!allow.every((range) => range !== undefined) || !deny.every((range) => range !== undefined)) {
    bind(scene, when, { action: known("deny"), matched: known(""), code: known("invalid-cidr"), message: undefined });
    if (enforced) script.reject(...when);
    return enforced && when.length === 0;
  }
  const allowed = registerOf(script, inRanges(script, "src", allow));
  const denied = registerOf(script, inRanges(script, "src", deny));
  const action = script.set(script.register(), textSample("deny"));
  script.set(action, textSample("allow"), isTrue(allowed), isFalse(denied));
  const matched = script.set(script.register(), textSample(""));
  writeMatched(scene, matched, allow, [isFalse(denied)]);
  writeMatched(scene, matched, deny, [isTrue(denied)]);
  bind(scene, when, {
    action: held("string", action, { ascii: true, longest: "allow".length }),
    matched: held("string", matched, { ascii: true, longest: LONGEST_CIDR }),
    code: known(""),
    message: known(""),
  });
  if (enforced) {
    script.reject(...when, isTrue(denied));
    script.reject(...when, isFalse(allowed));
  }
  return enforced && when.length === 0 && allow.length === 0;
}

interface Results {
  readonly action: Value;
  readonly matched: Value;
  readonly code: Value;
  /** `undefined`: wording is an engine's own. */
  readonly message: Value | undefined;
}

function bind(scene: Scene, when: Conditions, { action, matched, code, message }: Results): void {
  const { results, script } = scene;
  const set = (name: string, value: Binding): void => {
    const path = `restrict_ips.${name}`;
    const rebound = rebind(script, results.get(path), value, when);
    results.set(path, rebound);
    script.tells.push({ kind: "value", path: ["actions", ...path.split(".")], value: toldOf(rebound, scene) });
  };
  set("action", action);
  set("matched_cidr", matched);
  set("error.code", code);
  set("error.message", message ?? { kind: "none", reason: "failure-told" });
}

/** The most specific is written last, and stays. */
function writeMatched({ script }: Scene, matched: string, ranges: readonly AddressRange[], when: Conditions): void {
  for (const range of ranges.toSorted((a, b) => a.length - b.length)) {
    const inside = registerOf(script, inRanges(script, "src", [range]));
    script.set(matched, textSample(printRange(range)), ...when, isTrue(inside));
  }
}

/** The CIDRs that the configuration gives, also by way of expressions; one that the connection gives is refused. */
function rangesOf(value: Yaml, scene: Scene): readonly string[] {
  const whole = typeof value === "string" ? translateTemplate(value, scene) : undefined;
  const items =
    whole === undefined
      ? list(value).map((item) => translateTemplate(String(item), scene))
      : whole.kind === "list"
        ? whole.items
        : [whole];
  return items.map((item) => {
    const text = knownText(item);
    if (text === undefined) throw new Untranslatable("run-time-address", "a CIDR that the connection gives");
    return text;
  });
}
