// Builds dist/: the WebAssembly kernels first, then the TypeScript, then the command line as few files. Runs by itself at the end of `npm ci`.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const kernels = join(root, "src/engine/kernels");

/** Runs a program of node_modules/.bin and stops the build when it fails. */
function run(name: string, ...args: string[]): void {
  execFileSync(process.execPath, [join(root, "node_modules", name), ...args], {
    cwd: root,
    stdio: "inherit",
  });
}

rmSync(join(root, "dist"), { recursive: true, force: true });
mkdirSync(join(root, "dist/engine/kernels"), { recursive: true });
run(
  "assemblyscript/bin/asc.js",
  "src/engine/kernels/assembly/index.ts",
  ...["--outFile", "src/engine/kernels/kernels.wasm"],
  ...["-O3", "--noAssert", "--runtime", "stub", "--importMemory"],
  ...["--initialMemory", "1", "--maximumMemory", "16384"],
  ...["--enable", "simd", "--enable", "bulk-memory"],
);
cpSync(join(kernels, "kernels.wasm"), join(root, "dist/engine/kernels/kernels.wasm"));
run("typescript/bin/tsc", "-p", "tsconfig.build.json");
run("../scripts/bundle.ts");
run("../scripts/man.ts");
chmodSync(join(root, "dist/faces/cli/restera.js"), 0o755);
