import { expect, test } from "vitest";
import type { Engine } from "../engine.ts";
import { commandEngine } from "./command.ts";

const question = { id: "t/a", policy: "" };

/** A process that runs `body` for each line, with `vector`, `say(text)` and `count` (of lines so far) at hand. */
function engineThat(body: string, timeout = 5_000): Engine {
  const script = `let count = 0; const say = (text) => process.stdout.write(text);
    require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const vector = JSON.parse(line); count += 1; ${body} });`;
  return commandEngine(`${JSON.stringify(process.execPath)} -e '${script}'`, { timeout });
}

async function using<T>(engine: Engine, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } finally {
    await engine.close?.();
  }
}

test("one vector a line in, one answer a line out, by one process", async () => {
  const engine = engineThat('say(JSON.stringify({ outcome: "deny", rule: count, vars: { id: vector.id } }) + "\\n");');
  await using(engine, async () => {
    expect(await engine.run(question)).toEqual({ outcome: "deny", rule: 1, vars: { id: "t/a" } });
    expect(await engine.run(question)).toMatchObject({ rule: 2 });
  });
});

test("`unsupported` is handed on", async () => {
  const engine = engineThat('say("{\\"unsupported\\":\\"tls\\"}\\n");');
  await using(engine, async () => expect(await engine.run(question)).toEqual({ unsupported: "tls" }));
});

test("no answer in time fails, and the next vector gets a new process", async () => {
  const engine = engineThat('if (vector.id !== "t/hang") say(JSON.stringify({ rule: count }) + "\\n");', 1_000);
  await using(engine, async () => {
    expect(await engine.run(question)).toEqual({ rule: 1 });
    await expect(engine.run({ ...question, id: "t/hang" })).rejects.toThrow("no answer within 1000 ms");
    expect(await engine.run(question)).toEqual({ rule: 1 });
  });
});

test("an exit fails with its code, and the next vector gets a new process", async () => {
  const engine = engineThat('if (vector.id === "t/die") process.exit(3); say("{}\\n");');
  await using(engine, async () => {
    await expect(engine.run({ ...question, id: "t/die" })).rejects.toThrow("the engine exited (3)");
    expect(await engine.run(question)).toEqual({});
  });
});

test.each([
  ["no JSON", 'say("hello\\n");', "not JSON"],
  ["no object", 'say("[1]\\n");', "not an object"],
  [
    "nested deeper than anything can walk",
    'const n = 200_000; say(`{"outcome":${"[".repeat(n)}${"]".repeat(n)}}\\n`);',
    "too deep",
  ],
  ["diagnostics of the wrong shape", 'say("{\\"diagnostics\\":[null]}\\n");', "not a list of objects"],
])("garbage fails: %s", async (_, body, message) => {
  const engine = engineThat(body);
  await using(engine, () => expect(engine.run(question)).rejects.toThrow(message));
});

test("an answer too many is not taken for the next question's", async () => {
  const engine = engineThat('say("{\\"rule\\":1}\\n{\\"rule\\":2}\\n");');
  await using(engine, async () => {
    await engine.run(question);
    await expect(engine.run(question)).rejects.toThrow("a line too many");
  });
});

test("an answer may say whose it is: one of another question fails, whenever it comes", async () => {
  // The second line is written once the next question has come: without an id it would be that one's answer.
  const engine = engineThat(
    'if (count === 1) say(JSON.stringify({ id: vector.id, rule: 1 }) + "\\n"); else say("{\\"id\\":\\"t/a\\",\\"rule\\":1}\\n");',
  );
  await using(engine, async () => {
    expect(await engine.run(question)).toMatchObject({ rule: 1 });
    await expect(engine.run({ ...question, id: "t/b" })).rejects.toThrow("another `id`");
    expect(await engine.run({ ...question, id: "t/c" })).toMatchObject({ id: "t/c" });
  });
});

test("a wire answer, too", async () => {
  const engine = engineThat('say("{\\"id\\":\\"t/a\\",\\"result\\":\\"need-more\\"}\\n");');
  const ask = (id: string) => engine.wire?.({ id, wire: "client-hello", bytes: "" });
  await using(engine, async () => {
    expect(await ask("t/a")).toMatchObject({ result: "need-more" });
    await expect(ask("t/b")).rejects.toThrow("another `id`");
  });
});

test("a command that does not exist fails the vector", async () => {
  const engine = commandEngine("/nonexistent/engine 2>/dev/null");
  await using(engine, () => expect(engine.run(question)).rejects.toThrow("the engine exited (127)"));
});
