import { suggest } from "@sluice/policy";
import type { StringNode } from "@sluice/policy/source";
import type { OptionReader } from "./option-reader.ts";
import { HTTP_ONLY, IGNORED, KNOWN } from "./options.ts";

/** What other names are taken for, and what to do instead. */
const HINTS: Readonly<Record<string, string>> = {
  traffic_policy_file: "read it: `traffic_policy: readFileSync(path, 'utf8')`",
  url: "a `tls` endpoint has a `domain`, a `tcp` endpoint a `remote_addr`",
};

/** Reports options that are none or not for here. Those that are passed over are given back, to be named. */
export function checkOptions(options: OptionReader): readonly string[] {
  const ignored: string[] = [];
  for (const { key } of options.root.entries) {
    const name = key.value;
    if (isOneOf(KNOWN, name)) continue;
    if (isOneOf(IGNORED, name)) ignored.push(name);
    else report(options, key);
  }
  return ignored;
}

function report(options: OptionReader, key: StringNode): void {
  const name = key.value;
  if (isOneOf(HTTP_ONLY, name)) {
    const message = `\`${name}\` is for HTTP, which is not understood here`;
    const hint = "leave it to an HTTP server or proxy, and forward to that";
    options.report("invalid-value", key, message, hint);
    return;
  }
  if (name === "labels") {
    const hint = "say `proto: 'tcp'` or `proto: 'tls'`";
    options.report("invalid-value", key, "there is nothing here that `labels` could lead to", hint);
    return;
  }
  const near = suggest(name, KNOWN);
  const hint = Object.hasOwn(HINTS, name) ? HINTS[name] : near && `did you mean \`${near}\`?`;
  options.report("unknown-key", key, `there is no option \`${name}\``, hint);
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
