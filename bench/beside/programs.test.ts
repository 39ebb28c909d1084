import { describe, expect, it } from "vitest";
import { readHaproxyVersion, readNginxVersion } from "./programs.js";

const NGINX = "nginx version: nginx/1.22.1\nbuilt with OpenSSL 3.0.22\nconfigure arguments: --prefix=/usr/share/nginx";
const DYNAMIC = `${NGINX} --modules-path=/usr/lib/nginx/modules --with-stream_ssl_module --with-stream=dynamic`;

describe("what a program tells of itself", () => {
  it("of HAProxy is its version", () => {
    expect(readHaproxyVersion("HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/\n")).toEqual({
      version: "2.6.12-1+deb12u4",
      settings: {},
    });
  });

  it("of nginx is where the module of its streams is", () => {
    const loadModule = "/usr/lib/nginx/modules/ngx_stream_module.so";
    expect(readNginxVersion(DYNAMIC, (path: string) => path === loadModule)).toEqual({
      version: "1.22.1",
      settings: { loadModule },
    });
  });

  it("of nginx without that module is what to install", () => {
    expect(readNginxVersion(DYNAMIC, () => false)).toEqual({
      missing: "nginx 1.22.1 has no stream module (Debian: libnginx-mod-stream)",
    });
    expect(readNginxVersion(NGINX, () => false)).toHaveProperty("missing");
  });

  it("of nginx with streams built in needs no module", () => {
    expect(readNginxVersion(`${NGINX} --with-stream --with-threads`, () => false)).toEqual({
      version: "1.22.1",
      settings: {},
    });
  });
});
