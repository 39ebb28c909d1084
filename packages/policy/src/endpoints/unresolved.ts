import { type EndpointFile, endpointsOf } from "./files.ts";
import { normalizePath, resolveFrom } from "./paths.ts";
import { nameKey } from "./uses.ts";

/** Tells of policies that endpoints refer to and that are not among the files: they may be somewhere else (`not-checked`). */
export function reportUnresolved(files: readonly EndpointFile[]): void {
  const paths = new Set(files.map(({ path }) => normalizePath(path)));
  const policies = files.flatMap(({ documents }) => documents.flatMap((document) => document.policies));
  const names = new Set(policies.flatMap(({ name }) => (name === undefined ? [] : [nameKey(name)])));
  for (const { endpoint, file } of endpointsOf(files)) {
    const { policy } = endpoint;
    if (policy?.kind === "file" && !paths.has(resolveFrom(file.path, policy.path.value))) {
      const message = `the policy file \`${policy.path.value}\` is not among what was checked`;
      file.sink.report("not-checked", policy.path.start, policy.path.end, message);
    }
    if (policy?.kind === "reference" && !names.has(nameKey({ ...policy, name: policy.name.value }))) {
      const message = `the traffic policy \`${policy.name.value}\` is not among what was checked`;
      file.sink.report("not-checked", policy.name.start, policy.name.end, message);
    }
  }
}
