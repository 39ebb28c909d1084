import type { KubeObject, Objects } from "./objects.ts";
import { strict } from "./strict.ts";

/** A reference from one namespace into another. */
export interface CrossReference {
  readonly from: { readonly kind: "Gateway" | "TCPRoute" | "TLSRoute"; readonly namespace: string };
  readonly to: { readonly kind: "Service" | "Secret" | "ConfigMap"; readonly namespace: string; readonly name: string };
}

/** Reports grants that are not what they say: without a name, one permits references to all there is. */
export function checkGrants(objects: Objects): void {
  for (const { spec } of objects.all("ReferenceGrant")) {
    strict(spec, ["from", "to"]);
    for (const one of spec.items("from")) strict(one, ["group", "kind", "namespace"]);
    for (const one of spec.items("to")) strict(one, ["group", "kind", "name"]);
  }
}

/** Whether a reference stays in its namespace, or a `ReferenceGrant` of the other one permits it. */
export function isPermitted({ from, to }: CrossReference, objects: Objects): boolean {
  if (from.namespace === to.namespace) return true;
  return objects
    .all("ReferenceGrant")
    .some((grant) => grant.namespace === to.namespace && permits(grant, { from, to }));
}

function permits({ spec }: KubeObject, { from, to }: CrossReference): boolean {
  const isFrom = spec.items("from").some((one) => {
    const [group, kind, namespace] = [one.string("group"), one.string("kind"), one.string("namespace")];
    return (
      group?.value === "gateway.networking.k8s.io" && kind?.value === from.kind && namespace?.value === from.namespace
    );
  });
  const isTo = spec.items("to").some((one) => {
    const [group, kind, name] = [one.string("group"), one.string("kind"), one.string("name")];
    return (group?.value ?? "") === "" && kind?.value === to.kind && (name === undefined || name.value === to.name);
  });
  return isFrom && isTo;
}
