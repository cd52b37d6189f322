import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runRestera } from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runRestic, testWithRestic } from "./peers.ts";
import { password, restera, restic, treeOf } from "./restic-vault.ts";

testWithRestic("a vault of version 1 is one for both programs", async (peer, t) => {
  const folder = temporaryFolder(t);
  const vault = { url: join(folder, "vault"), password };
  writeFileSync(join(folder, "file"), "the same line\n".repeat(5000));
  await restera(vault, ["init", "--repository-version", "1"]);
  const config = JSON.parse(await restic(peer, vault, ["cat", "config"])) as { version: number };
  assert.equal(config.version, 1);
  await restera(vault, ["backup", "--tag", "ours", "file"], { cwd: folder });
  await restic(peer, vault, ["backup", "--tag", "theirs", "file"], { cwd: folder });
  await restic(peer, vault, ["check", "--read-data"]);
  await restera(vault, ["check", "--read-data"]);
  const [ours, theirs] = JSON.parse(await restic(peer, vault, ["snapshots", "--json"])) as {
    id: string;
  }[];
  assert.equal(await treeOf(peer, vault, ours!.id), await treeOf(peer, vault, theirs!.id));
  const refused = await runRestera(vault, ["init", "--repository-version", "3"]);
  assert.equal(refused.code, 2);
});

testWithRestic("a vault without a password is opened by those who say so", async (peer, t) => {
  // Restic 0.14 knows no such thing.
  if (peer.version.startsWith("0.14")) return;
  const folder = temporaryFolder(t);
  const none = "--insecure-no-password";
  const [ours, theirs] = ["ours", "theirs"].map((name) => ({
    url: join(folder, name),
    password: "",
  }));
  await restera(ours!, ["init", none]);
  await restic(peer, theirs!, ["init", none]);
  await restic(peer, ours!, ["check", none]);
  writeFileSync(join(folder, "file"), "content");
  await restera(theirs!, ["backup", none, "file"], { cwd: folder });

  const closed = await runRestera(theirs!, ["snapshots"]);
  assert.deepEqual([closed.code, /--password-file/.test(closed.stderr)], [2, true]);
  const both = { ...theirs!, password };
  for (const { code, status } of [
    { ...(await runRestera(both, ["snapshots", none])), status: 2 },
    { code: (await runRestic(peer, both, ["snapshots", none])).status, status: 1 },
  ]) {
    assert.equal(code, status);
  }

  const from = ["--from-repo", theirs!.url, "--from-insecure-no-password"];
  const target = { url: join(folder, "target"), password };
  await restera(target, ["init", "--copy-chunker-params", ...from]);
  await restera(target, ["copy", ...from]);
  await restera(target, ["keys", "add", "--new-insecure-no-password"]);
  await restic(peer, { ...target, password: "" }, ["check", "--read-data", none]);
});
