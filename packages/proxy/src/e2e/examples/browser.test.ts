import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { answerVector } from "@sluice/policy/vectors";
import { loadVectors } from "@sluice/policy/vectors/load";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examplePath } from "../testing/example.ts";
import { hasPeer, requirePeer } from "../testing/peers.ts";
import { createScratch, type Scratch } from "../testing/scratch.ts";
import { openChromium, type Tab } from "./testing/chromium.ts";
import { busyness } from "./testing/png.ts";

const VECTORS = fileURLToPath(new URL("../../../../../test-vectors/", import.meta.url));
const TYPES: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript", css: "text/css" };

let scratch: Scratch;
let tab: Tab;
const address = (): string => pathToFileURL(scratch.path("index.html")).href;

beforeAll(async () => {
  scratch = await createScratch();
  const { buildPage } = (await import(examplePath("browser/build.js"))) as {
    buildPage(folder: string, conditions: readonly string[]): Promise<void>;
  };
  await buildPage(scratch.path("."), ["sluice-source"]);
  if (hasPeer("chromium")) tab = await openChromium();
}, 60_000);

afterAll(async () => {
  await tab?.[Symbol.asyncDispose]();
  await scratch?.remove();
});

/** What a reader of the page sees at an id. */
const textAt = (id: string): Promise<string> =>
  tab.evaluate(`document.getElementById(${JSON.stringify(id)}).innerText`);

/** Types a text into a field, over what is there. */
const type = (selector: string, text: string): Promise<void> =>
  tab.evaluate(`{
    const field = document.querySelector(${JSON.stringify(selector)});
    field.value = ${JSON.stringify(text)};
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }`);

