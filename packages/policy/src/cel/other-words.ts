/** What other languages call what CEL calls otherwise; how it is written here. */
export const OTHER_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ["hasSuffix", "endsWith"],
  ["hasPrefix", "startsWith"],
  ["includes", "contains"],
  ["regexMatch", "matches"],
  ["toLower", "lower"],
  ["toLowerCase", "lower"],
  ["lowercase", "lower"],
  ["toUpper", "upper"],
  ["toUpperCase", "upper"],
  ["uppercase", "upper"],
  ["len", "size"],
  ["length", "size"],
  ["count", "size"],
  ["substr", "substring"],
  ["toString", "string"],
  ["parseInt", "int"],
  ["rand", "rand.double"],
  ["random", "rand.double"],
  ["cidrMatch", "inCidrRange"],
  ["ipInRange", "inCidrRange"],
  ["isInSubnet", "inCidrRange"],
]);

/** Literals of other languages. */
export const OTHER_LITERALS: ReadonlyMap<string, string> = new Map([
  ["nil", "null"],
  ["None", "null"],
  ["NULL", "null"],
  ["undefined", "null"],
  ["True", "true"],
  ["TRUE", "true"],
  ["False", "false"],
  ["FALSE", "false"],
]);
