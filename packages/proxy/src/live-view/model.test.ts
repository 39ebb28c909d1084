import { expect, test } from "vitest";
import { eventOf } from "../events/testing/event.ts";
import { continueStep, policyOf } from "../testing/policies.ts";
import { configOf } from "../testing/proxies.ts";
import { ViewModel } from "./model.ts";

const NAMED = { ...policyOf(() => continueStep), ruleNames: ["office only", undefined] };
const CONFIG = configOf([
  { url: "tls://app.example.com", name: "web", upstream: 9000, policy: NAMED },
  { url: "tcp://db.internal:5432", upstream: "db:5432", policy: { ...NAMED, ruleNames: ["inner"] } },
  { url: "tcp://127.0.0.1:7000", upstream: 1 },
]);
const LISTENING = [
  { name: "web", url: "tls://app.example.com", address: "::1", port: 443 },
  { url: "tcp://127.0.0.1:7000", address: "127.0.0.1", port: 7001 },
];

function begin() {
  let now = 5_000;
  const model = new ViewModel({ version: "1", source: "sluice.yml", elapsed: () => now, quitKey: "q" });
  return { model, advance: (milliseconds: number) => (now += milliseconds) };
}

test("decisions are counted by rule and by what became of the connection", () => {
  const { model } = begin();
  model.use(CONFIG, LISTENING);
  const timing = { start_ms: 1, end_ms: 2 };
  const target = { url: "9000", address: "127.0.0.1:9000", timing };
  model.closed(eventOf({ upstream: target }));
  model.closed(eventOf({ upstream: target }));
  model.closed(eventOf({ upstream: { url: "9000", timing, error: { code: "upstream-unreachable", message: "x" } } }));
  model.closed(eventOf({ policy: { outcome: "deny", rule: 0, action: 0 } }));
  model.closed(eventOf({ policy: { outcome: "close", rule: 1, action: 0 } }));
  const failed = { outcome: "error", error: { code: "no-such-key", message: "x" } } as const;
  model.closed(eventOf({ policy: { ...failed, rule: 0 } }));
  model.closed(eventOf({ policy: { outcome: "deny", rule: 0, endpoint: "tcp://db.internal:5432" } }));
  model.closed(eventOf({ policy: { outcome: "forward", rule: 1 }, upstream: target }));
  model.closed(eventOf({ endpoint: null, policy: { ...failed, error: { code: "unrecognized-name", message: "x" } } }));
  const { endpoints, totals } = model.state();
  expect(totals).toEqual({ open: 0, closed: 9, refused: 6, bytesIn: 90, bytesOut: 180 });
  expect(endpoints[0]).toMatchObject({ name: "web", at: "[::1]:443", closed: 8, bytesIn: 80, bytesOut: 160 });
  expect(endpoints[0]?.decisions).toEqual([
    {
      rule: "[0] office only",
      outcomes: [
        ["denied", 1],
        ["refused (no-such-key)", 1],
      ],
    },
    {
      rule: "[1]",
      outcomes: [
        ["reset", 1],
        ["forwarded", 1],
      ],
    },
    {
      rule: "no rule",
      outcomes: [
        ["passed", 2],
        ["upstream unreachable", 1],
      ],
    },
    { rule: "tcp://db.internal:5432 [0] inner", outcomes: [["denied", 1]] },
  ]);
  expect(endpoints.slice(1).map(({ at }) => at)).toEqual(["internal", "127.0.0.1:7001"]);
});

test("running connections count as far as they have come", () => {
  const { model } = begin();
  model.use(CONFIG, LISTENING);
  model.closed(eventOf());
  const endpoint = { name: "web", url: "tls://app.example.com" };
  const client = { ip: "192.0.2.1", port: 1 };
  const one = { start: new Date(0), client, endpoint, bytesIn: 1_000, bytesOut: 2_000 };
  model.serve({ open: () => 3, running: () => [one, one, { ...one, endpoint: undefined, bytesIn: 0, bytesOut: 0 }] });
  const { totals, endpoints } = model.state();
  expect(totals).toEqual({ open: 3, closed: 1, refused: 0, bytesIn: 2_010, bytesOut: 4_020 });
  expect(endpoints[0]).toMatchObject({ open: 2, closed: 1, bytesIn: 2_010, bytesOut: 4_020 });
});

