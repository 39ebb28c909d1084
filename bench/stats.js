/** Median of a list of numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The smallest of the numbers that at least this part of them, 0.99 say, does not exceed. */
export function quantile(numbers, part) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}

/** How sure it is that the median of ever more rounds lies in a spread. */
const CONFIDENCE = 0.98;

/**
 * The median, and the spread it is told with: from the smallest to the largest of up to ten rounds. Of more, as many are left out on either side
 * as still leave `CONFIDENCE` that the true median is in it, whatever the rounds are distributed like, if none depends on another: a closer
 * look tells more, where the smallest and the largest would only grow apart. Of fewer than seven it is less sure.
 */
export function summarize(rounds) {
  const sorted = rounds.toSorted((a, b) => a - b);
  const left = leftOut(sorted.length);
  return { median: median(sorted), low: sorted[left], high: sorted.at(-1 - left) };
}

/** Each round is above the true median or below it, as a coin falls. */
function leftOut(rounds) {
  // How likely it is that exactly so many are below, and that no more are.
  let exactly = 0.5 ** rounds;
  let atMost = exactly;
  let left = 0;
  while (1 - 2 * (atMost + (exactly * (rounds - left)) / (left + 1)) >= CONFIDENCE) {
    exactly *= (rounds - left) / (left + 1);
    atMost += exactly;
    left++;
  }
  return left;
}

/** Ratio of two interleaved series, round by round: what drifts hits both sides of a round. */
export function ratio(rounds, baseline) {
  return summarize(rounds.map((value, i) => value / baseline[i]));
}

function geometricMean(numbers) {
  return Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length);
}

/** Geometric mean of spreads, with that of their lower and of their upper ends. */
export function meanOf(spreads) {
  return {
    median: geometricMean(spreads.map((spread) => spread.median)),
    low: geometricMean(spreads.map(({ low }) => low)),
    high: geometricMean(spreads.map(({ high }) => high)),
  };
}

/** Against a target that must not be exceeded: `undecided` where the spread crosses it. */
export function verdict({ low, high, median: middle }, target) {
  if (high <= target) return "met";
  if (low > target) return "missed";
  return `undecided (median ${middle <= target ? "within" : "beyond"})`;
}

/** As `verdict`, against a target that has to be reached. */
export function verdictAtLeast({ low, high, median: middle }, target) {
  if (low >= target) return "met";
  if (high < target) return "missed";
  return `undecided (median ${middle >= target ? "within" : "below"})`;
}

export function formatSpread({ median: middle, low, high }, digits = 2) {
  return `${middle.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

/** Prints rows as a table, the first column to the left and the rest to the right. */
export function printTable(title, header, rows) {
  const table = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const line = (row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ");
  console.log(`\n${title}\n`);
  console.log(line(table[0]));
  console.log(widths.map((width) => "-".repeat(width)).join("  "));
  for (const row of table.slice(1)) console.log(line(row));
}
