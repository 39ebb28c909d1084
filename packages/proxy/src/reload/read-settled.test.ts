import { expect, test } from "vitest";
import { readConfiguration, readContents } from "./read-configuration.ts";
import { MOST_READINGS, readSettled, UNSETTLED } from "./read-settled.ts";

const endpoint = (port: number): string =>
  `endpoints: [{ url: 'tcp://a.example.com:${port}', upstream: { url: 1 } }]\n`;

/** A directory of two files, which somebody writes one after the other while they are read. */
function written({ times }: { times: number }) {
  let version = 0;
  let read = "";
  const files = (): Readonly<Record<string, string>> => ({
    "/etc/d/": '["a.yml","b.yml"]',
    "/etc/d/a.yml": endpoint(1 + version),
    "/etc/d/b.yml": endpoint(1001 + version),
  });
  const readFile = async (path: string): Promise<string> => {
    const text = files()[path];
    if (text === undefined) throw Object.assign(new Error(path), { code: path === "/etc/d" ? "EISDIR" : "ENOENT" });
    // Between the first of them and the second.
    if (path === "/etc/d/a.yml" && version < times && read !== path) version += 1;
    read = path;
    return text;
  };
  let readings = 0;
  const settled = () =>
    readSettled({
      read: () => {
        readings += 1;
        return readConfiguration({ paths: ["/etc/d"], at: new Date(0), readFile });
      },
      look: (seen) => readContents(seen, readFile),
    });
  return { settled, readFile, readings: () => readings };
}

test("what has changed while it was read is read again", async () => {
  const { settled, readings } = written({ times: 1 });
  const { config, diagnostics } = await settled();
  expect([diagnostics, config?.endpoints.map(({ url }) => url.port), readings()]).toEqual([[], [2, 1002], 2]);
});

test("what stays as it is is read once", async () => {
  const { settled, readings } = written({ times: 0 });
  expect([(await settled()).config?.endpoints.length, readings()]).toEqual([2, 1]);
});

test("what goes on to change is not put in force, and never what a look finds", async () => {
  const { settled, readFile, readings } = written({ times: 100 });
  const { config, unreadable, unreadablePath, contents } = await settled();
  expect([config, unreadable, unreadablePath]).toEqual([undefined, UNSETTLED, "/etc/d/a.yml"]);
  expect(readings()).toBe(MOST_READINGS);
  expect((await readContents(contents, readFile)).get("/etc/d/a.yml")).not.toBe(contents.get("/etc/d/a.yml"));
});
