import type { VectorResources } from "@sluice/policy/vectors";
import { CERTIFICATE_AUTHORITY, SERVER_KEY } from "./certificate.ts";

/** What resources hold: named by what the generators write. */
export const RESOURCES: Required<Omit<VectorResources, "ip_intelligence">> = {
  ip_policies: {
    ipp_office: [
      { cidr: "192.0.2.0/24", action: "allow" },
      { cidr: "192.0.2.128/26", action: "deny" },
      { cidr: "2001:db8::/32", action: "allow" },
    ],
    ipp_blocked: [
      { cidr: "10.1.2.3", action: "deny" },
      { cidr: "2001:db8:8000::/33", action: "deny" },
    ],
  },
  certificate_authorities: { ca_test: CERTIFICATE_AUTHORITY },
  secrets: { vault: { key: SERVER_KEY, range: "192.0.2.0/24", name: "app", sni: "app.example.com" } },
};
