import { expect, test } from "vitest";
import type { Telling, Termination } from "./configuration.ts";
import { writeConfiguration } from "./write.ts";

const OPTIONS = { directory: "/d", logPort: 8, nobody: "NOBODY" };

const TELLS: readonly Telling[] = [
  { kind: "value", path: ["vars", "a"], value: { kind: "register", register: "txn.a", type: "int" } },
  {
    kind: "log",
    written: "txn.c",
    metadata: { kind: "map", entries: [["b", { kind: "register", register: "txn.b", type: "string" }]] },
  },
  { kind: "value", path: ["vars", "b"], value: { kind: "register", register: "txn.a", type: "int" } },
];

test("frontends listen and are reached by PROXY header, backends try their servers in order", () => {
  const { main, files } = writeConfiguration(
    [
      {
        port: 7,
        configuration: {
          frontends: [
            { name: "f0", rules: ["tcp-request content accept"], backend: "b", tells: TELLS },
            { name: "f1", rules: [] },
          ],
          backends: [
            {
              name: "b",
              servers: [
                { kind: "address", address: "127.0.0.1:1" },
                { kind: "frontend", name: "f1" },
              ],
            },
          ],
        },
      },
    ],
    OPTIONS,
  );
  expect(main).toBe("/d/haproxy.cfg");
  const text = files.get(main) ?? "";
  expect(text.slice(text.indexOf("frontend"))).toBe(`frontend f0
  bind 127.0.0.1:7 accept-proxy
  log-format "told f0 %b %s %[var(txn.a)] %[var(txn.c)] %[var(txn.b),length]:%[var(txn.b),hex]"
  error-log-format "failed f0"
  tcp-request inspect-delay 3s
  tcp-request content accept
  use_backend %[var(txn.to)] if { var(txn.to) -m found }
  default_backend b
frontend f1
  bind unix@/d/f1.sock accept-proxy
  log-format "told f1 %b %s"
  error-log-format "failed f1"
  tcp-request inspect-delay 3s
  use_backend %[var(txn.to)] if { var(txn.to) -m found }
backend b
  retries 1
  balance first
  option redispatch 1
  server s0 127.0.0.1:1
  server s1 unix@/d/f1.sock send-proxy-v2
`);
});

const TLS: Termination = { minVersion: "1.2", maxVersion: "1.3", certificate: "CERT", alpnProtocols: [] };

test.each<[string, Partial<Termination>, string]>([
  ["no client certificates", { alpnProtocols: ["h2", "http/1.1"] }, "alpn h2,http/1.1"],
  [
    "verified ones",
    { clients: { strategy: "require-and-verify", authorities: "CA", revocationLists: "CRL" } },
    "no-tls-tickets ca-file /d/f1.ca.pem verify required crl-file /d/f1.crl.pem",
  ],
  [
    "any",
    { clients: { strategy: "require-any", authorities: "" } },
    "no-tls-tickets ca-file /d/f1.ca.pem verify required ca-ignore-err all crt-ignore-err all",
  ],
  [
    "asked for",
    { clients: { strategy: "request", authorities: "CA" } },
    "no-tls-tickets ca-file /d/f1.ca.pem verify optional ca-ignore-err all crt-ignore-err all",
  ],
])("a termination: %s", (_, more, words) => {
  const tls = { ...TLS, ...more };
  const frontends = [
    { name: "f0", rules: [] },
    { name: "f1", rules: [], tls },
  ];
  const { main, files } = writeConfiguration([{ configuration: { frontends, backends: [] }, port: 7 }], OPTIONS);
  expect(files.get(main)).toContain(
    `bind unix@/d/f1.sock accept-proxy ssl crt /d/f1.pem ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.3 ${words}\n`,
  );
  expect(files.get("/d/f1.pem")).toBe("CERT");
  if (tls.clients) expect(files.get("/d/f1.ca.pem")).toBe(tls.clients.authorities || "NOBODY");
});
