import type { LiveConfiguration, LiveEndpoint } from "../live/configuration.ts";
import type { ModelAction as Action, ModelRule as Rule } from "../model/document.ts";
import { logOf, setVars } from "./assignments.ts";
import { type Backend, DESTINATION, type Frontend, type Termination } from "./configuration.ts";
import { needsHello, translateExpression } from "./expression.ts";
import { forwardInternal } from "./forward-internal.ts";
import { awaitHello, awaitOwnHello, HELLO, recallHello } from "./hello.ts";
import { allOf } from "./operators.ts";
import { restrictIps } from "./restrict-ips.ts";
import type { Binding, Configured, Scene } from "./scene.ts";
import { type Conditions, isFalse, isSet, isTrue, not, Script } from "./script.ts";
import { expressionsIn } from "./template.ts";
import { bindVerdict, terminationOf } from "./termination.ts";
import { Untranslatable } from "./untranslatable.ts";
import { registerOf, scalarOf } from "./value.ts";

/** Where in a policy a frontend starts: the rules before have run in another one. */
export interface Position {
  readonly rule: number;
  readonly action: number;
}

export interface FrontendOptions {
  readonly stage: Scene["stage"];
  readonly from: Position;
  readonly tls?: Termination;
  /** Results of the actions that have led here: such as are the same for every connection. */
  readonly inherited?: ReadonlyMap<string, Binding>;
}

/** Where a walk is: in a frontend of the policy's translation. */
export interface Place extends Position {
  readonly scene: Scene;
}

/**
 * Goes through a policy, frontend by frontend. HAProxy terminates TLS before it runs a frontend's rules, and dials after
 * them; so what comes behind a `terminate-tls`, or a forward that may fail, is a frontend of its own, to which the
 * connection goes on by a PROXY header.
 */
export class Walk {
  readonly frontends: Frontend[] = [];
  readonly backends: Backend[] = [];
  readonly internal: readonly LiveEndpoint[];
  readonly #configuration: LiveConfiguration;
  readonly #configured: Configured;
  readonly #rules: readonly Rule[];
  readonly #upstream: string | undefined;
  readonly #prefix: string;
  #count = 0;