test("what workers serve is not known by endpoint", () => {
  const { model } = begin();
  model.use(CONFIG, LISTENING);
  model.serve({ open: () => 3 });
  const { totals, endpoints } = model.state();
  expect([totals.open, endpoints[0]]).toEqual([3, expect.not.objectContaining({ open: expect.anything() })]);
});

test("a reload keeps what was counted of the endpoints that stay", () => {
  const { model } = begin();
  model.use(CONFIG, LISTENING);
  model.closed(eventOf());
  const other = { endpoint: { id: "ep_3", url: "tcp://127.0.0.1:7000" } };
  model.closed(eventOf(other));
  model.use({ ...CONFIG, endpoints: CONFIG.endpoints.slice(0, 2) }, LISTENING);
  model.use(CONFIG, LISTENING);
  const { totals, endpoints } = model.state();
  expect([totals.closed, endpoints.map(({ closed }) => closed)]).toEqual([2, [1, 0, 0]]);
});

test("a reload that brings other rules forgets what those before have decided", () => {
  const { model } = begin();
  model.use(CONFIG, LISTENING);
  const inner = { outcome: "deny", rule: 0, endpoint: "tcp://db.internal:5432" } as const;
  model.closed(eventOf({ policy: { outcome: "deny", rule: 0, action: 0 } }));
  model.closed(eventOf({ policy: inner }));
  const rules = (): string[] => (model.state().endpoints[0]?.decisions ?? []).map(({ rule }) => rule);
  expect(rules()).toEqual(["[0] office only", "tcp://db.internal:5432 [0] inner"]);
  const [web, db, plain] = CONFIG.endpoints;
  if (!web || !db || !plain) throw new Error("the configuration has three");
  const everybody = { ...web, policy: { ...NAMED, ruleNames: ["everybody"] } };
  model.use({ ...CONFIG, endpoints: [everybody, db, plain] }, LISTENING);
  expect(rules()).toEqual(["tcp://db.internal:5432 [0] inner"]);
  model.closed(eventOf({ policy: { outcome: "deny", rule: 0, action: 0 } }));
  expect(rules()).toEqual(["[0] everybody", "tcp://db.internal:5432 [0] inner"]);
  const other = { ...db, name: "other", policy: { ...NAMED, ruleNames: ["outer"] } };
  model.use({ ...CONFIG, endpoints: [everybody, db, other, plain] }, LISTENING);
  expect(rules()).toEqual(["[0] everybody"]);
  model.closed(eventOf({ policy: inner }));
  expect(rules()).toEqual(["[0] everybody", "tcp://db.internal:5432 [0]"]);
});

test("its state follows what happens", () => {
  const { model, advance } = begin();
  const seen = [model.state().status];
  model.use(CONFIG, LISTENING);
  seen.push(model.state().status);
  model.stopping();
  model.use(CONFIG, LISTENING);
  seen.push(model.state().status);
  advance(2_000);
  expect([seen, model.state().uptime]).toEqual([["starting", "online", "stopping"], 2_000]);
});

test("only the last lines are kept", () => {
  const { model } = begin();
  model.said("first\n");
  for (let i = 0; i < 100; i++) model.said(`line ${i}\n  hint: more\n`);
  for (let i = 0; i < 250; i++) model.closed(eventOf({ conn: { client_port: i } }));
  const { log, recent } = model.state();
  expect([log.length, log.at(-1), log[0]]).toEqual([200, "  hint: more", "line 0"]);
  expect([recent.length, recent.at(-1)]).toEqual([200, expect.stringContaining("192.0.2.1:249 → web: passed")]);
});
