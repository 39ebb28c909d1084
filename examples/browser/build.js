// Makes the page: node examples/browser/build.js [FOLDER]. Open its index.html, from the disk or from any server.
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));

/** `conditions`: of the packages' exports; the tests take the sources. */
export async function buildPage(folder, conditions = []) {
  await mkdir(folder, { recursive: true });
  for (const name of ["index.html", "page.css"]) await copyFile(join(here, name), join(folder, name));
  await build({
    entryPoints: [join(here, "page.js")],
    outfile: join(folder, "page.js"),
    bundle: true,
    minify: true,
    // A script and no module: browsers load no modules from the disk.
    format: "iife",
    platform: "browser",
    target: "es2023",
    conditions,
    logLevel: "error",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? join(here, "dist");
  await buildPage(folder);
  console.log(`open ${join(folder, "index.html")}`);
}
