import assert from "node:assert/strict";
import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonLines, runRestera } from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runRestic, testWithRestic } from "./peers.ts";
import { restera, resticVault } from "./restic-vault.ts";

testWithRestic("a check of some snapshots looks at what restic looks at", async (peer, t) => {
  // Restic 0.14 checks everything or nothing.
  if (peer.version.startsWith("0.14")) return;
  const folder = temporaryFolder(t);
  const vault = await resticVault(peer, folder);
  const packs = () =>
    readdirSync(join(vault.url, "data"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const backUp = async (host: string) => {
    const before = new Set(packs());
    writeFileSync(join(folder, "file"), `kept by ${host}`.repeat(1000));
    await restera(vault, ["backup", "--host", host, "--tag", host, "file"], { cwd: folder });
    return packs().filter((pack) => !before.has(pack));
  };
  await backUp("one");
  const [damaged] = (await backUp("two")).toSorted((a, b) => statSync(a).size - statSync(b).size);
  const bytes = Buffer.alloc(statSync(damaged!).size, 7);
  rmSync(damaged!);
  writeFileSync(damaged!, bytes);

  const broken = (stdout: string) =>
    jsonLines(stdout).find(({ message_type: type }) => type === "summary")?.["broken_packs"] ??
    null;
  for (const [words, isDamaged] of [
    [["--host", "one"], false],
    [["--host", "two"], true],
    [["--tag", "one", "--tag", "nobody"], false],
    [["--path", join(folder, "file"), "latest"], true],
    [["--host", "nobody"], false],
  ] as const) {
    const all = ["check", "--read-data", "--json", ...words];
    const [ours, theirs] = [await runRestera(vault, all), await runRestic(peer, vault, all)];
    assert.equal(ours.code === 0, theirs.status === 0, `${words.join(" ")}\n${ours.stderr}`);
    assert.equal(ours.code, isDamaged ? 13 : 0, words.join(" "));
    assert.deepEqual(broken(ours.stdout), broken(theirs.stdout), words.join(" "));
  }
  const { stdout } = await runRestera(vault, ["check", "--host", "one"]);
  assert.match(stdout, /Not looked at, as not asked for: 1 snapshot/);
  // The host of backups is that of a check too, as in restic.
  const run = await runRestera(vault, ["check", "--read-data"], { env: { RESTIC_HOST: "one" } });
  assert.equal(run.code, 0, run.stderr);
  rmSync(damaged!);
  const gone = ["check", "--json"];
  const [ours, theirs] = [await runRestera(vault, gone), await runRestic(peer, vault, gone)];
  assert.deepEqual([broken(ours.stdout), broken(theirs.stdout)], [null, null]);
});
