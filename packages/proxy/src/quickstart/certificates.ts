import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Credentials, createAuthority } from "../tls/throwaway.ts";

/** What the quickstart's peers need of its certificates; the files are in `directory`. */
export interface QuickstartCertificates {
  readonly directory: string;
  /** PEM that clients trust servers by: the proxy and the passthrough upstream. */
  readonly serverAuthority: string;
  readonly upstream: Credentials;
  readonly alice: Credentials;
  readonly bob: Credentials;
}

/** Makes all certificates of `examples/quickstart/sluice.yml` in `certs/` below `directory`. */
export async function writeCertificates(directory: string): Promise<QuickstartCertificates> {
  const servers = await createAuthority({ commonName: "Sluice quickstart servers" });
  const clients = await createAuthority({ commonName: "Sluice quickstart clients" });
  const proxy = await servers.issue({
    commonName: "the proxy",
    dnsNames: ["terminate.localhost", "mtls.localhost", "*.apps.localhost"],
    usage: "server",
  });
  const upstream = await servers.issue({
    commonName: "the upstream",
    dnsNames: ["passthrough.localhost"],
    usage: "server",
  });
  const alice = await clients.issue({ commonName: "alice", usage: "client" });
  const bob = await clients.issue({ commonName: "bob", usage: "client" });
  const certs = join(directory, "certs");
  await mkdir(certs, { recursive: true, mode: 0o700 });
  const write = async (name: string, { certificate, privateKey }: Credentials): Promise<void> => {
    await writeFile(join(certs, `${name}.crt`), certificate);
    await writeFile(join(certs, `${name}.key`), privateKey, { mode: 0o600 });
  };
  await writeFile(join(certs, "ca.crt"), servers.certificate);
  await writeFile(join(certs, "clients-ca.crt"), clients.certificate);
  await write("proxy", proxy);
  await write("alice", alice);
  await write("bob", bob);
  return { directory: certs, serverAuthority: servers.certificate, upstream, alice, bob };
}
