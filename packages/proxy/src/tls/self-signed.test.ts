import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { endpointOf } from "../testing/proxies.ts";
import { selfSignedFor } from "./self-signed.ts";

test("the self-signed certificate is for every public endpoint, and for servers alone", async () => {
  const urls = ["tls://a.example", "tls://*.b.example", "tcp://127.0.0.1:1000", "tls://x.internal"];
  const { certificate } = await selfSignedFor(
    urls.map((url) => endpointOf({ url, upstream: 1 })),
    undefined,
  );
  const x509 = new X509Certificate(certificate);
  expect(x509.subjectAltName).toBe("DNS:a.example, DNS:*.b.example, IP Address:127.0.0.1");
  expect(x509.verify(x509.publicKey)).toBe(true);
  expect(x509.ca).toBe(false);
  expect(x509.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
});

test("it stays the same until the names change", async () => {
  const endpoints = [endpointOf({ url: "tls://a.example", upstream: 1 })];
  const first = await selfSignedFor(endpoints, undefined);
  expect(await selfSignedFor([...endpoints], first)).toBe(first);
  const more = [...endpoints, endpointOf({ url: "tls://b.example", upstream: 1 })];
  expect((await selfSignedFor(more, first)).certificate).not.toBe(first.certificate);
});
