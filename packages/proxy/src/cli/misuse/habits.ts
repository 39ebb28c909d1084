/** What to type instead of what other tools, ngrok first, have taught people. */
export interface Habit {
  readonly message: string;
  readonly hint?: string;
}

const EDGE = "sluice tls 8080 --url app.example.com --terminate-at edge --crt app.crt --key app.key";

const NO_SERVICE: Habit = {
  message: "there is no account and no service behind this: nothing has to be set up for it",
};

/** Commands that there are not. */
export const COMMAND_HABITS: Readonly<Record<string, Habit>> = {
  http: {
    message: "there are no http endpoints here: Sluice takes TCP and TLS",
    hint: `to end TLS and hand on what is in it: ${EDGE}`,
  },
  https: {
    message: "there are no https endpoints here: Sluice takes TCP and TLS",
    hint: `to end TLS and hand on what is in it: ${EDGE}`,
  },
  authtoken: NO_SERVICE,
  "add-authtoken": NO_SERVICE,
  api: NO_SERVICE,
  credits: NO_SERVICE,
  diagnose: { ...NO_SERVICE, hint: "to find what is wrong with a configuration: sluice check sluice.yml" },
  update: {
    message: "Sluice does not update itself",
    hint: "install the newer version the way this one was installed",
  },
  service: {
    message: "Sluice installs no service itself",
    hint: "write a unit that runs `sluice start --all --config /etc/sluice/sluice.yml`; examples/systemd has one",
  },
  tunnel: {
    message: "tunnels are endpoints here",
    hint: "write one in sluice.yml and type `sluice start NAME`, or use `sluice tcp` or `sluice tls`",
  },
  version: { message: "it is a flag", hint: "type `sluice --version`" },
  run: { message: "there is no `run`", hint: "type `sluice start --all`" },
  validate: { message: "there is no `validate`", hint: "type `sluice check sluice.yml`" },
  reload: { message: "a running Sluice reloads by itself once a file changes", hint: "or on a signal: kill -HUP PID" },
};

const meaningless = (what: string): Habit => ({ message: `${what} has no meaning here`, hint: "leave it out" });
const http = (what: string): Habit => ({ message: `${what} is for HTTP, which is not looked into here` });
const renamed = (to: string): Habit => ({ message: `it is called \`${to}\` here`, hint: `type \`${to}\`` });

const URL_HABIT: Habit = {
  message: "it is a part of `--url` here",
  hint: "type `--url HOST` for TLS, `--url HOST:PORT` for TCP",
};

const CIDR = "`--cidr-allow`, `--cidr-deny`";

/** Flags that there are not, without their dashes. */
export const FLAG_HABITS: Readonly<Record<string, Habit>> = {
  authtoken: NO_SERVICE,
  "api-key": NO_SERVICE,
  region: meaningless("a region"),
  domain: URL_HABIT,
  hostname: URL_HABIT,
  subdomain: URL_HABIT,
  "remote-addr": { message: URL_HABIT.message, hint: "type `--url HOST:PORT`" },
  "verify-upstream-tls": renamed("--upstream-tls-verify"),
  "verify-upstream-tls-cas": renamed("--upstream-tls-verify-cas"),
  "proxy-proto": renamed("--upstream-proxy-protocol"),
  "proxy-protocol": renamed("--upstream-proxy-protocol"),
  policy: renamed("--traffic-policy-file"),
  "policy-file": renamed("--traffic-policy-file"),
  "traffic-policy": renamed("--traffic-policy-file"),
  "traffic-policy-url": {
    message: "a policy is read from a file, not from the network",
    hint: "fetch it, and type `--traffic-policy-file FILE`",
  },
  cert: renamed("--crt"),
  certificate: renamed("--crt"),
  "client-cas": renamed("--mutual-tls-cas"),
  "ip-allow": { message: `who may connect is told by ${CIDR}` },
  "ip-deny": { message: `who may not connect is told by ${CIDR}` },
  pooling: renamed("--pooling-enabled"),
  "load-balancing": renamed("--pooling-enabled"),
  "app-protocol": http("the protocol of the application"),
  "host-header": http("the host header"),
  "basic-auth": http("basic authentication"),
  oauth: http("OAuth"),
  oidc: http("OpenID Connect"),
  "circuit-breaker": http("the circuit breaker"),
  compression: http("compression"),
  scheme: { message: "it is told by the command: `sluice tcp` or `sluice tls`" },
  schemes: { message: "it is told by the command: `sluice tcp` or `sluice tls`" },
  inspect: meaningless("inspection"),
  "web-addr": {
    message: "there is no web interface",
    hint: "the live view on a terminal shows connections; for dashboards write `metrics: {address: HOST:PORT}` in sluice.yml",
  },
  log: { message: "the log is written to standard error", hint: "choose with `--log-level` and `--log-format`" },
  "log-file": { message: "the log is written to standard error", hint: "type `2>>FILE`" },
  label: meaningless("a label"),
  none: { message: "there is no such thing as starting nothing", hint: "name the endpoints to start, or type `--all`" },
};
