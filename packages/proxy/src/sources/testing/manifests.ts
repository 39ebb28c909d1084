import { type LoadResult, loadTexts } from "../../config/load.ts";

/** A TCP listener, a TLS one that passes through, and one that terminates. */
export const GATEWAY = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: net }
spec:
  gatewayClassName: ngrok
  addresses: [{ type: Hostname, value: db.example.com }]
  listeners:
    - { name: pg, port: 5432, protocol: TCP }
    - { name: tls, port: 443, protocol: TLS }
`;

/** Services \`a\` and \`b\` with port 80. */
export const SERVICES = ["a", "b"].map((name) => service(name)).join("---\n");

export function service(name: string, namespace = "net"): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ports: [{ name: main, port: 80 }] }
`;
}

/** \`backends\`: items of \`backendRefs\`. */
export function route(kind: "TCPRoute" | "TLSRoute", section: string, backends: string, rest = ""): string {
  return `apiVersion: gateway.networking.k8s.io/v1alpha2
kind: ${kind}
metadata: { name: ${section}-route, namespace: net }
spec:
  parentRefs: [{ name: edge, sectionName: ${section} }]
  rules: [{ backendRefs: [${backends}] }]
${rest === "" ? "" : `  ${rest}\n`}`;
}

/** Loads documents as one file. */
export function load(...documents: readonly string[]): Promise<LoadResult> {
  return loadTexts([{ path: "manifests.yml", text: documents.join("---\n") }]);
}

/** What is wrong, and the messages of it. */
export async function refusals(...documents: readonly string[]): Promise<readonly string[]> {
  const { config, diagnostics } = await load(...documents);
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  if (config !== undefined || errors.length === 0) throw new Error("nothing is wrong");
  return errors;
}
