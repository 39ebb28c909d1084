import type { CheckContext } from "./check-context.ts";
import type { Declaration, Names } from "./environment.ts";

/** Deeper than any variable is. */
const MAX_LEVELS = 8;
/** What no policy of this phase can ever read is no help. */
const OUT_OF_REACH: ReadonlySet<string> = new Set(["kubernetes-variable", "http-only-variable"]);

/**
 * The variable whose path ends as `words` do, when its beginning was left out: `client_port`, `tls.sni`; the shortest
 * path, the first of equally short ones. `client.ip` finds `client_ip`, too.
 */
export function pathEndingIn(context: CheckContext, words: readonly string[], names: Names): string | undefined {
  const found = [words.join("."), words.join("_")].flatMap((ending) => {
    const path = shortest(context, `.${ending}`, names);
    return path === undefined ? [] : [path];
  });
  return found[0];
}

/** Level by level, so that the first one is the shortest. */
function shortest(context: CheckContext, ending: string, names: Names): string | undefined {
  let level = declarationsOf(names);
  for (let depth = 0; depth < MAX_LEVELS && level.length > 0; depth++) {
    const match = level.find((each) => `.${each.path}`.endsWith(ending) && isWithinReach(context, each));
    if (match !== undefined) return match.path;
    level = level.flatMap(({ fields }) => (fields === undefined ? [] : declarationsOf(fields)));
  }
  return undefined;
}

function declarationsOf(names: Names): readonly Declaration[] {
  return Array.from(names.names()).flatMap((name) => names.get(name) ?? []);
}

function isWithinReach(context: CheckContext, declaration: Declaration): boolean {
  const availability = context.availabilityOf(declaration);
  return availability.kind !== "never" || !OUT_OF_REACH.has(availability.code);
}
