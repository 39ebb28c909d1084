import { parsePemRevocationLists, type RevocationList } from "@sluice/policy/x509";
import { describe, expect, test } from "vitest";
import { createAuthority, type KeyType } from "../testing/pki.ts";
import { revocationFor } from "./revocation-lists.ts";
import { createRevocationList } from "./throwaway-revocation.ts";

function listsOf(pem: string): readonly RevocationList[] {
  const parsed = parsePemRevocationLists(pem);
  if (parsed.kind === "invalid") throw new Error(parsed.reason);
  return parsed.lists;
}

describe("revocationFor", () => {
  test.each<KeyType>(["ecdsa", "rsa", "ed25519"])("knows an authority by its %s signature", async (keyType) => {
    const authority = await createAuthority({ commonName: "CA", keyType });
    const namesake = await createAuthority({ commonName: "CA", keyType });
    const lists = listsOf(createRevocationList(authority));
    const pem = lists.map((list) => list.pem);
    expect(revocationFor([authority.certificate], [{ lists }])).toEqual({ kind: "lists", lists: pem });
    expect(revocationFor([namesake.certificate], [{ lists }])).toEqual({ kind: "missing-list", authority: "CN=CA" });
  });

  test("tells namesakes with other types of keys apart", async () => {
    const types: readonly KeyType[] = ["ecdsa", "rsa", "ed25519"];
    const namesakes = await Promise.all(types.map((keyType) => createAuthority({ commonName: "CA", keyType })));
    const lists = namesakes.flatMap((authority) => listsOf(createRevocationList(authority)));
    const bundles = namesakes.map(({ certificate }) => certificate);
    expect(revocationFor(bundles, [{ lists }])).toEqual({ kind: "lists", lists: lists.map(({ pem }) => pem) });
    expect(revocationFor(bundles, [{ lists: lists.slice(1) }])).toMatchObject({ kind: "missing-list" });
  });

  test("asks for a list of every authority, intermediate ones too", async () => {
    const root = await createAuthority({ commonName: "Root" });
    const middle = await root.issueAuthority({ commonName: "Middle" });
    const bundle = root.certificate + middle.certificate;
    const rootOnly = listsOf(createRevocationList(root));
    expect(revocationFor([bundle], [{ lists: rootOnly }])).toEqual({ kind: "missing-list", authority: "CN=Middle" });
    const lists = [...rootOnly, ...listsOf(createRevocationList(middle))];
    expect(revocationFor([bundle], [{ lists }])).toMatchObject({ kind: "lists", lists: [{}, {}] });
  });

  test("takes the lists of a bundle for that bundle alone", async () => {
    const [one, other] = [await createAuthority({ commonName: "One" }), await createAuthority({ commonName: "Other" })];
    const sets = [{ bundle: one.certificate, lists: listsOf(createRevocationList(one)) }];
    expect(revocationFor([other.certificate], sets)).toEqual({ kind: "lists", lists: [] });
    // One TLS configuration asks for all of them, or for none.
    expect(revocationFor([one.certificate, other.certificate], sets)).toEqual({
      kind: "missing-list",
      authority: "CN=Other",
    });
  });

  test("knows a bundle by its certificates, however they are written down", async () => {
    const [one, other] = [await createAuthority({ commonName: "One" }), await createAuthority({ commonName: "Other" })];
    const both = one.certificate + other.certificate;
    const lists = [...listsOf(createRevocationList(one)), ...listsOf(createRevocationList(other))];
    const written = [
      both,
      `# our clients\n${both}\n`,
      both.replaceAll("\n", "\r\n"),
      one.certificate + both,
      other.certificate + one.certificate,
    ];
    for (const bundle of written) {
      expect(revocationFor([bundle], [{ bundle: both, lists }])).toMatchObject({ kind: "lists", lists: [{}, {}] });
      expect(revocationFor([both], [{ bundle, lists }])).toMatchObject({ kind: "lists", lists: [{}, {}] });
    }
    expect(revocationFor([one.certificate], [{ bundle: both, lists }])).toEqual({ kind: "lists", lists: [] });
  });

  test("without authorities there is nobody who could have revoked anything", async () => {
    const authority = await createAuthority({ commonName: "CA" });
    const { certificate } = await authority.issue({ commonName: "client" });
    const lists = listsOf(createRevocationList(authority));
    expect(revocationFor([], [{ lists }])).toEqual({ kind: "lists", lists: [] });
    expect(revocationFor([certificate], [{ lists }])).toEqual({ kind: "lists", lists: [] });
  });
});