  constructor(options: {
    readonly configuration: LiveConfiguration;
    readonly configured: Configured;
    readonly rules: readonly Rule[];
    readonly internal: readonly LiveEndpoint[];
    /** What all names of frontends and backends start with. */
    readonly prefix: string;
    /** `host:port` of the endpoint's own. */
    readonly upstream: string | undefined;
  }) {
    this.#configuration = options.configuration;
    this.#configured = options.configured;
    this.#rules = options.rules;
    this.#upstream = options.upstream;
    this.#prefix = options.prefix;
    this.internal = options.internal;
    if (options.upstream !== undefined) {
      this.backends.push({ name: this.#ownUpstream, servers: [{ kind: "address", address: options.upstream }] });
    }
  }

  /** Adds a frontend, and those that it leads to behind it. Returns its name. */
  frontend({ stage, from, tls, inherited = new Map() }: FrontendOptions): string {
    const own = `f${this.#count}`;
    const name = `${this.#prefix}${own}`;
    this.#count += 1;
    const script = new Script(`${own}_`);
    const waits = stage === "plain" && this.#configured.endpoint.protocol === "tcp";
    const scene: Scene = {
      waits,
      script,
      configured: this.#configured,
      stage,
      inherited,
      vars: new Map(),
      results: new Map(),
    };
    const at = this.frontends.push({ name, rules: [] }) - 1;
    if (stage === "terminated") {
      recallHello(script);
      bindVerdict(scene, tls?.clients);
    } else if (this.#configured.endpoint.protocol === "tls") awaitOwnHello(script, this.#configured);
    const goesOn = this.#rulesFrom(scene, from);
    if (goesOn && this.#upstream === undefined) script.reject();
    const backend = goesOn && this.#upstream !== undefined ? { backend: this.#ownUpstream } : {};
    const { lines: rules, tells } = script;
    this.frontends[at] = { name, rules, ...backend, ...(tells.length > 0 ? { tells } : {}), ...(tls ? { tls } : {}) };
    return name;
  }

  /** Adds a backend. Returns its name. */
  backend(servers: Backend["servers"]): string {
    const name = `${this.#prefix}b${this.backends.length}`;
    this.backends.push({ name, servers });
    return name;
  }

  get #ownUpstream(): string {
    return `${this.#prefix}upstream`;
  }

  /** Sends the connection to a backend. */
  send({ script }: Scene, backend: string, when: Conditions): void {
    script.set(DESTINATION, `str(${backend})`, ...when);
    script.accept(...when);
  }

  /** Returns whether a connection can get past them. */
  #rulesFrom(scene: Scene, from: Position): boolean {
    // As it was then: what is known of TLS only now was not there.
    const past: Scene = { ...scene, stage: "plain" };
    const inherit = (): void => {
      for (const [name, value] of scene.inherited) scene.results.set(name, value);
    };
    for (const [index, rule] of this.#rules.entries()) {
      if (index === from.rule) inherit();
      if (index < from.rule) scene.script.replay(() => this.#rule(rule, { scene: past, rule: index, action: 0 }));
      else if (index > from.rule || from.action === 0) {
        if (!this.#rule(rule, { scene, rule: index, action: 0 })) return false;
      } else {
        const before = rule.actions.slice(0, from.action);
        scene.script.replay(() => this.#actions(before, { scene: past, rule: index, action: 0 }, []));
        inherit();
        const rest = rule.actions.slice(from.action);
        if (!this.#actions(rest, { scene, rule: index, action: from.action }, [])) return false;
      }
    }
    return true;
  }

  #rule(rule: Rule, place: Place): boolean {
    return this.#actions(rule.actions, place, this.#conditionsOf(rule, place.scene));
  }

  #conditionsOf({ expressions }: Rule, scene: Scene): Conditions {
    const { script } = scene;
    const values = [];
    const asked: string[] = [];
    for (const expression of expressions) {
      if (scene.waits && needsHello(expression)) awaitHello(script, asked);
      const value = scalarOf(translateExpression(expression, scene), "bool");
      values.push(value);
      // Where one is false already, the next is not asked for what it needs.
      asked.push(not(isFalse(registerOf(script, value))));
    }
    if (values.length === 0) return [];
    const all = registerOf(script, allOf(script, values));
    script.reject(not(isSet(all)));
    return [isTrue(all)];
  }

  #actions(actions: readonly Action[], place: Place, when: Conditions): boolean {
    for (const [index, action] of actions.entries()) {
      if (!this.#action(action, { ...place, action: place.action + index }, when)) return false;
    }
    return true;
  }

  /** Returns whether a connection can get past it. */
  #action(action: Action, place: Place, when: Conditions): boolean {
    const { scene } = place;
    const { script } = scene;
    if ([...action.config.values()].flatMap(expressionsIn).some(needsHello) && scene.waits) awaitHello(script, when);
    if (script.isReplay && DECIDING.has(action.type)) return true;
    switch (action.type) {
      case "deny":
        script.reject(...when);
        return when.length > 0;
      case "close-connection":
        if (when.length > 0 || script.decides) throw new Untranslatable("reset-by-rule", "`close-connection`");
        script.resetAtOnce();
        return false;
      case "restrict-ips":
        return !restrictIps(action, scene, when);
      case "set-vars":
        setVars(action, scene, when);
        return true;
      case "log":
        logOf(action, scene, when);
        return true;
      case "forward-internal":
        return forwardInternal(action, { walk: this, place, when });
      case "terminate-tls":
        return this.#terminate(action, place, when);
      default:
        throw new Error(`\`${action.type}\` is no action of this phase`);
    }
  }

  #terminate(action: Action, { scene, rule, action: at }: Place, when: Conditions): boolean {
    const { script } = scene;
    if (scene.stage === "terminated") {
      script.reject(...when);
      return when.length > 0;
    }
    if (scene.waits) awaitHello(script, when);
    script.reject(...when, not(isSet(HELLO)));
    const tls = terminationOf(action, scene, this.#configuration);
    const name = this.frontend({
      stage: "terminated",
      from: { rule, action: at + 1 },
      tls,
      inherited: scene.inherited,
    });
    this.send(scene, this.backend([{ kind: "frontend", name }]), when);
    return when.length > 0;
  }
}

/** Their results are inherited, if they have any. */
const DECIDING: ReadonlySet<string> = new Set(["deny", "close-connection", "terminate-tls"]);
