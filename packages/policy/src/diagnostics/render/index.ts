import type { CheckedFile } from "../checked-file.ts";
import { renderGithub } from "./github.ts";
import { renderJson } from "./json.ts";
import { renderJunit } from "./junit.ts";
import type { Format, RenderOptions } from "./options.ts";
import { redacted } from "./redact.ts";
import { renderSarif } from "./sarif.ts";
import { renderText } from "./text.ts";

export { FORMATS, type Format, type RenderOptions } from "./options.ts";

const RENDERERS: Readonly<Record<Format, (files: readonly CheckedFile[], options: RenderOptions) => string>> = {
  text: renderText,
  json: renderJson,
  sarif: renderSarif,
  github: renderGithub,
  junit: renderJunit,
};

/**
 * Writes what was found in `files`, in their order, with a line break at the end. Nothing that a terminal obeys and no
 * body of a private key gets from a file into the output.
 */
export function render(format: Format, files: readonly CheckedFile[], options: RenderOptions = {}): string {
  return RENDERERS[format](files.map(redacted), options);
}
