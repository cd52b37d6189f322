import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createVault, openVault } from "../../src/index.ts";
import type { FaultPlan } from "../servers/faults.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError, password } from "../support/test-vault.ts";
import type { ProxiedKind, ProxiedServer } from "./proxied-stores.ts";

/** From the abort to the rejection; what is asked for, on a machine that does other things too. */
const promptMs = 1000;

/** Registers an abort in the middle of a slow upload and a slow download, against one server. */
export function testVaultAbort(kind: ProxiedKind): void {
  const { name, skip } = kind;
  describe(`an abort over a slow network to ${name}`, { skip }, () => {
    const cleanUps: (() => void | Promise<void>)[] = [];
    let server: ProxiedServer;
    let folder: string;
    before(async () => {
      server = await kind.start();
      cleanUps.push(() => server.stop());
      folder = temporaryFolder({ after: (work) => void cleanUps.push(work) });
      mkdirSync(join(folder, "source"));
      writeFileSync(join(folder, "source/large"), seededBytes(1, 6 << 20));
    });
    after(async () => {
      for (const cleanUp of cleanUps.toReversed()) await cleanUp();
    });

    /** Packs crawl; `onPack` is called when the first one is on its way. */
    const slowPacks =
      (method: RegExp, onPack: () => void): FaultPlan =>
      (request) => {
        const isPack = method.test(request.method) && /data(?:%2F|\/)/i.test(request.url);
        if (!isPack) return undefined;
        setTimeout(onPack, 300);
        return { kind: "throttle", bytesPerSecond: 50_000 };
      };

    const expectPrompt = async (
      method: RegExp,
      work: (signal: AbortSignal) => Promise<unknown>,
    ): Promise<void> => {
      const abort = new AbortController();
      let abortedMs = 0;
      server.proxy.setPlan(
        slowPacks(method, () => {
          abortedMs ||= performance.now();
          abort.abort();
        }),
      );
      await assert.rejects(work(abort.signal), isError("cancelled"));
      const tookMs = performance.now() - abortedMs;
      server.proxy.setPlan(() => undefined);
      assert.ok(abortedMs > 0 && tookMs < promptMs, `it took ${tookMs} ms`);
    };

    test("ends a backup and a restore at once, and leaves no lock", async () => {
      const direct = server.directPlace("abort");
      const truth = await createVault(direct.url, { password }, { stores: direct.settings });
      const { url, settings } = server.place("abort");
      const vault = await openVault(url, { password }, { stores: settings });
      const source = join(folder, "source");
      await expectPrompt(/PUT|POST/, (signal) => vault.backUp({ paths: [source] }, { signal }));
      assert.deepEqual(await truth.snapshots(), []);
      assert.deepEqual(await truth.locks(), []);
      await truth.backUp({ paths: [source] });
      const target = join(folder, "target");
      const restore = { snapshot: "latest", target };
      await expectPrompt(/GET/, (signal) => vault.restore(restore, { signal }));
      assert.deepEqual(await truth.locks(), []);
      await vault.close();
      await truth.close();
    });
  });
}
