import { rm } from "node:fs/promises";
import { ResteraError } from "../../foundation/errors.ts";
import { PackUploads } from "../backup/pack-uploads.ts";
import type { WantedBlob } from "../copy/copy-job.ts";
import { CopyWorkers } from "../copy/copy-workers.ts";
import type { CopySettings } from "../copy/messages.ts";
import { PackCopier } from "../copy/pack-copier.ts";
import type { IndexWriter } from "../index/index-writer.ts";
import type { VaultIndex } from "../index/load-index.ts";
import { makeStagingFolder } from "../pack/make-staging-folder.ts";
import { zstdLevels } from "../pack/zstd-levels.ts";
import { PackSource } from "../restore/pack-source.ts";
import type { OpenVault } from "../vault/open-vault.ts";
import { forEachBounded } from "../workers/for-each-bounded.ts";
import type { PruneInput } from "./prune-result.ts";

/** Packs that are fetched and repacked at once. */
const PACKS_AT_ONCE = 6;

export interface RepackInput {
  readonly index: VaultIndex;
  /** Blobs to keep, by the pack to take them from, in its order. */
  readonly wanted: ReadonlyMap<number, readonly WantedBlob[]>;
  readonly packBytes: number;
  readonly settings: Pick<PruneInput, "compression" | "verify">;
  /** Gets an entry for each new pack once that is stored. */
  readonly writer: IndexWriter;
  readonly signal: AbortSignal;
  readonly onProgress: (packs: number) => void;
}

/**
 * Puts blobs of old packs into new ones: each is opened, sealed again and compared with its id; what is compressed stays so.
 * Gives the bytes of the new packs, which are stored. Throws `damaged` when a blob can be read nowhere; then nothing is lost.
 */
export async function repackPacks(vault: OpenVault, input: RepackInput): Promise<number> {
  if (input.wanted.size === 0) return 0;
  const repack = new Repack(vault, input);
  try {
    return await repack.run();
  } finally {
    await repack.close();
  }
}

class Repack {
  private readonly vault: OpenVault;
  private readonly input: RepackInput;
  private readonly stop = new AbortController();
  private readonly workers: CopyWorkers;
  private readonly packs: PackSource;
  private uploads!: PackUploads;
  private stagingFolder = "";
  private bytesAdded = 0;
  private done = 0;

  constructor(vault: OpenVault, input: RepackInput) {
    this.vault = vault;
    this.input = input;
    this.packs = new PackSource(vault.store, input.index, this.stop.signal);
    this.workers = new CopyWorkers(vault.threads.take("copy"), (pack) => {
      this.bytesAdded += pack.size;
      this.uploads.add(pack);
    });
    if (input.signal.aborted) this.cancel();
    input.signal.addEventListener("abort", this.cancel, { once: true });
  }

  async run(): Promise<number> {
    const { store } = this.vault;
    this.stagingFolder = await makeStagingFolder(store, "prune");
    this.uploads = new PackUploads({
      ready: Promise.resolve(),
      store,
      index: this.input.writer,
      signal: this.stop.signal,
      onStored: () => this.workers.control.packStored(),
      onFailed: (error) => this.workers.stop(error),
    });
    this.workers.begin(this.settings());
    const copier = new PackCopier(this.input.index, this.packs, this.workers);
    await forEachBounded(this.input.wanted, PACKS_AT_ONCE, async ([pack, blobs]) => {
      await copier.copy(pack, blobs);
      this.input.onProgress(++this.done);
    });
    await this.workers.finish();
    await Promise.race([this.uploads.finish(), this.workers.failed]);
    return this.bytesAdded;
  }

  async close(): Promise<void> {
    this.input.signal.removeEventListener("abort", this.cancel);
    this.stop.abort();
    await this.workers.close();
    await this.packs.close();
    if (this.stagingFolder !== "") await rm(this.stagingFolder, { recursive: true, force: true });
  }

  private readonly cancel = (): void => {
    this.workers.stop(new ResteraError("cancelled"));
    this.stop.abort();
  };

  private settings(): CopySettings {
    const { compression = "auto", verify = true } = this.input.settings;
    const { key, config } = this.vault;
    return {
      sourceKey: key,
      targetKey: key,
      stagingFolder: this.stagingFolder,
      packBytes: this.input.packBytes,
      ...(config.version === 2 ? { level: zstdLevels[compression] } : {}),
      compressData: compression !== "off",
      recompress: false,
      verify,
    };
  }
}
