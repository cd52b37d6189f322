import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonLines } from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { testWithRestic } from "./peers.ts";
import { restera, restic, resticVault } from "./restic-vault.ts";

/** What became of each item, in the order of the items. */
function itemsIn(stdout: string): string[] {
  return jsonLines(stdout)
    .filter(
      ({ message_type: type, action }) => type === "verbose_status" && action !== "scan_finished",
    )
    .map(
      ({ action, item, data_size: size = 0 }) =>
        `${String(item)} ${String(action)} ${String(size)}`,
    )
    .toSorted();
}

testWithRestic("a backup tells of each item what restic tells", async (peer, t) => {
  // Restic 0.14 tells folders of unchanged files only now and then.
  if (peer.version.startsWith("0.14")) return;
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  for (const below of ["a/deep", "b", "empty"]) mkdirSync(join(source, below), { recursive: true });
  const files = ["top", "a/one", "a/deep/two", "b/three", "b/gone", "b/grows"];
  for (const file of files) writeFileSync(join(source, file), `content of ${file}`);
  const vault = await resticVault(peer, folder);
  const told = async (paths: readonly string[]): Promise<[string[], string[]]> => {
    const words = ["backup", "--json", "-v", "--dry-run", ...paths];
    return [
      itemsIn(await restera(vault, words, { cwd: folder })),
      itemsIn(await restic(peer, vault, words, { cwd: folder })),
    ];
  };
  const places = [["source"], [source], ["source/a/deep", "./source/b"]];
  for (const paths of places) {
    const [ours, theirs] = await told(paths);
    assert.deepEqual(ours, theirs, paths.join(" "));
  }
  assert.match((await told(["source"]))[0].join("\n"), /^\/source\/a\/deep\/two new 21$/m);

  await restic(peer, vault, ["backup", "source"], { cwd: folder });
  rmSync(join(source, "b/gone"));
  appendFileSync(join(source, "b/grows"), ", and more");
  writeFileSync(join(source, "a/later"), "new");
  const [ours, theirs] = await told(["source"]);
  assert.deepEqual(ours, theirs);
  assert.ok(ours.includes("/source/b/grows modified 28"), ours.join("\n"));
  assert.ok(ours.includes("/source/top unchanged 0"));
});
