// Static security scan of the compiled modules by njsscan, whose rules come along with it: node scripts/security/scan.ts
// Gets the scanner into .cache/security (RESTERA_SECURITY) with Python's own venv and pip, unless it is there. Ends with 1 for a finding
// that accepted.ts does not know, and with 77 when the scan could not be done.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { accepted } from "./accepted.ts";

const root = join(import.meta.dirname, "../..");
const folder = resolve(root, process.env["RESTERA_SECURITY"] ?? ".cache/security");
const compiled = mkdtempSync(join(tmpdir(), "restera-scan-"));
process.on("exit", () => rmSync(compiled, { recursive: true, force: true }));
const versions = ["njsscan==1.0.2", "libsast==3.1.10", "semgrep==1.172.0"];
const couldNot = 77;
const timeoutMs = 15 * 60_000;

/** One finding, as semgrep tells it. */
interface Found {
  readonly check_id: string;
  readonly path: string;
  readonly start: { readonly line: number };
  readonly extra: { readonly severity: string; readonly message: string };
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

/**
 * njsscan's rules, run by its engine itself: njsscan names every file to it, and to look each of them up takes the engine most of a
 * second.
 */
function scan(): readonly Found[] {
  // The modules one by one: in dist/ the command line is put together into few files, named by their content.
  const tsc = [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"];
  execFileSync(process.execPath, [...tsc, "--declaration", "false", "--outDir", compiled], {
    ...{ cwd: root, stdio: "inherit" },
  });
  const [rules] = globSync("lib/python3*/site-packages/njsscan/rules/semantic_grep", {
    cwd: folder,
  });
  if (rules === undefined) return stop("njsscan's rules are not where they were");
  const quiet = ["--quiet", "--metrics=off", "--disable-version-check"];
  const words = ["scan", ...quiet, "--json", "--no-rewrite-rule-ids", "--config", rules, compiled];
  const { stdout, stderr } = spawnSync(join(folder, "bin/semgrep"), words, {
    ...{ cwd: folder, encoding: "utf8", timeout: timeoutMs, maxBuffer: 1 << 28 },
    env: { ...process.env, PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}` },
  });
  const answer = parse(stdout);
  const isWhole = answer?.errors.length === 0 && answer.paths.scanned.length > 0;
  if (answer !== undefined && isWhole) return answer.results;
  return stop(`the scanner failed: ${stderr.slice(-500)} ${stdout.slice(0, 500)}`);
}

interface Answer {
  readonly results: readonly Found[];
  readonly errors: readonly unknown[];
  readonly paths: { readonly scanned: readonly string[] };
}

function parse(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

/** Shows what nobody has looked at yet; 0 when there is nothing. */
function judge(found: readonly Found[]): number {
  const used = new Set<(typeof accepted)[number]>();
  const fresh: string[] = [];
  for (const { check_id: id, path, start, extra } of found) {
    const rule = id.slice(id.lastIndexOf(".") + 1);
    const file = relative(compiled, path);
    const why = accepted.find((each) => each.rule === rule && file.startsWith(each.file));
    if (why !== undefined) used.add(why);
    else fresh.push(`${extra.severity} ${rule} in ${file}:${start.line}: ${extra.message}`);
  }
  for (const line of fresh) console.log(line);
  for (const each of accepted.filter((one) => !used.has(one)))
    console.log(`Accepted, but not found any more: ${each.rule} in ${each.file}`);
  const known = found.length - fresh.length;
  console.log(`${fresh.length} new findings, ${known} that were looked at before`);
  return fresh.length === 0 ? 0 : 1;
}

function stop(problem: string): never {
  console.log(`The static security scan was NOT done: ${problem}`);
  process.exit(couldNot);
}
