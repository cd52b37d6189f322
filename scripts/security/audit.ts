// Audit of the dependencies that users install, by the registry's advisories: node scripts/security/audit.ts
// Ends with 1 for a known vulnerability of at least moderate severity, and with 77 when the registry gives no advisories: then nothing
// is known, which is not the same as nothing being wrong.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const couldNot = 77;
const tolerated = ["info", "low"];

interface Answer {
  readonly message?: string;
  readonly error?: { readonly summary?: string };
  readonly vulnerabilities?: Record<
    string,
    { readonly severity: string; readonly via: readonly (string | { readonly title?: string })[] }
  >;
}

const args = ["audit", "--omit=dev", "--json"];
const { stdout, stderr } = spawnSync("npm", args, {
  cwd: root,
  encoding: "utf8",
  timeout: 300_000,
});
process.exitCode = judge(parse());

function parse(): Answer {
  try {
    return JSON.parse(stdout) as Answer;
  } catch {
    return { message: stderr.trim().split("\n").at(-1) ?? "npm gave no answer" };
  }
}

function judge({ vulnerabilities, message, error }: Answer): number {
  if (vulnerabilities === undefined) {
    const problem = message ?? error?.summary ?? "no advisories came";
    console.log(`The dependencies were NOT audited: ${problem}`);
    return couldNot;
  }
  const found = Object.entries(vulnerabilities);
  for (const [name, { severity, via }] of found) {
    const titles = via.map((each) => (typeof each === "string" ? each : (each.title ?? "")));
    console.log(`${severity}: ${name} (${titles.join("; ")})`);
  }
  const serious = found.filter(([, { severity }]) => !tolerated.includes(severity));
  console.log(`${serious.length} of ${found.length} known vulnerabilities are moderate or worse`);
  return serious.length === 0 ? 0 : 1;
}
