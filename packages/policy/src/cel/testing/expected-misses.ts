/** cel-spec's tests that this implementation is known not to pass, each with the reason. One that passes is an error. */
export const EXPECTED_MISSES: ReadonlyMap<string, string> = new Map([]);
