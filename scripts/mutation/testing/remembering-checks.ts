import { expect, test } from "vitest";
import { nameOf } from "./remembering.ts";

test("1 is small", () => expect(nameOf(1)).toBe("small"));
test("1 is small, and was", () => expect([nameOf(1), nameOf(1)]).toEqual(["small", "small"]));
test("11 is large", () => expect(nameOf(11)).toBe("large"));
