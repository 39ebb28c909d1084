export { Address, parseAddress, parseSocketAddress, readAddress } from "./address.ts";
export { AddressSet } from "./address-set.ts";
export { Cidr, parseCidr } from "./cidr.ts";
export { type CidrList, type CidrListProblem, CidrListReader } from "./cidr-list.ts";
export { type EndpointUrl, type EndpointUrlResult, parseEndpointUrl } from "./endpoint-url.ts";
export { explainAddress, explainCidr, type Invalid } from "./explain.ts";
export { explainHostName, isWildcard, matchesPattern, normalizeServerName, parseHostName } from "./host-name.ts";
