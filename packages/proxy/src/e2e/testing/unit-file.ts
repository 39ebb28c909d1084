import { readFileSync } from "node:fs";

/** What a systemd unit says: each setting of `[Service]` with its values, in their order. */
export type ServiceSettings = ReadonlyMap<string, readonly string[]>;

/** Reads as much of the format as our units use: no continued lines, no quotes. */
export function readService(path: string): ServiceSettings {
  const settings = new Map<string, string[]>();
  let section = "";
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (line.startsWith("[") || section !== "Service") continue;
    if (name === undefined || value === undefined || /[\\"']/.test(value)) throw new Error(`not understood: ${line}`);
    settings.set(name, [...(settings.get(name) ?? []), value]);
  }
  return settings;
}

/** The one value of a setting. */
export function settingOf(service: ServiceSettings, name: string): string {
  const [value, ...more] = service.get(name) ?? [];
  if (value === undefined || more.length > 0) throw new Error(`\`${name}\` is not there once`);
  return value;
}

/** A command of the unit, with what stands for the main process put in, and parts of it replaced by others. */
export function commandOf(
  service: ServiceSettings,
  name: string,
  replaced: Readonly<Record<string, readonly string[]>>,
): string[] {
  return settingOf(service, name)
    .split(" ")
    .flatMap((word) => replaced[word] ?? [word]);
}

/** The names of what it is given as credentials. */
export function credentialsOf(service: ServiceSettings): string[] {
  return (service.get("LoadCredential") ?? []).map((value) => value.split(":")[0] ?? "");
}
