import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { createSelfSigned } from "../tls/throwaway.ts";
import { loadConfig } from "./load.ts";

const own = await createSelfSigned({ commonName: "a.example", dnsNames: ["a.example"] });
const bodyOf = (pem: string): string => pem.split("\n").slice(1, -2).join("");
const short = bodyOf(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString());
const body = bodyOf(own.privateKey);

test.each([
  ["with a dash too few", own.privateKey.replace("-----BEGIN", "----BEGIN")],
  ["without its first line", own.privateKey.split("\n").slice(1).join("\n")],
  ["in one line, without a frame", body],
  ["of 64 characters", short],
  ["between blanks", ` ${short} `],
])("a key %s is not shown, nor looked for as a file", async (_, key) => {
  const read: string[] = [];
  const certificates = [{ certificate: own.certificate, private_key: key }];
  const endpoints = [{ url: "tls://a.example", upstream: { url: 80 } }];
  const { config, diagnostics } = await loadConfig(JSON.stringify({ certificates, endpoints }), {
    readFile: (path) => {
      read.push(path);
      return Promise.reject(Object.assign(new Error("none"), { code: "ENOENT" }));
    },
  });
  expect(config).toBeUndefined();
  expect(diagnostics).toMatchObject([
    { code: "invalid-value", message: "`private_key` is neither PEM nor the path of a file" },
  ]);
  expect(JSON.stringify(diagnostics)).not.toContain(body.slice(8, 32));
  expect(JSON.stringify(diagnostics)).not.toContain(short.slice(24, 48));
  expect(read).toEqual([]);
});

test("a path that looks like a key is one with `./`", async () => {
  const name = `./M${"long/".repeat(9)}key`;
  const certificates = [{ certificate: own.certificate, private_key: name }];
  const { diagnostics } = await loadConfig(JSON.stringify({ certificates, endpoints: [] }), {
    readFile: (path) => Promise.resolve(path.endsWith(name.slice(1)) ? own.privateKey : "another"),
  });
  expect(diagnostics).toEqual([]);
});

test("a path may be long", async () => {
  const name = `${"long/".repeat(40)}server.key`;
  const certificates = [{ certificate: own.certificate, private_key: name }];
  const { diagnostics } = await loadConfig(JSON.stringify({ certificates, endpoints: [] }), {
    readFile: (path) => Promise.resolve(path.endsWith(name) ? own.privateKey : "another"),
  });
  expect(diagnostics).toEqual([]);
});
