/** Names that exist in policies for HTTP alone (language.md, section 5): known, to say so. */

/** Variables, by their first name. */
export const HTTP_VARIABLES: ReadonlySet<string> = new Set(["req", "res", "event"]);

export const HTTP_FUNCTIONS: ReadonlySet<string> = new Set([
  "getReqCookie",
  "getReqHeader",
  "getReqQueryParam",
  "getReqTrailer",
  "getResCookie",
  "getResHeader",
  "getResTrailer",
  "hasReqCookie",
  "hasReqHeader",
  "hasReqQueryParam",
  "hasReqTrailer",
  "hasResCookie",
  "hasResHeader",
  "hasResTrailer",
  "cookiesToMap",
  "headersToMap",
]);
