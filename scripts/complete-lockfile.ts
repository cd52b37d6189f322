// Run after `npm install` changed package-lock.json. Where a registry does not carry a package's builds for other
// platforms, npm leaves these optional packages out of the lock file, and `npm ci` then refuses it as out of step.
// This adds the missing entries from what each package asks for; npm skips them on platforms they are not for.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface LockedPackage {
  version?: string;
  cpu?: string[];
  dev?: boolean;
  libc?: string[];
  optional?: boolean;
  os?: string[];
  optionalDependencies?: Record<string, string>;
}

const systems = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const processors = [
  "arm64",
  "arm",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];
const libraries = { gnu: "glibc", gnueabihf: "glibc", musl: "musl", musleabihf: "musl" };

const path = join(import.meta.dirname, "../package-lock.json");
const lock = JSON.parse(readFileSync(path, "utf8")) as { packages: Record<string, LockedPackage> };

let added = 0;
for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] !== undefined) continue;
    lock.packages[`node_modules/${name}`] = optionalPackage(name, version, parent.dev === true);
    added += 1;
  }
}
if (added > 0) {
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")),
  );
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`package-lock.json: ${added} optional packages of other platforms added`);

/** `@scope/binding-linux-arm-musleabihf` is for `linux`, `arm` and `musl`; throws when the name says no platform. */
function optionalPackage(name: string, version: string, dev: boolean): LockedPackage {
  const words = name.slice(name.indexOf("/") + 1).split("-");
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  const libc = Object.entries(libraries).flatMap(([word, library]) =>
    words.includes(word) ? [library] : [],
  );
  // WebAssembly is for every system.
  if (cpu.length === 0 || (os.length === 0 && !cpu.includes("wasm32")))
    throw new Error(`${name} ${version} is locked nowhere and names no platform`);
  return {
    version,
    cpu,
    ...(dev ? { dev } : {}),
    ...(libc.length > 0 && os.includes("linux") ? { libc } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  };
}
