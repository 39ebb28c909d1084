import { createTlsTermination } from "@sluice/policy";
import { expect, test } from "vitest";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { createHostCertificates } from "./host-certificates.ts";
import { type TerminationServer, TerminationServers } from "./servers.ts";
import { Terminations } from "./terminations.ts";

const NAME = "app.example.com";
const tls = createTlsTermination({ minVersion: "1.2", maxVersion: "1.3" });

const NONE: readonly string[] = [];

async function certificate(): Promise<Credentials> {
  const authority = await createAuthority({ commonName: "CA" });
  return authority.issue({ commonName: NAME, dnsNames: [NAME] });
}

function serverOf(terminations: Terminations, asked = { tls, alpnProtocols: NONE }): TerminationServer {
  const choice = terminations.choose(asked.tls, { name: NAME, alpnProtocols: asked.alpnProtocols });
  if (choice.kind !== "server") throw new Error(choice.kind);
  return choice.server;
}

test("a connection of an earlier configuration brings no server of it back", async () => {
  const servers = new TerminationServers();
  const [first, second] = [await certificate(), await certificate()];
  const inForce = (host: Credentials): Terminations => {
    const terminations = new Terminations(createHostCertificates([host]), [], servers);
    terminations.forgetOthers([{ tls, alpnProtocols: [] }]);
    return terminations;
  };
  const earlier = inForce(first);
  const original = serverOf(earlier);
  expect(serverOf(earlier)).toBe(original);
  const kept = serverOf(inForce(first));
  expect(kept).toBe(original);

  const between = inForce(second);
  const late = serverOf(earlier);
  expect(late).not.toBe(original);
  expect(serverOf(between)).toBe(serverOf(between));
  expect([original, late]).not.toContain(serverOf(inForce(first)));
});

test("a connection of an earlier configuration shares what is still in force", async () => {
  const servers = new TerminationServers();
  const host = createHostCertificates([await certificate()]);
  const [earlier, current] = [new Terminations(host, [], servers), new Terminations(host, [], servers)];
  current.forgetOthers([{ tls, alpnProtocols: [] }]);
  expect(serverOf(earlier)).not.toBe(serverOf(current));
  expect(serverOf(earlier)).toBe(serverOf(current));
});

test("with a certificate of its own a termination has one server for each list of protocols, while it is in force", async () => {
  const servers = new TerminationServers();
  const { certificate: own, privateKey } = await certificate();
  const asked = {
    tls: createTlsTermination({ minVersion: "1.2", maxVersion: "1.3", certificate: own, privateKey }),
    alpnProtocols: ["h2"],
  };
  const [earlier, current] = [1, 2].map(() => new Terminations(createHostCertificates([]), [], servers)) as [
    Terminations,
    Terminations,
  ];
  earlier.forgetOthers([asked]);
  const original = serverOf(earlier, asked);
  expect(serverOf(earlier, asked)).toBe(original);
  expect(serverOf(earlier, { ...asked, alpnProtocols: ["http/1.1"] })).not.toBe(original);
  expect(serverOf(earlier, asked)).toBe(original);
  current.forgetOthers([]);
  expect(serverOf(earlier, asked)).not.toBe(original);
});
