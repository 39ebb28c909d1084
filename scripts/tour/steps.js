export const TITLE = "Sluice: a policy is checked, mended, started, and changed while it runs";

/** Files of `examples/tour/`, and the ports in them that another program may have. */
export const FILES = ["app.js", "mended.yml", "policy.yml", "sluice.yml"];
export const PORTS = ["18080", "18443"];

const URL = "https://app.localhost:18443/";

/**
 * What is typed at the root of a clone, in one shell. `until`: said later by what runs in the background, and waited for
 * before the next step; `events`: how many lines `events.log` has to have before this one.
 *
 * @type {readonly { readonly run: string, readonly until?: RegExp, readonly events?: number }[]}
 */
export const STEPS = [
  { run: "cp -r examples/tour tour && cd tour" },
  { run: "cat policy.yml" },
  { run: "npx sluice check policy.yml" },
  { run: "diff policy.yml mended.yml" },
  { run: "cp mended.yml policy.yml && npx sluice check policy.yml" },
  { run: "# An app, and the proxy in front of it." },
  { run: "node app.js &", until: /the app .*\r\n/ },
  { run: "npx sluice start --all --format text > events.log &", until: /listening on .*\r\n/ },
  { run: `curl --insecure ${URL}` },
  { run: "# The same from a guest's address: closed before TLS, the app hears nothing of it." },
  { run: `curl --insecure --interface 127.0.9.1 ${URL}` },
  { run: "cat events.log", events: 2 },
  { run: "# From now on everybody here is a guest. No restart." },
  { run: "sed --in-place s/127.0.9.0/127.0.0.0/ policy.yml", until: /reloaded .*\r\n/ },
  { run: `curl --insecure ${URL}` },
  { run: "tail --lines 1 events.log", events: 3 },
  { run: "# A mistake changes nothing." },
  { run: "sed --in-place s/deny/dney/ policy.yml", until: /reload refused.*\r\n/ },
];
