import { hash } from "node:crypto";
import zlib from "node:zlib";
import { ResteraError } from "../../foundation/errors.ts";
import { type CallOptions, StoreError } from "../../stores/objects/object-store.ts";
import { readObject } from "../../stores/objects/read-object.ts";
import { DATA, TREE } from "../blob-type.ts";
import { loadIndex } from "../index/load-index.ts";
import type { RunOptions } from "../operations.ts";
import { refuseLargeText } from "../pack/largest-text.ts";
import { packKey } from "../pack/pack-files.ts";
import type { HeaderBlob } from "../pack/pack-header.ts";
import type { OpenVault } from "../vault/open-vault.ts";
import { VaultReader } from "../vault/vault-reader.ts";
import { BlobWriter } from "./blob-writer.ts";
import { readPackHeader } from "./read-pack-header.ts";
import { deleteIndexes, type RepairProgress } from "./repair-index.ts";
import { rewriteIndex } from "./rewrite-index.ts";

export interface RepairPacksInput {
  /** Full ids. */
  readonly packs: readonly string[];
  /** Called with each pack as it is, before anything is changed; a rejection ends the repair. */
  readonly onPack?: (id: string, bytes: Uint8Array) => Promise<void>;
}

export interface RepairPacksResult {
  /** Packs whose good blobs lie in new packs now, and that are gone. */
  readonly replaced: readonly string[];
  /** Packs that were not there. */
  readonly missing: readonly string[];
  readonly salvagedBlobs: number;
  /** Blobs that are nowhere else. */
  readonly lost: readonly { readonly type: "data" | "tree"; readonly id: string }[];
}

/**
 * Saves what is whole in damaged packs into new ones, takes the damaged ones out of the index and
 * removes them (`restic repair packs`). To be called under the exclusive lock.
 */
export async function repairPacks(
  vault: OpenVault,
  input: RepairPacksInput,
  run: RunOptions<RepairProgress> = {},
): Promise<RepairPacksResult> {
  const signal = run.signal ?? new AbortController().signal;
  const salvage = new Salvage(vault, new Set(input.packs), signal);
  try {
    return await salvage.run(input, run);
  } finally {
    await salvage.close();
  }
}

class Salvage {
  private readonly vault: OpenVault;
  private readonly packs: ReadonlySet<string>;
  private readonly signal: AbortSignal;
  private readonly writer: BlobWriter;
  private readonly missing: string[] = [];
  private readonly lost: { type: "data" | "tree"; id: string }[] = [];
  private salvaged = 0;
  private reader: VaultReader | undefined;

  constructor(vault: OpenVault, packs: ReadonlySet<string>, signal: AbortSignal) {
    this.vault = vault;
    this.packs = packs;
    this.signal = signal;
    this.writer = new BlobWriter(vault, signal);
  }

  async run(
    { onPack }: RepairPacksInput,
    run: RunOptions<RepairProgress>,
  ): Promise<RepairPacksResult> {
    const startedMs = Date.now();
    const call = { signal: this.signal };
    const contents = await this.loadContents(call);
    for (const id of this.packs) if (!contents.has(id)) await this.seePack(id, call);
    let done = 0;
    for (const id of this.packs) {
      const bytes = await this.readPack(id, call);
      if (bytes !== undefined) await onPack?.(id, bytes);
      await this.salvage(id, bytes ?? Buffer.alloc(0), contents.get(id) ?? []);
      const secondsElapsed = (Date.now() - startedMs) / 1000;
      run.onProgress?.({ secondsElapsed, done: ++done, total: this.packs.size });
    }
    await this.writer.finish();
    const { obsolete } = await rewriteIndex(
      this.vault,
      this.writer.index,
      ({ id }) => !this.packs.has(id),
      call,
    );
    await this.writer.index.flush();
    await deleteIndexes(this.vault, obsolete, this.signal);
    const failed = await this.vault.store.delete([...this.packs].map(packKey), call);
    for (const error of failed.values()) throw error;
    const { missing, lost, salvaged: salvagedBlobs } = this;
    const replaced = [...this.packs].filter((id) => !missing.includes(id));
    return { replaced, missing, salvagedBlobs, lost };
  }

