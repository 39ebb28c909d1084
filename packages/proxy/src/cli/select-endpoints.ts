import type { EndpointConfig } from "../config/config.ts";

export type Selection =
  | { readonly ok: true; readonly endpoints: readonly EndpointConfig[] }
  | { readonly ok: false; readonly message: string };

/** The endpoints that `start` was asked for: those named, or all. */
export function selectEndpoints(
  endpoints: readonly EndpointConfig[],
  names: readonly string[],
  all: boolean,
): Selection {
  if (all && names.length > 0) return fail("name endpoints or give --all, not both");
  if (all) return listening(endpoints);
  const known = endpoints.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const choice = known.length === 0 ? "none has a name" : `there are ${known.join(", ")}`;
  if (names.length === 0) return fail(`name the endpoints to start, or give --all; ${choice}`);
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined) return fail(`no endpoint is named ${missing}; ${choice}`);
  return listening(endpoints.filter(({ name }) => name !== undefined && names.includes(name)));
}

/** Without a public endpoint there is no port to open, and the process would end at once. */
function listening(endpoints: readonly EndpointConfig[]): Selection {
  if (endpoints.some(({ url }) => !url.internal)) return { ok: true, endpoints };
  return fail(
    endpoints.length === 0 ? "there is no endpoint to start" : "all endpoints to start are internal, none would listen",
  );
}

function fail(message: string): Selection {
  return { ok: false, message };
}
