import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** Only what every browser has; nothing of Node. */
const BROWSER_GLOBALS = { TextEncoder, TextDecoder, console: {}, atob, btoa, crypto: globalThis.crypto };

async function bundle(entry: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "sluice",
    platform: "browser",
    logLevel: "silent",
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]?.text ?? "";
}

test("the package bundles for a browser and runs a policy there", async () => {
  const code = await bundle("./index.ts");
  const context = createContext({ ...BROWSER_GLOBALS });
  const step = runInContext(
    `${code};
    const { policy, diagnostics } = sluice.compilePolicy(
      "on_tcp_connect:\\n  - expressions: ['inCidrRange(conn.client_ip, \\"10.0.0.0/8\\") && \\"aab\\".matches(\\"a+b\\")']\\n    actions: [{type: deny}]"
    );
    if (!policy) throw new Error(JSON.stringify(diagnostics));
    JSON.stringify(policy.start({
      client: { ip: "10.1.2.3", port: 1 },
      server: { ip: "10.0.0.1", port: 2, region: "" },
      start: new Date(0),
      endpoint: { id: "e", protocol: "tcp", host: "h", port: 2, url: "tcp://h:2" },
    }))`,
    context,
  );
  expect(JSON.parse(step)).toMatchObject({ kind: "deny", rule: 0, action: 0 });
});

test("so does what answers a test vector", async () => {
  const code = await bundle("./vectors/index.ts");
  const answer = runInContext(
    `${code}; JSON.stringify(sluice.answerVector({ id: "t/t", policy: "on_tcp_connect: [{actions: [{type: deny}]}]" }))`,
    createContext({ ...BROWSER_GLOBALS }),
  );
  expect(JSON.parse(answer)).toMatchObject({ outcome: "deny", rule: 0 });
});

test("so does the reader of certificates", async () => {
  const code = await bundle("./x509/index.ts");
  const result = runInContext(
    `${code}; JSON.stringify(sluice.parseCertificate(new Uint8Array([1, 2, 3])))`,
    createContext({ ...BROWSER_GLOBALS }),
  );
  expect(JSON.parse(result)).toMatchObject({ kind: "invalid" });
});
