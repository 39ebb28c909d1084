import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { endpointOf } from "../testing/proxies.ts";
import { SelfSigned } from "./self-signed.ts";

test("the self-signed certificate is for every public endpoint, and for servers alone", async () => {
  const { certificate } = await new SelfSigned().certificateFor(
    ["tls://a.example", "tls://*.b.example", "tcp://127.0.0.1:1000", "tls://x.internal"].map((url) =>
      endpointOf({ url, upstream: 1 }),
    ),
  );
  const x509 = new X509Certificate(certificate);
  expect(x509.subjectAltName).toBe("DNS:a.example, DNS:*.b.example, IP Address:127.0.0.1");
  expect(x509.verify(x509.publicKey)).toBe(true);
  expect(x509.ca).toBe(false);
  expect(x509.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
});

test("it stays the same until the names change", async () => {
  const selfSigned = new SelfSigned();
  const endpoints = [endpointOf({ url: "tls://a.example", upstream: 1 })];
  const first = await selfSigned.certificateFor(endpoints);
  expect(await selfSigned.certificateFor([...endpoints])).toBe(first);
  const more = [...endpoints, endpointOf({ url: "tls://b.example", upstream: 1 })];
  expect(await selfSigned.certificateFor(more)).not.toEqual(first);
});
