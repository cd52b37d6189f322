import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { runRestera } from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { objectsIn } from "../support/test-vault.ts";
import { runRestic, testWithRestic } from "./peers.ts";
import { restera, resteraVault, restic, resticVault } from "./restic-vault.ts";

interface Key {
  readonly id: string;
  readonly current: boolean;
  readonly userName: string;
  readonly hostName: string;
  readonly created: string;
}

testWithRestic("keys of one program open the vault for the other", async (peer, t) => {
  const folder = temporaryFolder(t);
  const vault = await resticVault(peer, folder);
  writeFileSync(join(folder, "new"), "another password\n");
  const added = await restera(vault, [
    ...["keys", "add", "--json", "--user", "grace", "--host", "harbour"],
    ...["--new-password-file", join(folder, "new")],
  ]);
  const { id } = JSON.parse(added) as { id: string };
  const other = { ...vault, password: "another password" };
  const theirs = JSON.parse(await restic(peer, other, ["key", "list", "--json"])) as Key[];
  // restic 0.14 shows eight digits.
  const digits = theirs[0]!.id.length;
  const ours = (await listed(other)).map((key) => ({ ...key, id: key.id.slice(0, digits) }));
  assert.deepEqual(ours, sorted(theirs));
  const key = theirs.find(({ current }) => current);
  assert.deepEqual([key?.userName, key?.hostName], ["grace", "harbour"]);
  assert.ok(id.startsWith(key!.id));

  const refused = await runRestera(other, ["keys", "remove", id]);
  assert.equal(refused.code, 1);
  await restera(vault, ["keys", "remove", id.slice(0, 10)]);
  const closed = await runRestic(peer, other, ["snapshots"]);
  assert.notEqual(closed.status, 0);

  await restera(vault, ["keys", "passwd", "--new-password-file", join(folder, "new")]);
  assert.equal((await runRestera(vault, ["snapshots"])).code, 12);
  await restic(peer, other, ["check"]);
});

async function listed(vault: { url: string; password: string }): Promise<Key[]> {
  return sorted(JSON.parse(await restera(vault, ["keys", "list", "--json"])) as Key[]);
}

function sorted(keys: readonly Key[]): Key[] {
  return keys.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

testWithRestic("unlock removes what the other program left behind", async (peer, t) => {
  const vault = await resteraVault(temporaryFolder(t));
  await lockAndDie(peer.path, vault);
  assert.equal(locksOf(vault).length, 1);
  await restera(vault, ["unlock"]);
  assert.deepEqual(locksOf(vault), []);
});

/** A file that is still being written has another name. */
function locksOf({ url }: { url: string }): string[] {
  return objectsIn(url, "locks").filter((name) => /^[0-9a-f]{64}$/.test(name));
}

/** Starts a backup that waits for its input, and kills it. */
async function lockAndDie(path: string, vault: { url: string; password: string }): Promise<void> {
  const child = spawn(path, ["backup", "--stdin", "--no-cache"], {
    env: { RESTIC_REPOSITORY: vault.url, RESTIC_PASSWORD: vault.password, HOME: "/nonexistent" },
    stdio: ["pipe", "ignore", "ignore"],
  });
  for (let i = 0; i < 600 && locksOf(vault).length === 0; i++) await wait(50);
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
}
