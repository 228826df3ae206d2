#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0
/**
 * Makes a few files of the hundreds that the compiler writes: Node takes longer to find and link
 * modules than to run most tests, in the process that reports and in each worker.
 *
 *	node tools/bundle.mjs DIST
 *
 * DIST/bundle gets the program and the worker, each in one file NAME.cjs, with the npm packages they use
 * and the licences of these; NAME.js starts it (src/start/), and is CommonJS too, since Node takes longer
 * to set up modules than to start. The folder is as deep as those it is made of, so "../../" leads to the
 * same place from its files. The other modules stay, for who imports them. What V8 makes of the files (for
 * main, by command) comes to stand beside them.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = resolve(process.argv[2] ?? join(root, "dist"));
const bundle = join(dist, "bundle");

/** The programs: what they are made of, and how what that exports is started. */
const PROGRAMS = {
  main: {
    entry: "cli/program.js",
    kind: 'process.argv.slice(2).find((word) => /^(?:run|check|fmt|exec|fuzz|kernel)$/.test(word)) ?? ""',
    start: "({ main }, save) => void main().finally(save)",
  },
  worker: { entry: "runner/pool/serve.js", kind: '""', start: "({ serve }, save) => serve(save)" },
};

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: Object.entries(PROGRAMS).map(([out, { entry }]) => ({ in: join(dist, entry), out })),
  outdir: bundle,
  outExtension: { ".js": ".cjs" },
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  nodePaths: [join(root, "node_modules")],
  define: { "import.meta.url": "moduleUrl" },
  banner: { js: `const moduleUrl = require("node:url").pathToFileURL(__filename).href;` },
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
writeFileSync(join(bundle, "package.json"), '{ "type": "commonjs" }\n');
for (const [name, { kind, start }] of Object.entries(PROGRAMS)) {
  const file = join(bundle, `${name}.cjs`);
  // src/start/ reads it so, and V8 would need twice the memory and time for it.
  if (readFileSync(file).some((byte) => byte > 0x7f)) throw new Error(`${file} is not ASCII`);
  await build({
    absWorkingDir: root,
    stdin: {
      contents: `import { runCompiled } from "../start/compiled-code.js";
        runCompiled(\`\${__dirname}/${name}.cjs\`, ${kind}, ${start});`,
      resolveDir: bundle,
    },
    outfile: join(bundle, `${name}.js`),
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    banner: { js: "#!/usr/bin/env node\n// SPDX-License-Identifier: GPL-2.0" },
    logLevel: "warning",
  });
}

/** Folders of the npm packages that are in the bundle. */
const packages = new Set(
  Object.keys(metafile.inputs).flatMap((path) => {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
    return match === null ? [] : [match[1]];
  }),
);

const notices = [...packages].sort().map((folder) => {
  const absolute = resolve(root, folder);
  const { name, version } = JSON.parse(readFileSync(join(absolute, "package.json"), "utf8"));
  const file = readdirSync(absolute).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file`);
  return `${name} ${version}\n\n${readFileSync(join(absolute, file), "utf8").trim()}\n`;
});
writeFileSync(join(bundle, "LICENSES.txt"), notices.join(`\n${"-".repeat(72)}\n\n`));
