import assert from "node:assert/strict";
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { cloudCredentials } from "../../src/faces/environment/cloud-credentials.ts";
import { readObject } from "../../src/stores/objects/read-object.ts";
import {
  npmBuckets,
  serverBuckets,
  type BucketKind,
  type BucketServer,
} from "../servers/buckets.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { makeOddFolder } from "../support/odd-folder.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { findRestic, type Peer } from "./peers.ts";
import { password, restera, restic } from "./restic-vault.ts";

const peer = findRestic("latest");
const missing = peer === undefined && "no restic latest here: run scripts/install-peers.sh";

[...serverBuckets, ...npmBuckets].forEach(testBucket);

/** Both programs on one bucket; where restic does not reach the server, on a copy of its objects. */
function testBucket(kind: BucketKind): void {
  describe(`restic and we on ${kind.name}`, { skip: kind.skip || missing }, () => {
    const cleanUps: (() => void | Promise<void>)[] = [];
    let server: BucketServer;
    let folder: string;

    before(async () => {
      server = await kind.start();
      cleanUps.push(() => server.stop());
      folder = temporaryFolder({ after: (work) => void cleanUps.push(work) });
      makeOddFolder(join(folder, "source"));
    });
    after(async () => {
      for (const cleanUp of cleanUps.toReversed()) await cleanUp();
    });

    const ours = (prefix: string, ...words: string[]): Promise<string> => {
      const env = { ...server.env(), XDG_CACHE_HOME: join(folder, "cache") };
      return restera({ url: server.url(prefix), password }, words, { cwd: folder, env });
    };

    test("restic checks and restores what we wrote, and adds to it", async () => {
      await ours("ours", "init");
      await ours("ours", "backup", "source");
      await withRestic(peer!, server, "ours", folder, async (run) => {
        await run("check", "--read-data");
        await run("restore", "latest", "--target", "by-restic");
        writeFileSync(join(folder, "source/added"), "between the two");
        await run("backup", "source");
      });
      assertSameFolders(join(folder, "by-restic/source"), join(folder, "source"), {
        without: (path) => path === "added" || path === ".",
      });
      await ours("ours", "check", "--read-data");
      await ours("ours", "restore", "latest", "--target", "by-us");
      assertSameFolders(join(folder, "by-us/source"), join(folder, "source"));
    });

    test("we check and restore what restic wrote, and add to it", async () => {
      await withRestic(peer!, server, "theirs", folder, async (run) => {
        await run("init");
        await run("backup", "source");
      });
      await ours("theirs", "check", "--read-data");
      await ours("theirs", "restore", "latest", "--target", "theirs-by-us");
      assertSameFolders(join(folder, "theirs-by-us/source"), join(folder, "source"));
      await ours("theirs", "backup", "source");
      await withRestic(peer!, server, "theirs", folder, async (run) => {
        await run("check", "--read-data");
        const listed = JSON.parse(await run("snapshots", "--json")) as unknown[];
        assert.equal(listed.length, 2);
      });
    });
  });
}

/** Lets restic work on a prefix; on a downloaded copy that is uploaded again where it cannot reach the server. */
async function withRestic(
  peer: Peer,
  server: BucketServer,
  prefix: string,
  cwd: string,
  work: (run: (...words: string[]) => Promise<string>) => Promise<void>,
): Promise<void> {
  const place = server.restic?.(prefix);
  if (place !== undefined) {
    const { url, env } = place;
    await work((...words) => restic(peer, { url, password }, words, { cwd, env }));
    return;
  }
  const copy = join(cwd, `copy of ${prefix} ${Date.now()}`);
  const store = await openObjectStore(server.url(prefix), cloudCredentials(server.env()));
  try {
    for await (const { key } of store.list("")) {
      mkdirSync(dirname(join(copy, key)), { recursive: true });
      writeFileSync(join(copy, key), await readObject(store, key));
    }
    await work((...words) => restic(peer, { url: copy, password }, words, { cwd }));
    for (const key of globSync("**", { cwd: copy })) {
      const path = join(copy, key);
      if (statSync(path).isFile()) await store.putNew(key, readFileSync(path));
    }
  } finally {
    await store.close();
  }
}
