import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createVault, openVault } from "../../src/index.ts";
import { cloudCredentials } from "../../src/faces/environment/cloud-credentials.ts";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import type { BucketKind, BucketServer } from "../servers/buckets.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { jsonLines, runRestera, type VaultAccess } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { collect, password } from "../support/test-vault.ts";

/** Registers a journey through all commands over a vault in a bucket, with a cache, and then the library. */
export function testEveryCommand(kind: BucketKind): void {
  describe(`every command over ${kind.name}`, { skip: kind.skip }, () => {
    const cleanUps: (() => void | Promise<void>)[] = [];
    let server: BucketServer;
    let folder: string;
    let vault: VaultAccess;
    let env: Record<string, string>;
    let first: string;
    let second: string;

    before(async () => {
      server = await kind.start();
      cleanUps.push(() => server.stop());
      folder = temporaryFolder({ after: (work) => void cleanUps.push(work) });
      vault = { url: server.url("a prefix/vault é"), password };
      env = { ...server.env(), XDG_CACHE_HOME: join(folder, "cache"), RESTERA_HOME: folder };
      mkdirSync(join(folder, "source/below it"), { recursive: true });
      writeFileSync(join(folder, "source/note.md"), "a note\n");
      writeFileSync(join(folder, "source/below it/data"), seededBytes(1, 3 << 20));
    });
    after(async () => {
      for (const cleanUp of cleanUps.toReversed()) await cleanUp();
    });

    const run = async (...words: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runRestera(vault, words, { cwd: folder, env });
      assert.equal(code, 0, `${words.join(" ")}\n${stdout}\n${stderr}`);
      return stdout;
    };
    const json = async (...words: string[]): Promise<Record<string, unknown>[]> =>
      jsonLines(await run(...words, "--json"));
    const backUp = async (...words: string[]): Promise<string> =>
      String((await json("backup", "source", ...words)).at(-1)!["snapshot_id"]);

    test("init, two backups, and what they kept", async () => {
      await run("init");
      first = await backUp("--tag", "one");
      writeFileSync(join(folder, "source/note.md"), "a changed note\n");
      second = await backUp();
      const [listed, entries, config, text] = await Promise.all([
        json("snapshots"),
        json("ls", second),
        run("cat", "config"),
        run("dump", first, "/source/note.md"),
      ]);
      const ids = (listed[0] as unknown as { id: string }[]).map(({ id }) => id);
      assert.deepEqual(ids, [first, second]);
      const paths = entries.slice(1).map(({ path }) => path);
      assert.ok(paths.includes("/source/below it/data"), String(paths));
      assert.equal((JSON.parse(config) as { version: number }).version, 2);
      assert.equal(text, "a note\n");
    });

    test("diff, find and history compare what was kept", async () => {
      const [changes, found, history] = await Promise.all([
        run("diff", first, second),
        run("find", "note.md"),
        json("history", "/source/note.md"),
      ]);
      assert.match(changes, /^M {4}\/source\/note\.md$/m);
      assert.match(found, /\/source\/note\.md/);
      assert.ok(history.length > 0);
    });

    test("restore, stats and check --read-data find all of it", async () => {
      await run("restore", "latest", "--target", "restored");
      assertSameFolders(join(folder, "restored/source"), join(folder, "source"));
      const [stats] = await json("stats", "--mode", "raw-data");
      assert.equal(stats?.["snapshots_count"], 2);
      const summary = (await json("check", "--read-data")).at(-1)!;
      assert.equal(summary["num_errors"], 0);
    });

    test("tag, repair, unlock and doctor look after it", async () => {
      await run("tag", "--add", "kept", first);
      const [, , tagged] = await Promise.all([
        run("repair", "index", "--read-all-packs"),
        run("stats"),
        json("snapshots", "--tag", "kept"),
      ]);
      assert.equal((tagged[0] as unknown as unknown[]).length, 1);
      await run("repair", "snapshots", "--dry-run");
      await run("unlock", "--remove-all");
      const findings = await json("doctor");
      assert.deepEqual(
        findings.filter(({ level }) => level === "error"),
        [],
      );
    });

    test("copy goes from the bucket to a folder and back into the bucket", async () => {
      const copy = { url: join(folder, "copy"), password };
      const from = ["--from-vault", vault.url];
      const passwords = { ...env, RESTERA_FROM_PASSWORD: password };
      for (const words of [
        ["init", "--copy-chunker-params", ...from],
        ["copy", ...from],
      ]) {
        const done = await runRestera(copy, words, { cwd: folder, env: passwords });
        assert.equal(done.code, 0, done.stderr);
      }
      const source = await openVault(copy.url, { password });
      assert.equal((await source.check({ readData: true })).ok, true);
      const stores = cloudCredentials(env);
      const back = await createVault(server.url("copied"), { password }, { stores });
      assert.equal((await back.copyFrom(source)).copied.length, 2);
      await back.restore({ snapshot: "latest", target: join(folder, "copied") });
      assertSameFolders(join(folder, "copied/source"), join(folder, "source"));
      await back.close();
      await source.close();
    });

    test("keys: added, changed and removed", async () => {
      writeFileSync(join(folder, "new"), "another password\n");
      await run("keys", "add", "--new-password-file", "new");
      const other = { url: vault.url, password: "another password" };
      const listed = await runRestera(other, ["keys", "list", "--json"], { cwd: folder, env });
      const keys = jsonLines(listed.stdout)[0] as unknown as { id: string; current: boolean }[];
      assert.equal(keys.length, 2);
      const old = keys.find(({ current }) => !current)!;
      const removed = await runRestera(other, ["keys", "remove", old.id], { cwd: folder, env });
      assert.equal(removed.code, 0, removed.stderr);
      assert.equal((await runRestera(vault, ["snapshots"], { cwd: folder, env })).code, 12);
      vault = other;
    });

    test("the cache may be deleted or damaged, left out, and put elsewhere", async () => {
      const caches = join(folder, "cache/restera/vaults");
      assert.match(readFileSync(join(caches, "CACHEDIR.TAG"), "utf8"), /^Signature: 8a477f5/);
      await run("ls", "latest", "--cache-dir", "elsewhere");
      const [id] = readdirSync(join(folder, "elsewhere")).filter((name) => name.length === 64);
      assert.ok(readdirSync(join(folder, "elsewhere", id!, "data")).length > 0);
      const kept = readdirSync(join(caches, id!, "index"));
      assert.ok(kept.length > 0);
      for (const name of kept) writeFileSync(join(caches, id!, "index", name), "damaged");
      await run("ls", "latest");
      rmSync(join(caches, id!), { recursive: true });
      await run("ls", "latest", "--no-cache");
      assert.equal(existsSync(join(caches, id!)), false);
    });

    test("the library does the same", async () => {
      const stores = cloudCredentials(env);
      const opened = await openVault(vault.url, { password: vault.password }, { stores });
      const { snapshot } = await opened.backUp({ paths: [join(folder, "source")] });
      await opened.restore({ snapshot: snapshot!.id, target: join(folder, "library") });
      assertSameFolders(join(folder, "library", folder, "source"), join(folder, "source"));
      assert.equal((await opened.check({ readData: true })).ok, true);
      assert.equal((await opened.snapshots()).length, 3);
      await opened.close();
    });

    test("no lock was left behind", async () => {
      const store = await openObjectStore(vault.url, cloudCredentials(env));
      assert.deepEqual(await collect(store.list("locks/")), []);
      await store.close();
    });
  });
}
