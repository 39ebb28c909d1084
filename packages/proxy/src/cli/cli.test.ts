import { describe, expect, test } from "vitest";
import { loadConfig } from "../config/load.ts";
import { endpointOf } from "../testing/proxies.ts";
import { explainListenFailure } from "./explain-listen-failure.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import { selectEndpoints } from "./select-endpoints.ts";

describe("selectEndpoints", () => {
  const web = endpointOf({ url: "tls://a.example", name: "web", upstream: 1 });
  const ssh = endpointOf({ url: "tcp://a.example:22", name: "ssh", upstream: 1 });
  const nameless = endpointOf({ url: "tls://x.internal", upstream: 1 });
  const endpoints = [web, ssh, nameless];

  test("takes all or those named", () => {
    expect(selectEndpoints(endpoints, [], true)).toEqual({ ok: true, endpoints });
    expect(selectEndpoints(endpoints, ["ssh"], false)).toEqual({ ok: true, endpoints: [ssh] });
  });

  test.each([
    [[], false, "name the endpoints to start, or give --all; there are web, ssh"],
    [["wep"], false, "no endpoint is named wep; there are web, ssh"],
    [["web"], true, "name endpoints or give --all, not both"],
  ])("%j, all: %s", (names, all, message) => {
    expect(selectEndpoints(endpoints, names, all)).toEqual({ ok: false, message });
  });

  test.each([
    [[], "there is no endpoint to start"],
    [[nameless], "all endpoints to start are internal, none would listen"],
  ])("refuses what would open no port (%#)", (some, message) => {
    expect(selectEndpoints(some, [], true)).toEqual({ ok: false, message });
  });
});

describe("explainListenFailure", () => {
  const failure = { code: "EADDRINUSE", message: "", address: undefined, port: 8443, publicPort: 443 };

  test("names a taken port and what to change", () => {
    expect(explainListenFailure(failure)).toBe(
      "port 8443 is taken by another program; stop that, or bind another with `listen: { ports: { 443: PORT } }` in the configuration",
    );
  });

  test("says that the port is the proxy's own", () => {
    expect(explainListenFailure({ ...failure, own: true })).toMatch(/^port 8443 is open on another address/);
  });

  test.each(["EACCES", "EADDRNOTAVAIL", "EMFILE"])("has an answer to %s", (code) => {
    expect(explainListenFailure({ ...failure, code, address: "192.0.2.1" })).toContain("192.0.2.1");
  });
});

describe("printDiagnostics", () => {
  test("prints them as compilers do", async () => {
    const { diagnostics } = await loadConfig("endpoints:\n  - url: tcp://a.example\n    upstream: { url: 1 }\n", {
      filename: "/srv/conf/sluice.yml",
    });
    const [first, ...rest] = printDiagnostics(diagnostics, "/srv").split("\n");
    expect(first).toMatch(/^conf\/sluice\.yml:2:10: error: .* \[invalid-url, ERR_NGROK_2204\]$/);
    expect(rest.join("\n")).toMatch(/^( {2}hint: .*\n)?$/);
    expect(printDiagnostics(diagnostics, "/elsewhere/x")).toContain("/srv/conf/sluice.yml:2:10");
  });
});
