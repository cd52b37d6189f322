// Static security scan of the compiled modules by njsscan, whose rules come along with it: node scripts/security/scan.ts
// Gets the scanner into .cache/security (RESTERA_SECURITY) with Python's own venv and pip, unless it is there. Ends with 1 for a finding
// that accepted.ts does not know, and with 77 when the scan could not be done.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { accepted } from "./accepted.ts";

const root = join(import.meta.dirname, "../..");
const folder = resolve(root, process.env["RESTERA_SECURITY"] ?? ".cache/security");
const compiled = join(folder, "compiled");
const versions = ["njsscan==1.0.2", "libsast==3.1.10", "semgrep==1.172.0"];
const couldNot = 77;
const timeoutMs = 15 * 60_000;

interface Found {
  readonly metadata: { readonly severity: string; readonly description: string };
  readonly files?: readonly { readonly file_path: string; readonly match_lines: number[] }[];
}

install();
process.exitCode = judge(scan());

function install(): void {
  if (existsSync(join(folder, "bin/njsscan")) && existsSync(join(folder, "bin/semgrep"))) return;
  try {
    mkdirSync(folder, { recursive: true });
    execFileSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
    const pip = join(folder, "bin/pip");
    execFileSync(pip, ["install", "--quiet", ...versions], {
      stdio: "inherit",
      timeout: timeoutMs,
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    stop(`the scanner could not be installed: ${String(error).split("\n")[0]}`);
  }
}

function scan(): Record<string, Found> {
  // The modules one by one: in dist/ the command line is put together into few files, named by their content.
  const tsc = [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"];
  rmSync(compiled, { recursive: true, force: true });
  execFileSync(process.execPath, [...tsc, "--outDir", compiled], { cwd: root, stdio: "inherit" });
  const env = {
    ...process.env,
    PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
    SEMGREP_SEND_METRICS: "off",
    SEMGREP_ENABLE_VERSION_CHECK: "0",
  };
  const { stdout, stderr } = spawnSync(join(folder, "bin/njsscan"), ["--json", compiled], {
    ...{ env, encoding: "utf8", timeout: timeoutMs, maxBuffer: 1 << 28 },
  });
  const answer = parse(stdout);
  // Without its engine the scanner says so on stderr, finds nothing and is content.
  const isWhole = answer?.errors.length === 0 && !/semgrep not found/.test(stderr);
  if (answer !== undefined && isWhole) return answer.nodejs;
  return stop(`the scanner failed: ${stderr.slice(-500)} ${stdout.slice(0, 500)}`);
}

interface Answer {
  readonly nodejs: Record<string, Found>;
  readonly errors: readonly unknown[];
}

function parse(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

/** Shows what nobody has looked at yet; 0 when there is nothing. */
function judge(found: Record<string, Found>): number {
  const used = new Set<(typeof accepted)[number]>();
  const fresh: string[] = [];
  let known = 0;
  for (const [rule, { metadata, files = [] }] of Object.entries(found)) {
    for (const { file_path: path, match_lines: lines } of files) {
      const file = relative(compiled, resolve(root, path));
      const why = accepted.find((each) => each.rule === rule && file.startsWith(each.file));
      if (why !== undefined) {
        used.add(why);
        known++;
      } else {
        fresh.push(`${metadata.severity} ${rule} in ${file}:${lines[0]}: ${metadata.description}`);
      }
    }
  }
  for (const line of fresh) console.log(line);
  for (const each of accepted.filter((one) => !used.has(one)))
    console.log(`Accepted, but not found any more: ${each.rule} in ${each.file}`);
  console.log(`${fresh.length} new findings, ${known} that were looked at before`);
  return fresh.length === 0 ? 0 : 1;
}

function stop(problem: string): never {
  console.log(`The static security scan was NOT done: ${problem}`);
  process.exit(couldNot);
}
