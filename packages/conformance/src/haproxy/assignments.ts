import { type ModelAction as Action, get, list, map, type Yaml } from "../model/document.ts";
import { rebind } from "./bindings.ts";
import type { Told } from "./configuration.ts";
import type { Binding, Scene } from "./scene.ts";
import { type Conditions, isSet, not } from "./script.ts";
import { toldOf, translateValue } from "./template.ts";
import { registersOf } from "./value.ts";

/** `set-vars`: what is set becomes a register, and what fails refuses the connection. */
export function setVars({ config }: Action, scene: Scene, when: Conditions): void {
  for (const entry of list(get(config, "vars"))) {
    for (const [name, value] of map(entry)) {
      const { binding, told } = assign(scene.vars, String(name), value, { scene, when });
      // A literal that HAProxy does not hold is what it is, if it is set at all.
      const shown = binding.kind === "none" && when.length === 0 ? told : toldOf(binding, scene);
      scene.script.tells.push({ kind: "value", path: ["vars", String(name)], value: shown });
    }
  }
}

/** `log`: what its values come to is computed, since it can fail, and told by HAProxy's log. */
export function logOf({ config }: Action, scene: Scene, when: Conditions): void {
  const { script } = scene;
  const entries = Array.from(map(get(config, "metadata")), ([key, value]) => {
    const { told } = assign(scene.results, `log.metadata.${String(key)}`, value, { scene, when });
    return [String(key), told] as const;
  });
  const written = script.set(script.register(), "int(1)", ...when);
  script.tells.push({ kind: "log", written, metadata: { kind: "map", entries } });
}

interface Assignment {
  /** What the name holds now. */
  readonly binding: Binding;
  /** What was assigned. */
  readonly told: Told;
}

function assign(
  names: Map<string, Binding>,
  name: string,
  value: Yaml,
  { scene, when }: { readonly scene: Scene; readonly when: Conditions },
): Assignment {
  const { script } = scene;
  const { binding, parts, told } = translateValue(value, scene);
  for (const register of registersOf(parts)) script.reject(...when, not(isSet(register)));
  const rebound = rebind(script, names.get(name), binding, when);
  names.set(name, rebound);
  return { binding: rebound, told };
}