describe("the policy in a browser page", () => {
  test("decides as in Node, byte for byte, for every vector", async (context) => {
    requirePeer(context, "chromium");
    const loaded = await loadVectors(VECTORS);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.vectors.length).toBeGreaterThan(1_000);
    const questions = JSON.stringify(loaded.vectors.map(({ expect: _, ...question }) => question));
    await tab.open(address());
    const answers = await tab.evaluate<string>(`sluice.answerAll(${JSON.stringify(questions)})`);
    const here = (JSON.parse(questions) as Parameters<typeof answerVector>[0][]).map((each) => answerVector(each));
    const there = JSON.parse(answers) as unknown[];
    expect(there).toHaveLength(here.length);
    // One by one first, so that a difference is told by its vector.
    for (const [index, answer] of here.entries()) {
      const { id = "" } = loaded.vectors[index] ?? {};
      expect([id, JSON.stringify(there[index])]).toEqual([id, JSON.stringify(answer)]);
    }
    expect(answers).toBe(JSON.stringify(here));
    // Twice all vectors: seconds here, and more where other tests run beside it.
  }, 120_000);

  test("shows a decision and how it came about, from the disk, with nothing fetched and no complaint", async (context) => {
    requirePeer(context, "chromium");
    const before = [tab.complaints.length, tab.requests.length] as const;
    await tab.open(address());
    expect(await textAt("summary")).toBe("It compiles, and nothing looks like a slip.");
    expect(await textAt("decision")).toMatch(/^continue — the connection goes on/);
    expect(await textAt("trace")).toContain("inCidrRange(conn.client_ip, '203.0.113.0/24') → true");
    await type("[name=client_ip]", "198.51.100.7");
    expect(await textAt("decision")).toMatch(/^deny — (.|\n)*on_tcp_connect\[0\]\.actions\[0\]/);
    expect(tab.complaints.slice(before[0])).toEqual([]);
    const asked = tab.requests.slice(before[1]).filter((url) => !url.startsWith("data:"));
    expect(asked.map((url) => basename(url)).toSorted()).toEqual(["index.html", "page.css", "page.js"]);
  });

  test("works from a server of files too", async (context) => {
    requirePeer(context, "chromium");
    const server = createServer(async ({ url = "" }, response) => {
      const name = basename(url);
      response.setHeader("content-type", TYPES[name.split(".")[1] ?? ""] ?? "text/plain");
      response.end(await readFile(join(scratch.path("."), name)));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    await tab.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`);
    expect(await textAt("decision")).toMatch(/^continue/);
    server.closeAllConnections();
    server.close();
  });

  test("points at the characters that are wrong", async (context) => {
    requirePeer(context, "chromium");
    await tab.open(address());
    await type("#policy", "on_tcp_connect:\n  - actions:\n      - type: dney\n");
    expect(await textAt("summary")).toBe("1 error");
    expect(await textAt("diagnostics")).toContain(
      "3:15 error: there is no action `dney` [unknown-action, ERR_NGROK_2201]",
    );
    expect(await textAt("diagnostics")).toContain("did you mean `deny`?");
    expect(await textAt("decision")).toContain("does not compile");
    expect(await tab.evaluate(`document.querySelector("#marks mark").textContent`)).toBe("dney");
    await tab.evaluate(`document.querySelector("#diagnostics button").click()`);
    const selected = `const { value, selectionStart, selectionEnd } = document.activeElement; value.slice(selectionStart, selectionEnd)`;
    expect(await tab.evaluate(`{ ${selected} }`)).toBe("dney");
  });

  test("makes no markup of what is typed", async (context) => {
    requirePeer(context, "chromium");
    await tab.open(address());
    const trap = "<img src=x onerror=alert(1)>";
    await type("#policy", `${trap}: ${trap}\n`);
    expect(await tab.evaluate(`document.querySelectorAll("img").length`)).toBe(0);
    expect(await textAt("diagnostics")).toContain(trap);
  });

  test("evaluates nothing: its own policy of content would not let it", async (context) => {
    requirePeer(context, "chromium");
    await tab.open(address());
    // By a timer, since what the protocol evaluates itself is let through.
    const tried = `new Promise((resolve) => setTimeout(() => {
      try { resolve(String(new Function("return 1")())); } catch (error) { resolve(error.name); }
    }))`;
    expect(await tab.evaluate(tried)).toBe("EvalError");
  });

  test("is walked through with the Tab key, in the order of the page", async (context) => {
    requirePeer(context, "chromium");
    await tab.open(address());
    await tab.evaluate(`document.body.focus()`);
    const seen: string[] = [];
    const wanted = await tab.evaluate<string[]>(
      `[...document.querySelectorAll("textarea, input, select, button")].map((each) => each.id || each.name)`,
    );
    for (const _ of wanted) {
      for (const kind of ["rawKeyDown", "keyUp"]) {
        await tab.send("Input.dispatchKeyEvent", { type: kind, key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 });
      }
      seen.push(await tab.evaluate(`document.activeElement.id || document.activeElement.name`));
    }
    expect(seen).toEqual(wanted);
    const unnamed = `[...document.querySelectorAll("textarea, input, select")].filter(({ labels }) => labels.length === 0).length`;
    expect(await tab.evaluate(unnamed)).toBe(0);
  });

  test("is no blank page, in the light and in the dark", async (context) => {
    requirePeer(context, "chromium");
    const shoot = async (): Promise<Buffer> => {
      const { data } = (await tab.send("Page.captureScreenshot", { format: "png" })) as { data: string };
      return Buffer.from(data, "base64");
    };
    await tab.open("about:blank");
    expect(busyness(await shoot())).toBeLessThan(0.001);
    const pictures: Buffer[] = [];
    for (const value of ["light", "dark"]) {
      await tab.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });
      await tab.open(address());
      const picture = await shoot();
      expect(busyness(picture)).toBeGreaterThan(0.01);
      pictures.push(picture);
    }
    const paper = `getComputedStyle(document.body).backgroundColor`;
    expect(await tab.evaluate(paper)).toBe("rgb(20, 23, 27)");
    expect(pictures[0]?.equals(pictures[1] ?? Buffer.alloc(0))).toBe(false);
  });
});
