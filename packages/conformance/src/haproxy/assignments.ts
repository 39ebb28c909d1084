import { get, list, type ModelAction, map, type Yaml } from "../model/document.ts";
import { rebind, registersOf } from "./bindings.ts";
import type { Binding, Scene } from "./scene.ts";
import { type Conditions, isSet, not } from "./script.ts";
import { translateValue } from "./template.ts";

/** `set-vars`: what is set becomes a register, and what fails refuses the connection. */
export function setVars({ config }: ModelAction, scene: Scene, when: Conditions): void {
  for (const entry of list(get(config, "vars"))) {
    for (const [name, value] of map(entry)) assign(scene.vars, String(name), value, { scene, when });
  }
}

/** `log`: HAProxy's log is its own, so nothing is written; what its values come to is computed, since it can fail. */
export function logOf({ config }: ModelAction, scene: Scene, when: Conditions): void {
  for (const [key, value] of map(get(config, "metadata"))) {
    assign(scene.results, `log.metadata.${String(key)}`, value, { scene, when });
  }
}

function assign(
  names: Map<string, Binding>,
  name: string,
  value: Yaml,
  { scene, when }: { readonly scene: Scene; readonly when: Conditions },
): void {
  const { script } = scene;
  const { binding, parts } = translateValue(value, scene);
  for (const register of registersOf(parts)) script.reject(...when, not(isSet(register)));
  names.set(name, rebind(script, names.get(name), binding, when));
}