  async close(): Promise<void> {
    this.reader?.close();
    await this.writer.close();
  }

  /** Throws `object-unknown` when a pack that no index names is not there: whoever meant another one hears of it. */
  private async seePack(id: string, call: CallOptions): Promise<void> {
    if ((await this.vault.store.head(packKey(id), call)) !== null) return;
    throw new ResteraError("object-unknown", { wanted: `data/${id}` });
  }

  /** What the index says is in these packs. The reader knows all other places alone. */
  private async loadContents(call: CallOptions): Promise<Map<string, HeaderBlob[]>> {
    const contents = new Map<string, HeaderBlob[]>();
    const index = await loadIndex(this.vault.objects, call);
    const { table, packs } = index;
    const wanted = new Set([...this.packs].map((id) => packs.indexOf(id)));
    const note = (
      entry: number,
      { pack, ...place }: { pack: number } & Omit<HeaderBlob, "id">,
    ): void => {
      if (!wanted.has(pack)) return;
      const id = Buffer.alloc(32);
      table.copyId(entry, id);
      const blobs = contents.get(packs[pack]!) ?? [];
      blobs.push({ ...place, id });
      contents.set(packs[pack]!, blobs);
    };
    for (let entry = 0; entry < table.size; entry++) note(entry, table.place(entry));
    for (const [entry, places] of index.duplicates) for (const place of places) note(entry, place);
    this.reader = new VaultReader(this.vault, index);
    return contents;
  }

  private async readPack(id: string, call: CallOptions): Promise<Buffer | undefined> {
    try {
      return await readObject(this.vault.store, packKey(id), call);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== "not-found") throw error;
      this.missing.push(id);
      return undefined;
    }
  }

  private async salvage(
    pack: string,
    bytes: Buffer,
    indexed: readonly HeaderBlob[],
  ): Promise<void> {
    const blobs = indexed.length > 0 ? indexed : await this.blobsOfHeader(pack, bytes);
    for (const blob of blobs) {
      const text = this.open(bytes, blob) ?? (await this.readElsewhere(blob));
      const id = Buffer.from(blob.id).toString("hex");
      if (text === undefined) this.lost.push({ type: blob.type === TREE ? "tree" : "data", id });
      else {
        await this.writer.save(blob.type, text);
        this.salvaged++;
      }
    }
  }

  private async blobsOfHeader(pack: string, bytes: Buffer): Promise<readonly HeaderBlob[]> {
    try {
      return await readPackHeader(this.vault, pack, bytes.length, { signal: this.signal });
    } catch (error) {
      if (!(error instanceof ResteraError) || error.code !== "damaged") throw error;
      return [];
    }
  }

  private open(
    pack: Buffer,
    { type, id, offset, length, rawLength }: HeaderBlob,
  ): Buffer | undefined {
    const sealed = pack.subarray(offset, offset + length);
    const frame = sealed.length === length ? this.vault.objects.openSealed(sealed) : undefined;
    if (frame === undefined) return undefined;
    try {
      refuseLargeText(type === TREE ? TREE : DATA, rawLength);
      const text =
        rawLength > 0 ? zlib.zstdDecompressSync(frame, { maxOutputLength: rawLength }) : frame;
      return hash("sha256", text, "buffer").equals(id) ? text : undefined;
    } catch {
      return undefined;
    }
  }

  /** From another pack that holds the blob too. */
  private async readElsewhere({ type, id }: HeaderBlob): Promise<Buffer | undefined> {
    const name = Buffer.from(id).toString("hex");
    if (this.reader?.has(type, name) !== true) return undefined;
    try {
      return await this.reader.blob(type, name, { signal: this.signal });
    } catch (error) {
      if (!(error instanceof ResteraError) || error.code !== "damaged") throw error;
      return undefined;
    }
  }
}
