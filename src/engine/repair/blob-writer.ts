import { hash } from "node:crypto";
import { rm } from "node:fs/promises";
import { PackUploads } from "../backup/pack-uploads.ts";
import { type BlobType, DATA, TREE } from "../blob-type.ts";
import { Sealer } from "../crypto/sealer.ts";
import { indexWriterOf } from "../index/index-writer-of.ts";
import type { IndexWriter } from "../index/index-writer.ts";
import { Kernels } from "../kernels/kernels.ts";
import { CheckArea } from "../kernels/check-area.ts";
import { makeStagingFolder } from "../pack/make-staging-folder.ts";
import { Packer } from "../pack/packer.ts";
import { createFrameCodec } from "../pack/zstd.ts";
import type { OpenVault } from "../vault/open-vault.ts";

const PACK_BYTES = 16 << 20;
const LEVEL = 3;
const AREA_BYTES = 1 << 20;

/** Writes single blobs into new packs, on the calling thread: for repairs, where there are few. */
export class BlobWriter {
  readonly index: IndexWriter;
  private readonly vault: OpenVault;
  private readonly kernels = new Kernels();
  private readonly area = new CheckArea(this.kernels, AREA_BYTES);
  private readonly uploads: PackUploads;
  private readonly written = new Set<string>();
  private packers: readonly [Packer, Packer] | undefined;
  private stagingFolder = "";
  private failure: unknown;

  constructor(vault: OpenVault, signal: AbortSignal) {
    this.vault = vault;
    this.index = indexWriterOf(vault, signal);
    this.uploads = new PackUploads({
      ready: Promise.resolve(),
      store: vault.store,
      index: this.index,
      signal,
      onStored: () => undefined,
      onFailed: (error) => {
        this.failure ??= error;
      },
    });
  }

  /** Adds a blob, once; gives its id. It is in the vault when `finish` has resolved. */
  async save(type: BlobType, text: Uint8Array): Promise<string> {
    const id = hash("sha256", text, "buffer");
    const name = id.toString("hex");
    const key = `${type}${name}`;
    if (this.written.has(key)) return name;
    this.written.add(key);
    const packers = await this.open();
    const at = this.area.reserve(text.length);
    this.kernels.bytes.set(text, at);
    packers[type].add(id, at, text.length);
    if (this.failure !== undefined) throw this.failure;
    return name;
  }

  /** Stores what is left and the index of it all. */
  async finish(): Promise<void> {
    for (const packer of this.packers ?? []) packer.finish();
    await this.uploads.finish();
    if (this.failure !== undefined) throw this.failure;
    await this.index.flush();
  }

  async close(): Promise<void> {
    if (this.stagingFolder !== "") await rm(this.stagingFolder, { recursive: true, force: true });
  }

  private async open(): Promise<readonly [Packer, Packer]> {
    if (this.packers !== undefined) return this.packers;
    const { store, key, config } = this.vault;
    this.stagingFolder = await makeStagingFolder(store, "repair");
    const tools = {
      kernels: this.kernels,
      sealer: new Sealer(this.kernels, key),
      codec: config.version === 2 ? createFrameCodec(LEVEL) : undefined,
      checkArea: new CheckArea(this.kernels, AREA_BYTES),
      stagingFolder: this.stagingFolder,
      packBytes: PACK_BYTES,
      verify: true,
      dryRun: false,
      onPack: this.uploads.add.bind(this.uploads),
    };
    this.packers = [new Packer(DATA, tools), new Packer(TREE, tools)];
    return this.packers;
  }
}
