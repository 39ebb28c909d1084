/** The traffic policy that is a set of rules. */
export function sluicePolicy({ rules, restriction }) {
  return {
    on_tcp_connect: [
      ...rules.map((rule) => ({ expressions: [conditionOf(rule)], actions: [{ type: "deny" }] })),
      { actions: [{ type: "restrict-ips", config: restriction }] },
    ],
  };
}

function conditionOf(rule) {
  switch (rule.kind) {
    case "addresses":
      return `conn.client_ip in [${rule.addresses.map((address) => `'${address}'`).join(", ")}]`;
    case "network":
      return `inCidrRange(conn.client_ip, '${rule.network}')`;
    case "port":
      return `conn.client_port == ${rule.port} || conn.server_port == ${rule.port}`;
    case "address-prefix":
      return `conn.client_ip.startsWith('${rule.prefix}') && endpoint.protocol == 'tcp'`;
    default:
      throw new Error(`no rule of kind '${rule.kind}'`);
  }
}
