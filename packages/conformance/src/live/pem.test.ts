import { createAuthority } from "@sluice/proxy";
import { expect, test } from "vitest";
import { authoritiesIn, replaceAuthorities } from "./pem.ts";

test("authorities are found and replaced wherever they stand in a document, and leaves are left alone", async () => {
  const authority = await createAuthority({ commonName: "A" });
  const leaf = await authority.issue({ commonName: "leaf" });
  const indented = (pem: string, by: string) => pem.trimEnd().replaceAll(/^/gm, by);
  const text = `a:\n  - |\n${indented(authority.certificate, "      ")}\nb: |\n${indented(leaf.certificate, "  ")}\n`;
  expect(authoritiesIn(text)).toEqual([authority.certificate]);
  expect(replaceAuthorities(text, () => "ONE\nTWO\n")).toBe(
    `a:\n  - |\n      ONE\n      TWO\nb: |\n${indented(leaf.certificate, "  ")}\n`,
  );
  expect(replaceAuthorities(text, () => undefined)).toBe(text);
});

test("what is no certificate is none", () => {
  expect(authoritiesIn("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")).toEqual([]);
});
