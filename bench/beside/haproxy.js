/**
 * The files of an HAProxy that does a job (see `candidates.js`), by name; `haproxy.cfg` is the one to start it with. One process with
 * one thread; what is not written here is HAProxy's default.
 */
export function haproxyFiles(job, { port, directory }) {
  const { bind = "", frontend, backends, files = {} } = sections(job, directory);
  const config = `
global
  nbthread 1
  maxconn 9000
defaults
  mode tcp
  timeout connect 10s
  timeout client 1h
  timeout server 1h
frontend tcp
  bind 127.0.0.1:${port}${bind}
${indented(frontend)}
${backends.map((name) => `backend ${name}\n  server upstream 127.0.0.1:${job.upstreamPort}`).join("\n")}
`;
  return { "haproxy.cfg": config, ...files };
}

function sections(job, directory) {
  switch (job.kind) {
    case "policy":
      return { frontend: [...policyOf(job.ruleSet), "default_backend upstream"], backends: ["upstream"] };
    case "passthrough":
      return passthrough(job.endpoints, directory);
    case "terminate":
      return {
        bind: ` ssl crt ${directory}/server.pem ssl-min-ver TLSv1.2`,
        frontend: ["default_backend upstream"],
        backends: ["upstream"],
        files: { "server.pem": `${job.certificate}\n${job.privateKey}\n` },
      };
    default:
      throw new Error(`no job of kind '${job.kind}'`);
  }
}

function policyOf({ rules, restriction: { allow, deny } }) {
  const denied = deny.length === 0 ? "" : ` or { src ${deny.join(" ")} }`;
  return [...rules.map(conditionOf), `!{ src ${allow.join(" ")} }${denied}`].map(
    (condition) => `tcp-request connection reject if ${condition}`,
  );
}

function conditionOf(rule) {
  switch (rule.kind) {
    case "addresses":
      return `{ src ${rule.addresses.join(" ")} }`;
    case "network":
      return `{ src ${rule.network} }`;
    case "port":
      return `{ src_port ${rule.port} } or { dst_port ${rule.port} }`;
    case "address-prefix":
      return `{ src -m beg ${rule.prefix} } { fe_name tcp }`;
    default:
      throw new Error(`no rule of kind '${rule.kind}'`);
  }
}

/** A backend for each name; `*.NAME` stands for all names under NAME. A connection with another name has no backend. */
function passthrough(endpoints, directory) {
  const routes = endpoints.map((endpoint, index) => ({ endpoint, backend: `upstream-${index}` }));
  const map = (chosen) => chosen.map(({ endpoint, backend }) => `${endpoint.replace("*", "")} ${backend}\n`).join("");
  const byName = `req.ssl_sni,lower,map_str(${directory}/names.map)`;
  return {
    frontend: [
      "tcp-request inspect-delay 10s",
      "tcp-request content accept if { req.ssl_hello_type 1 }",
      "tcp-request content reject",
      // A rule that finds no backend ends the search for one.
      `use_backend %[${byName}] if { ${byName} -m found }`,
      `use_backend %[req.ssl_sni,lower,map_end(${directory}/wildcards.map)]`,
    ],
    backends: routes.map(({ backend }) => backend),
    files: {
      "names.map": map(routes.filter(({ endpoint }) => !endpoint.startsWith("*."))),
      "wildcards.map": map(routes.filter(({ endpoint }) => endpoint.startsWith("*."))),
    },
  };
}

function indented(lines) {
  return lines.map((line) => `  ${line}`).join("\n");
}
