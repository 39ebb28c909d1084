import { AddressSet } from "@sluice/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { CITY } from "../intelligence/testing/databases.ts";
import type { ListedAddresses } from "../listed-addresses.ts";
import { type Authority, createAuthority } from "../testing/pki.ts";
import { readConfiguration, readContents, readFrom } from "./read-configuration.ts";

const AT = new Date("2026-01-01T00:00:00Z");
const CONFIG = "/etc/sluice/sluice.yml";

let authority: Authority;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Test CA" });
});

/** Reads with these files alone, and notes who was read when. */
function read(files: Readonly<Record<string, string>>) {
  const log: string[] = [];
  const reading = readConfiguration({
    paths: [CONFIG],
    at: AT,
    before: async (path) => {
      log.push(`before ${path}`);
    },
    readFile: async (path) => {
      log.push(`read ${path}`);
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
      return text;
    },
  });
  return { reading, log };
}

const endpoint = (name: string, policy: string) =>
  `  - { name: ${name}, url: tls://${name}.example.com, upstream: { url: 1 }, traffic_policy_file: ${policy} }\n`;

describe("readConfiguration", () => {
  test("reads each file once, whoever is to know of it before", async () => {
    const files = { [CONFIG]: `endpoints:\n${endpoint("a", "p")}${endpoint("b", "p")}`, "/etc/sluice/p": "" };
    const { reading, log } = read(files);
    const { config, diagnostics, at } = await reading;
    expect({ endpoints: config?.endpoints.length, diagnostics, at }).toEqual({ endpoints: 2, diagnostics: [], at: AT });
    expect(log).toEqual([
      "before /etc/sluice/sluice.yml",
      "read /etc/sluice/sluice.yml",
      "before /etc/sluice/p",
      "read /etc/sluice/p",
    ]);
  });

  test("tells other contents from the same", async () => {
    const config = `endpoints:\n${endpoint("a", "p")}`;
    const contents = async (policy: string) =>
      (await read({ [CONFIG]: config, "/etc/sluice/p": policy }).reading).contents;
    expect(await contents("# one")).toEqual(await contents("# one"));
    const [one, two] = [await contents("# one"), await contents("# two")];
    expect(two.get("/etc/sluice/p")).not.toBe(one.get("/etc/sluice/p"));
    expect(two.get(CONFIG)).toBe(one.get(CONFIG));
  });

  test("knows of files that are missing, so that they are waited for", async () => {
    const { certificate } = await authority.issue({ commonName: "a", dnsNames: ["a.example.com"] });
    const config = `endpoints:\n${endpoint("a", "p")}certificates: [{ certificate: c, private_key: k }]\n`;
    const {
      config: loaded,
      contents,
      diagnostics,
    } = await read({ [CONFIG]: config, "/etc/sluice/c": certificate }).reading;
    expect(loaded).toBeUndefined();
    expect(diagnostics).toHaveLength(2);
    expect([...contents.keys()].toSorted()).toEqual(["/etc/sluice/c", "/etc/sluice/k", "/etc/sluice/p", CONFIG]);
    expect([contents.get("/etc/sluice/k"), contents.get("/etc/sluice/p")]).toEqual(["ENOENT", "ENOENT"]);
  });

  test("that keeps what it has read is read again as it was", async () => {
    const given = new Map([[CONFIG, `region: one\nendpoints:\n${endpoint("a", "p")}`]]);
    const readFile = async (path: string): Promise<string> => {
      const text = given.get(path);
      if (text === undefined) throw Object.assign(new Error("no such file"), { code: "EACCES" });
      return text;
    };
    const first = await readConfiguration({ paths: [CONFIG], at: AT, readFile, keepFiles: true });
    given.set("/etc/sluice/p", "");
    const again = await readConfiguration({ paths: [CONFIG], at: AT, readFile: readFrom(first.files) });
    expect(again).toEqual({ at: AT, diagnostics: first.diagnostics, contents: first.contents });
    expect(again.diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining("EACCES")]);
    await expect(readFrom(first.files)("/etc/passwd")).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("knows lists of addresses by a digest, and has no text of them", async () => {
    const config = `ip_policies: { a: { file: a.txt }, b: { file: b.txt, action: deny } }\nendpoints:\n${endpoint("a", "p")}`;
    const texts: string[] = [];
    const readFile = async (path: string): Promise<string> => {
      texts.push(path);
      return path === CONFIG ? config : "";
    };
    const readList = async (path: string): Promise<ListedAddresses> => {
      if (path.endsWith("b.txt")) throw Object.assign(new Error(path), { code: "EACCES" });
      return { list: { kind: "list", set: AddressSet.from(["10.0.0.0/8"]) }, digest: "sha256:one" };
    };
    const reading = { paths: [CONFIG], at: AT, readFile, readList };
    const { contents, files, lists } = await readConfiguration({ ...reading, keepFiles: true });
    expect(files?.map(([path]) => path)).toEqual([CONFIG, "/etc/sluice/p"]);
    expect(lists).toEqual([
      ["/etc/sluice/a.txt", { digest: "sha256:one" }],
      ["/etc/sluice/b.txt", { code: "EACCES" }],
    ]);
    const look = (digest: string) =>
      readContents(contents, readFile, async (path) =>
        path.endsWith("a.txt") ? digest : (await readList(path)).digest,
      );
    expect(await look("sha256:one")).toEqual(contents);
    const changed = await look("sha256:two");
    expect([...contents].filter(([path, content]) => changed.get(path) !== content).map(([path]) => path)).toEqual([
      "/etc/sluice/a.txt",
    ]);
    expect(new Set(texts)).toEqual(new Set([CONFIG, "/etc/sluice/p"]));
    expect(await readConfiguration(reading)).not.toHaveProperty("lists");
  });

  test("knows databases by a digest, keeps none of their bytes, and looks at them without reading them as text", async () => {
    const config = `ip_intelligence: { geo: city.mmdb, as: none.mmdb }\nendpoints:\n${endpoint("a", "p")}`;
    const readFile = async (path: string): Promise<string> => (path === CONFIG ? config : "");
    const readBytes = async (path: string) => {
      if (path.endsWith("none.mmdb")) throw Object.assign(new Error(path), { code: "ENOENT" });
      return { bytes: Buffer.from(CITY), digest: "sha256:one" };
    };
    const { contents, files, databases } = await readConfiguration({
      paths: [CONFIG],
      at: AT,
      readFile,
      readBytes,
      keepFiles: true,
    });
    expect(files?.map(([path]) => path)).toEqual([CONFIG, "/etc/sluice/p"]);
    expect(databases).toEqual([
      ["/etc/sluice/city.mmdb", { digest: "sha256:one" }],
      ["/etc/sluice/none.mmdb", { code: "ENOENT" }],
    ]);
    const texts: string[] = [];
    const look = (city: string) =>
      readContents(
        contents,
        (path) => {
          texts.push(path);
          return readFile(path);
        },
        (path) => (path.endsWith("city.mmdb") ? Promise.resolve(city) : readBytes(path).then(({ digest }) => digest)),
      );
    expect(await look("sha256:one")).toEqual(contents);
    expect(texts.toSorted()).toEqual(["/etc/sluice/p", CONFIG]);
    const changed = await look("sha256:two");
    expect([...contents].filter(([path, content]) => changed.get(path) !== content).map(([path]) => path)).toEqual([
      "/etc/sluice/city.mmdb",
    ]);
  });

  test("says why the configuration itself cannot be read", async () => {
    expect(await read({}).reading).toEqual({
      at: AT,
      diagnostics: [],
      unreadable: "ENOENT",
      unreadablePath: CONFIG,
      contents: new Map([[CONFIG, "ENOENT"]]),
    });
  });
});
