import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { widthOf } from "./cells.ts";
import { render } from "./render.ts";
import type { ViewState } from "./state.ts";
import { STATE } from "./testing/states.ts";

function shown(state: ViewState, columns: number, rows: number): string[] {
  return render(state, { columns, rows }).map(({ text }) => text.trimEnd());
}

describe("render", () => {
  test("shows everything where there is room", () => {
    expect(shown(STATE, 100, 24)).toMatchInlineSnapshot(`
      [
        "sluice 0.1.0  online  1 m 05 s  sluice.yml                                                   q quits",
        "connections: 3 open, 1,234 closed, 7 of them refused; 5.3 kB in, 1.0 MB out",
        "",
        "ENDPOINT                                              OPEN  CLOSED      IN     OUT",
        "web  tls://app.example.com → 9000  (127.0.0.1:443)       3   1,230  5.3 kB  1.0 MB",
        "    [0] office only: 6 denied",
        "    no rule: 1,224 passed",
        "tcp://db.internal:5432 → db:5432  (internal)             0       0     0 B     0 B",
        "",
        "LAST CONNECTIONS",
        "00:00:01.000  192.0.2.1:50000 → web: passed",
        "00:00:02.000  192.0.2.7:50001 → web: denied",
        "",
        "LOG",
        "sluice: listening on 127.0.0.1:443 for tls://app.example.com (web)",
      ]
    `);
  });

  test("says of what is cut that there is more, and keeps what is busy", () => {
    const quiet = Array.from({ length: 9 }, (_, i) => ({ ...STATE.endpoints[1], url: `tcp://${i}.internal:1` }));
    const endpoints = [...quiet, ...STATE.endpoints] as ViewState["endpoints"];
    expect(shown({ ...STATE, endpoints }, 70, 14)).toMatchInlineSnapshot(`
      [
        "sluice 0.1.0  online  1 m 05 s  sluice.yml                     q quits",
        "connections: 3 open, 1,234 closed, 7 of them refused; 5.3 kB in, 1.0 …",
        "",
        "ENDPOINT                                  OPEN  CLOSED      IN     OUT",
        "web  tls://app.example.com → 9000  (1…       3   1,230  5.3 kB  1.0 MB",
        "    [0] office only: 6 denied",
        "    no rule: 1,224 passed",
        "… 10 more",
        "",
        "LAST CONNECTIONS",
        "00:00:02.000  192.0.2.7:50001 → web: denied",
        "",
        "LOG",
        "sluice: listening on 127.0.0.1:443 for tls://app.example.com (web)",
      ]
    `);
  });

  test("of a narrow terminal takes what there is", () => {
    expect(shown(STATE, 40, 12)).toMatchInlineSnapshot(`
      [
        "sluice 0.1.0  online  1 m 05 s…  q quits",
        "connections: 3 open, 1,234 closed, 7 of…",
        "",
        "ENDPOINT",
        "web  tls://app.example.com → 9000  (127…",
        "    [0] office only: 6 denied",
        "    no rule: 1,224 passed",
        "tcp://db.internal:5432 → db:5432  (inte…",
        "",
        "LAST CONNECTIONS",
        "00:00:01.000  192.0.2.1:50000 → web: pa…",
        "00:00:02.000  192.0.2.7:50001 → web: de…",
      ]
    `);
  });

  test("says what it waits for", () => {
    expect(shown({ ...STATE, status: "stopping", workers: 4, quitKey: "Ctrl-C" }, 100, 1)).toMatchInlineSnapshot(`
      [
        "sluice 0.1.0  stopping, waits for open connections  1 m 05 s  sluice.yml, 4…  Ctrl-C again ends them",
      ]
    `);
  });

  test("does not know what only workers know", () => {
    const endpoints = STATE.endpoints.map(({ open: _, ...rest }) => rest);
    expect(shown({ ...STATE, endpoints }, 100, 24)[4]).toMatch(/ \? +1,230 +5\.3 kB +1\.0 MB$/);
  });

  test("never leaves the terminal, and never moves its cursor", () => {
    const text = fc.string({ unit: "binary", maxLength: 60 });
    const state = fc.record({
      recent: fc.array(text, { maxLength: 20 }),
      log: fc.array(text),
      source: text,
      name: text,
    });
    const size = fc.record({ columns: fc.integer({ min: 1, max: 120 }), rows: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(state, size, ({ name, ...some }, { columns, rows }) => {
        const endpoints = STATE.endpoints.map((endpoint) => ({ ...endpoint, name }));
        const lines = render({ ...STATE, ...some, endpoints }, { columns, rows });
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) {
          expect(widthOf(line.text)).toBeLessThanOrEqual(columns);
          expect(line.text).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });
});
