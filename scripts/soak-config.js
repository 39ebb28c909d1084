/** The configurations that the proxy goes back and forth between, and one that it must refuse. */
export function soakConfigs({ upstreams, certificates }) {
  const at = (kind) => ({ url: `127.0.0.1:${upstreams.port(kind)}`, proxy_protocol: 1 });
  const rules = (...actions) => ({ on_tcp_connect: [{ actions }] });
  const allow = { type: "restrict-ips", config: { allow: ["127.0.0.0/8"] } };
  const terminate = { type: "terminate-tls", config: {} };
  const forward = { type: "forward-internal", config: { url: "tls://inner.internal" } };
  const endpoint = (name, url, kind, policy) => {
    return { name, url, ...(kind ? { upstream: at(kind) } : {}), traffic_policy: policy };
  };
  const tcp = (name, port, kind, policy) => endpoint(name, `tcp://${name}.example.com:${port}`, kind, policy);
  const tls = (name, kind, policy) => endpoint(name, `tls://${name}.example.com`, kind, policy);
  const config = (variant) => {
    const log = { type: "log", config: { metadata: { variant: String(variant) } } };
    return {
      version: 3,
      listen: { address: "127.0.0.1", ports: { 7001: 0, 7002: 0, 7003: 0, 7004: 0, 7005: 0, 443: 0 } },
      certificates: [{ certificate: certificates[variant].certificate, private_key: certificates[variant].privateKey }],
      endpoints: [
        tcp("open", 7001, "plain", rules(allow, log)),
        tcp("sometimes", 7002, "plain", rules(variant === 0 ? allow : { type: "deny" })),
        tcp("denied", 7003, "forbidden", rules({ type: "deny" })),
        tcp("closing", 7004, "forbidden", rules({ type: "close-connection" })),
        ...(variant === 0 ? [] : [tcp("added", 7005, "plain", rules(allow))]),
        tls("through", "secure", rules(allow, log)),
        tls("terminated", "plain", rules(terminate, log)),
        tls("forwarded", undefined, rules(terminate, forward)),
        endpoint("inner", "tls://inner.internal", "plain", rules(allow)),
        {
          ...endpoint("named", "tls://*.named.example.com", "forbidden"),
          traffic_policy: {
            on_tcp_connect: [{ expressions: ["conn.tls.sni.startsWith('bad')"], actions: [{ type: "deny" }] }],
          },
        },
      ],
    };
  };
  const broken = {
    ...config(1),
    endpoints: [...config(1).endpoints, tcp("broken", 7006, "plain", rules({ type: "allow" }))],
  };
  return { variants: [config(0), config(1)], broken };
}

/** What the events of connections say that have met a configuration of these. */
export function variantOf({ endpoints: [{ traffic_policy: policy }] }) {
  return policy.on_tcp_connect[0].actions.find(({ type }) => type === "log").config.metadata.variant;
}
