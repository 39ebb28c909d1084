import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Buildah } from "./stand-in-images.ts";

/** What an image says of how it is run: the parts that our images have. */
export interface ImageSettings {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly ExposedPorts: Readonly<Record<string, unknown>>;
  readonly StopSignal: string;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

export async function settingsOfImage(buildah: Buildah, image: string): Promise<ImageSettings> {
  const { Docker } = JSON.parse(await buildah("inspect", "--type", "image", image)) as {
    Docker: { config: ImageSettings };
  };
  return Docker.config;
}

export interface ContainerOptions {
  /** The file system of the image. */
  readonly root: string;
  /** A directory of this machine that is seen as `/etc/sluice`. */
  readonly configuration: string;
  readonly settings: ImageSettings;
  /** Further variables, as `NAME=VALUE`. */
  readonly env?: readonly string[];
}

/**
 * `docker run --read-only --network host --volume CONFIGURATION:/etc/sluice:ro` without an engine: a file system that
 * nobody can write to, the image's user, environment and command. Needs root.
 */
const RUN_READ_ONLY = `
root=$1 configuration=$2 user=$3
shift 3
mount --bind "$root" "$root"
mount --bind "$configuration" "$root/etc/sluice"
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -o remount,bind,ro "$root"
mount -o remount,bind,ro "$root/etc/sluice"
exec chroot --userspec="$user" "$root" "$@"
`;

/** A command inside of the container, for `startProgram` or `run`. */
export function inContainer(
  { root, configuration, settings, env = [] }: ContainerOptions,
  command: readonly string[],
): string[] {
  mkdirSync(join(root, "etc/sluice"), { recursive: true });
  const unshared = ["unshare", "--mount", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", ...settings.Env, ...env];
  return [...unshared, "sh", "-euc", RUN_READ_ONLY, "sh", root, configuration, settings.User, ...command];
}
