import { describe, expect, test } from "vitest";
import { runVectors } from "../run.ts";
import { BROKEN_ENGINES } from "../testing/broken.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { findDisagreement } from "./agreement.ts";

describe.each(BROKEN_ENGINES)("$name", (engine) => {
  test("is caught by a vector that is tagged `security`", async () => {
    const vectors = (await fixedVectors()).filter(
      ({ tags, id }) => tags?.includes("security") && !id.startsWith("bad-documents/"),
    );
    const { results } = await runVectors(vectors, engine);
    expect(results.filter(({ kind }) => kind === "failed").length).toBeGreaterThan(0);
  });

  test("is caught by the property, with a case that can be read", { timeout: 120_000 }, async () => {
    const found = await findDisagreement(engine, { seed: 1, runs: 3000 });
    expect(found?.mismatches.length).toBeGreaterThan(0);
    // Certificates and keys are long, and nobody reads them.
    const read = found?.vector.policy.replace(/-----BEGIN[\s\S]*?-----END [A-Z ]+-----/g, "");
    expect(read?.length).toBeLessThan(2000);
  });
});
