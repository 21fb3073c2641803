// Bundles the stylesheet and the scripts into the server's assets, minified, under stable names.
// It adds no content hashes (the server does) and keeps only the design tokens that are used.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = here("../crates/server/assets/dist");

await build({
  absWorkingDir: here("."),
  entryPoints: ["src/css/madoguchi.css", "src/liff.js", "src/desk.js", "src/resident.js"],
  entryNames: "[name]",
  outdir,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome87", "safari14.1", "firefox78"],
  charset: "utf8",
  legalComments: "inline",
  logLevel: "info",
});

const sheet = `${outdir}/madoguchi.css`;
await writeFile(sheet, withoutUnusedTokens(await readFile(sheet, "utf8")));

/** Drops custom properties that nothing reads, until none is left to drop. */
function withoutUnusedTokens(css) {
  const used = new Set(Array.from(css.matchAll(/var\((--[\w-]+)/g), ([, name]) => name));
  const kept = css.replace(/(--[\w-]+):[^;}]*;?/g, (declaration, name) => (used.has(name) ? declaration : ""));
  return kept === css ? css : withoutUnusedTokens(kept);
}
