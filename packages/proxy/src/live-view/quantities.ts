const UNITS = ["kB", "MB", "GB", "TB", "PB"] as const;

/** `999 B`, `1.2 kB`, `34 MB`: powers of 1,000. */
export function bytes(count: number): string {
  if (count < 1_000) return `${count} B`;
  return scaled(count / 1_000, UNITS);
}

/** `5 s`, `1 m 05 s`, `2 h 03 m`, `4 d 05 h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${two(Math.floor(seconds / 60) % 60)} m`;
  return `${Math.floor(seconds / 86_400)} d ${two(Math.floor(seconds / 3_600) % 24)} h`;
}

/** `1,234`, and from a million on `1.2 M`. */
export function count(value: number): string {
  if (value >= 1_000_000) return scaled(value / 1_000_000, ["M", "G", "T"]);
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Two digits at least, in the first unit that leaves no more than three. */
function scaled(first: number, units: readonly string[]): string {
  let value = first;
  let unit = 0;
  // What is shown rounded must not read 1000.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
