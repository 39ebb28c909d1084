import { expect, test } from "vitest";
import { AcceptRates } from "./accept-rates.ts";

const RATE = { perSecond: 1, burst: 2 };

test("no more keys are remembered than there is room for", () => {
  const rates = new AcceptRates(100);
  for (let i = 0; i < 10_000; i++) expect(rates.take(`client ${i}`, RATE, 0)).toBe(true);
  expect(rates.size).toBe(100);
});

test("who came last is still remembered when there is no room", () => {
  const rates = new AcceptRates(100);
  for (let i = 0; i < 1000; i++) {
    rates.take(`client ${i}`, RATE, 0);
    if (i < 2) continue;
    expect(rates.take(`client ${i}`, RATE, 0)).toBe(true);
    expect(rates.take(`client ${i}`, RATE, 0)).toBe(false);
  }
});

test("keys that have rested are forgotten as others come", () => {
  const rates = new AcceptRates(1000);
  for (let i = 0; i < 500; i++) rates.take(`client ${i}`, RATE, 0);
  expect(rates.size).toBe(500);
  for (let i = 0; i < 300; i++) rates.take("another", RATE, 10_000 + i * 2_000);
  expect(rates.size).toBe(1);
});

test("a clock in fractions costs nobody a connection that is on time", () => {
  const rates = new AcceptRates();
  const rate = { perSecond: 3, burst: 1 };
  for (let i = 0; i < 1000; i++) expect(rates.take("client", rate, (i * 1000) / 3)).toBe(true);
});
