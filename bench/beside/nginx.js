/**
 * The files of an nginx that does a job (see `candidates.js`), by name; `nginx.conf` is the one to start it with. One process, with no
 * master beside it; what is not written here is nginx's default. `loadModule`: the path of its stream module, unless that is built in.
 */
export function nginxFiles(job, { port, directory, loadModule }) {
  const { outside, server, files = {} } = sections(job, directory);
  const config = `${loadModule === undefined ? "" : `load_module ${loadModule};`}
daemon off;
master_process off;
pid ${directory}/nginx.pid;
error_log stderr crit;
pcre_jit on;
events {
  worker_connections 18000;
}
stream {
${indented(outside, 1)}
  server {
    listen 127.0.0.1:${port}${job.kind === "terminate" ? " ssl" : ""};
    proxy_connect_timeout 10s;
    proxy_timeout 1h;
${indented(server, 2)}
  }
}
`;
  return { "nginx.conf": config, ...files };
}

function sections(job, directory) {
  const upstream = `upstream upstream { server 127.0.0.1:${job.upstreamPort}; }`;
  switch (job.kind) {
    case "policy": {
      const { maps, access } = policyOf(job.ruleSet);
      return { outside: [upstream, ...maps], server: [...access, "proxy_pass $target;"] };
    }
    case "passthrough":
      return passthrough(job);
    case "terminate":
      return {
        outside: [upstream],
        server: [
          `ssl_certificate ${directory}/server.crt;`,
          `ssl_certificate_key ${directory}/server.key;`,
          "ssl_protocols TLSv1.2 TLSv1.3;",
          "proxy_pass upstream;",
        ],
        files: { "server.crt": job.certificate, "server.key": job.privateKey },
      };
    default:
      throw new Error(`no job of kind '${job.kind}'`);
  }
}

/**
 * A list of access where the rule asks for an address alone; a map where it asks for something else, for nginx has no conditions
 * in `stream`. The order of rules that all refuse means nothing. A connection that a map refuses has no upstream to go to.
 */
function policyOf({ rules, restriction: { allow, deny } }) {
  const ports = rules.filter(({ kind }) => kind === "port").map(({ port }) => `${port} 1;`);
  const prefixes = rules.filter(({ kind }) => kind === "address-prefix");
  return {
    maps: [
      map("$remote_port", "$client_port_refused", ["default 0;", ...ports]),
      map("$server_port", "$server_port_refused", ["default 0;", ...ports]),
      map('"$protocol $remote_addr"', "$prefix_refused", [
        "default 0;",
        ...prefixes.map(({ prefix }) => `"~^TCP ${prefix.replaceAll(".", "\\.")}" 1;`),
      ]),
      map('"$client_port_refused$server_port_refused$prefix_refused"', "$target", ['default "";', "000 upstream;"]),
    ],
    access: [
      ...rules.flatMap(addressesOf).map((address) => `deny ${address};`),
      ...deny.map((address) => `deny ${address};`),
      ...allow.map((address) => `allow ${address};`),
      "deny all;",
    ],
  };
}

function addressesOf(rule) {
  switch (rule.kind) {
    case "addresses":
      return rule.addresses;
    case "network":
      return [rule.network];
    case "port":
    case "address-prefix":
      return [];
    default:
      throw new Error(`no rule of kind '${rule.kind}'`);
  }
}

/** An upstream for each name; `*.NAME` stands for all names under NAME. A connection with another name has no upstream. */
function passthrough({ endpoints, upstreamPort }) {
  return {
    outside: [
      ...endpoints.map((_, index) => `upstream upstream-${index} { server 127.0.0.1:${upstreamPort}; }`),
      map("$ssl_preread_server_name", "$target", [
        "hostnames;",
        'default "";',
        ...endpoints.map((endpoint, index) => `${endpoint} upstream-${index};`),
      ]),
    ],
    server: ["ssl_preread on;", "proxy_pass $target;"],
  };
}

function map(from, to, entries) {
  return `map ${from} ${to} {\n${indented(entries, 1)}\n}`;
}

function indented(texts, depth) {
  return texts
    .flatMap((text) => text.split("\n"))
    .map((line) => "  ".repeat(depth) + line)
    .join("\n");
}
