import { createTlsTermination } from "@sluice/policy";
import { expect, test } from "vitest";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { createHostCertificates } from "./host-certificates.ts";
import { type TerminationServer, TerminationServers } from "./servers.ts";
import { Terminations } from "./terminations.ts";

const NAME = "app.example.com";
const tls = createTlsTermination({ minVersion: "1.2", maxVersion: "1.3" });

async function certificate(): Promise<Credentials> {
  const authority = await createAuthority({ commonName: "CA" });
  return authority.issue({ commonName: NAME, dnsNames: [NAME] });
}

function serverOf(terminations: Terminations): TerminationServer {
  const choice = terminations.choose(tls, { name: NAME, alpnProtocols: [] });
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
