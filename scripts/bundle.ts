// Puts the compiled command line together into few files in dist/faces/cli: loading some three hundred modules one by one takes
// a good part of a short command. The bundle takes the place of the command line's own modules.
import { renameSync, rmSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { rolldown, type Plugin } from "rolldown";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
const folder = join(dist, "faces/cli");
const staging = join(dist, "bundle");
const threads = ["backup", "restore", "check", "copy"];

/** Parts of the product whose commands load what only they share. */
const parts = "projects|orchestrator|config|archives|records|memory|tasks";

/**
 * What most commands share is loaded by all of them, as one file; what threads need of it is another, so that they load no more. What
 * runs before compiled code is kept stands alone.
 */
const groups = [
  {
    name: "start",
    test: /[\\/](?:young-space|begin-key|derive-key|key-files|restera-home|compile-cache|platform-cache-folder)\.js$/,
    priority: 2,
  },
  {
    name: "basics",
    test: /[\\/](?:foundation[\\/](?!messages)|engine)[\\/]?/,
    minShareCount: 15,
    priority: 1,
  },
  {
    name: "common",
    test: new RegExp(`^(?!.*[\\\\/](?:${parts})[\\\\/])`),
    minShareCount: 15,
  },
];

/** Threads' programs lie beside the command line. */
function threadsBeside(code: string): string {
  return threads.reduce((text, name) => {
    const here = text.replace(`"../${name}/${name}-worker"`, `"./${name}-worker"`);
    if (here === text) throw new Error(`worker-programs does not start ${name}-worker`);
    return here;
  }, code);
}

/** A module that asks where it lies hears where it lay before. All files of the bundle are in one folder. */
const places: Plugin = {
  name: "places",
  transform(code, id) {
    if (id.endsWith("/worker-programs.js")) return threadsBeside(code);
    const path = relative(folder, id).replaceAll("\\", "/");
    const parent = path.slice(0, path.lastIndexOf("/"));
    return code
      .replaceAll("import.meta.url", `new URL(${JSON.stringify(path)}, import.meta.url).href`)
      .replaceAll(/import\.meta\.(dirname|filename)/g, (_, what: string) => {
        const place = what === "dirname" ? parent : path;
        return `(import.meta["dirname"] + ${JSON.stringify(`/${place}`)})`;
      });
  },
};

const thread = "thread:";

/** A thread takes up compiled code before its program loads, as the command does. */
const threadEntries: Plugin = {
  name: "thread-entries",
  resolveId: (id) => (id.startsWith(thread) ? `\0${id}` : null),
  load: (id) => {
    if (!id.startsWith(`\0${thread}`)) return null;
    const name = id.slice(thread.length + 1);
    return `import { keepCompiledCode } from ${JSON.stringify(join(folder, "compile-cache.js"))};
keepCompiledCode(process.env);
await import(${JSON.stringify(join(dist, `engine/${name}/${name}-worker.js`))});`;
  },
};

const bundle = await rolldown({
  input: {
    restera: join(folder, "restera.js"),
    ...Object.fromEntries(threads.map((name) => [`${name}-worker`, thread + name])),
  },
  platform: "node",
  external: (id) => !id.startsWith(".") && !isAbsolute(id),
  plugins: [threadEntries, places],
});
await bundle.write({
  dir: staging,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
  codeSplitting: { groups },
});
rmSync(folder, { recursive: true });
renameSync(staging, folder);
