import { hash } from "node:crypto";
import { rmSync } from "node:fs";
import { openObjectStore } from "../../../src/compose/open-object-store.ts";
import { type BlobType, DATA, TREE } from "../../../src/engine/blob-type.ts";
import { Sealer } from "../../../src/engine/crypto/sealer.ts";
import { loadIndex } from "../../../src/engine/index/load-index.ts";
import { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { packKey } from "../../../src/engine/pack/pack-files.ts";
import { encodePackHeader } from "../../../src/engine/pack/pack-header.ts";
import { openVault, type OpenVault } from "../../../src/engine/vault/open-vault.ts";
import type { ObjectFolder } from "../../../src/engine/vault/vault-objects.ts";
import { VaultReader } from "../../../src/engine/vault/vault-reader.ts";
import { objectPath, objectsIn, password } from "../../support/test-vault.ts";
import type { Json } from "./mutate-json.ts";

export interface NewBlob {
  readonly id: string;
  /** What is sealed: the text, or a zstd frame of it. */
  readonly plain: Uint8Array;
  /** Of the text, when `plain` is compressed. */
  readonly rawLength?: number;
}

/** Rewrites a vault in a folder with its own key: whatever comes out has a right seal and a right name. */
export class VaultEditor {
  readonly url: string;
  private readonly vault: OpenVault;
  private readonly kernels = new Kernels();
  private readonly sealer: Sealer;
  private readonly scratch = this.kernels.allocate(1 << 20);

  private constructor(url: string, vault: OpenVault) {
    this.url = url;
    this.vault = vault;
    this.sealer = new Sealer(this.kernels, vault.key);
  }

  static async open(url: string): Promise<VaultEditor> {
    return new VaultEditor(url, await openVault(await openObjectStore(url), { password }));
  }

  load(folder: ObjectFolder, id: string): Promise<Buffer> {
    return this.vault.objects.load(folder, id);
  }

  async loadJson(folder: ObjectFolder, id: string): Promise<Json> {
    return JSON.parse((await this.load(folder, id)).toString()) as Json;
  }

  /** Stores an object under the name that fits it, and removes the one it stands for. */
  async put(folder: ObjectFolder, text: Uint8Array, instead?: string): Promise<string> {
    const id = await this.vault.objects.save(folder, text);
    if (instead !== undefined && instead !== id) rmSync(objectPath(this.url, folder, instead));
    return id;
  }

  /** Stores what claims to be compressed. */
  putFrame(folder: ObjectFolder, frame: Uint8Array): Promise<string> {
    return this.vault.objects.savePacked(folder, Buffer.concat([Buffer.from([2]), frame]));
  }

  /** The texts of all trees. */
  async trees(): Promise<Buffer[]> {
    const reader = new VaultReader(this.vault, await loadIndex(this.vault.objects));
    const ids = new Set<string>();
    for (const index of objectsIn(this.url, "index")) {
      const { packs } = JSON.parse((await this.load("index", index)).toString()) as {
        packs: { blobs: { id: string; type: string }[] }[];
      };
      const blobs = packs.flatMap((pack) => pack.blobs).filter(({ type }) => type === "tree");
      for (const { id } of blobs) ids.add(id);
    }
    const texts: Buffer[] = [];
    for (const id of ids) texts.push(await reader.blob(TREE, id));
    reader.close();
    return texts;
  }

  /** Stores trees in one pack and a snapshot whose folders they are, under the names t0, t1, … */
  async putTrees(texts: readonly Uint8Array[]): Promise<string> {
    const blobs = texts.map((plain) => ({ id: hash("sha256", plain, "hex"), plain }));
    const nodes = blobs.map(({ id }, i) => folderNode(`t${i}`, id));
    const root = treeBlob(nodes);
    const unique = new Map([...blobs, root].map((blob) => [blob.id, blob]));
    await this.putIndex([await this.putPack(TREE, [...unique.values()])]);
    return this.putSnapshot(root.id);
  }

  putSnapshot(tree: string): Promise<string> {
    const time = new Date().toISOString();
    const snapshot = { time, tree, paths: ["/mutated"], hostname: "h", username: "u" };
    return this.put("snapshots", Buffer.from(JSON.stringify(snapshot)));
  }

  putIndex(packs: readonly Json[]): Promise<string> {
    return this.put("index", Buffer.from(JSON.stringify({ packs })));
  }

  /** Stores a pack; gives its entry for an index. */
  async putPack(type: BlobType, blobs: readonly NewBlob[]): Promise<Json> {
    const sealed = blobs.map(({ plain }) => this.seal(plain));
    const header = encodePackHeader(
      blobs.map(({ id, rawLength = 0 }, i) => {
        return { type, id: Buffer.from(id, "hex"), length: sealed[i]!.length, rawLength };
      }),
    );
    const id = await this.putPackBytes(sealed, header);
    let offset = 0;
    const entries = blobs.map(({ id, rawLength }, i) => {
      const { length } = sealed[i]!;
      offset += length;
      const raw = rawLength === undefined ? {} : { uncompressed_length: rawLength };
      return { id, type: type === DATA ? "data" : "tree", offset: offset - length, length, ...raw };
    });
    return { id, blobs: entries };
  }

  /** Stores a pack of sealed blobs with any header; gives its id. */
  async putPackBytes(
    sealed: readonly Uint8Array[],
    header: Uint8Array,
    headerLength?: number,
  ): Promise<string> {
    const sealedHeader = this.seal(header);
    const tail = Buffer.alloc(4);
    tail.writeUInt32LE(headerLength ?? sealedHeader.length);
    const bytes = Buffer.concat([...sealed, sealedHeader, tail]);
    const id = hash("sha256", bytes, "hex");
    await this.vault.store.putNew(packKey(id), bytes);
    return id;
  }

  openSealed(sealed: Uint8Array): Buffer {
    return this.vault.objects.openSealed(sealed)!;
  }

  private seal(text: Uint8Array): Buffer {
    return this.sealer.sealBytes(text, this.scratch);
  }
}

export function folderNode(name: string, subtree: string): Json {
  const time = "2024-05-06T07:08:09Z";
  const times = { mtime: time, atime: time, ctime: time };
  const mode = 0x8000_0000 + 0o755;
  return { name, type: "dir", mode, ...times, uid: 0, gid: 0, content: null, subtree };
}

export function treeBlob(nodes: readonly Json[]): { id: string; plain: Buffer } {
  const plain = Buffer.from(`${JSON.stringify({ nodes })}\n`);
  return { id: hash("sha256", plain, "hex"), plain };
}
