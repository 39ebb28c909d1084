/** Adds up the reports of the test runs: `summarize-tests.js REPORT.json… FAILED_CHECKS` → `N passed, N failed`. */
import { readFile } from "node:fs/promises";

const reports = process.argv.slice(2, -1);
const failedChecks = Number(process.argv.at(-1));
let passed = 0;
let failedTests = 0;
for (const path of reports) {
  const report = JSON.parse(await readFile(path, "utf8"));
  passed += report.numPassedTests;
  failedTests += report.numFailedTests;
}
// A failed check without a failed test (lint, types, a file that does not load) counts as one failure.
console.log(`${passed} passed, ${Math.max(failedTests, failedChecks)} failed`);
