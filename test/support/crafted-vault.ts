import { hash } from "node:crypto";
import { Sealer } from "../../src/engine/crypto/sealer.ts";
import { type BlobType, DATA, TREE } from "../../src/engine/blob-type.ts";
import { Kernels } from "../../src/engine/kernels/kernels.ts";
import { packKey } from "../../src/engine/pack/pack-files.ts";
import { encodePackHeader, type PackedBlob } from "../../src/engine/pack/pack-header.ts";
import { openVault } from "../../src/engine/vault/open-vault.ts";
import type { OpenVault } from "../../src/engine/vault/open-vault.ts";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import type { VaultAccess } from "./run-restera.ts";

/** Fields of a node as its JSON has them; whatever is left out is as in an ordinary one. */
export type CraftedNode = Readonly<Record<string, unknown>>;

interface CraftedPack {
  readonly id: string;
  readonly blobs: readonly object[];
}

interface CraftedBlob {
  readonly id: string;
  readonly text: Uint8Array;
}

/** Writes into a vault what no backup would: any tree, any node. Blobs are stored with the next snapshot. */
export class CraftedVault {
  private readonly vault: OpenVault;
  private readonly kernels = new Kernels();
  private readonly sealer: Sealer;
  private readonly scratch = this.kernels.allocate(1 << 20);
  private readonly stored: CraftedPack[] = [];
  private readonly blobs: Record<BlobType, CraftedBlob[]> = { [DATA]: [], [TREE]: [] };

  private constructor(vault: OpenVault) {
    this.vault = vault;
    this.sealer = new Sealer(this.kernels, vault.key);
  }

  static async open({ url, password }: VaultAccess): Promise<CraftedVault> {
    return new CraftedVault(await openVault(await openObjectStore(url), { password }));
  }

  file(name: string, content = `content of ${name}`, more: CraftedNode = {}): CraftedNode {
    const bytes = Buffer.from(content);
    const ids = bytes.length === 0 ? [] : [this.add(DATA, bytes)];
    return {
      ...common(name),
      type: "file",
      mode: 0o644,
      size: bytes.length,
      content: ids,
      ...more,
    };
  }

  folder(name: string, nodes: readonly CraftedNode[], more: CraftedNode = {}): CraftedNode {
    const mode = 0x8000_0000 + 0o755;
    return {
      ...common(name),
      type: "dir",
      mode,
      content: null,
      subtree: this.tree(nodes),
      ...more,
    };
  }

  link(name: string, linktarget: string, more: CraftedNode = {}): CraftedNode {
    const mode = 0x0800_0000 + 0o777;
    return { ...common(name), type: "symlink", mode, linktarget, content: null, ...more };
  }

  /** A tree of these nodes in exactly this order; gives its id. */
  tree(nodes: readonly CraftedNode[]): string {
    return this.add(TREE, Buffer.from(`${JSON.stringify({ nodes })}\n`));
  }

  /** Stores the blobs of data that wait, as a pack of their own; gives its id. */
  async store(): Promise<string> {
    const pack = await this.pack(DATA);
    if (pack === undefined) throw new Error("nothing waits to be stored");
    this.stored.push(pack);
    return pack.id;
  }

  /** Stores everything and a snapshot of the nodes, perhaps with other fields; gives its id. */
  async snapshot(nodes: readonly CraftedNode[], more: CraftedNode = {}): Promise<string> {
    const tree = this.tree(nodes);
    const fresh = [await this.pack(DATA), await this.pack(TREE)];
    const packs = [...this.stored.splice(0), ...fresh].filter((pack) => pack !== undefined);
    const { objects } = this.vault;
    await objects.save("index", Buffer.from(JSON.stringify({ packs })));
    const snapshot = {
      time: new Date().toISOString(),
      tree,
      paths: ["/crafted"],
      hostname: "h",
      ...more,
    };
    return objects.save("snapshots", Buffer.from(JSON.stringify(snapshot)));
  }

  /** A snapshot file alone, of a tree that is nowhere. */
  bareSnapshot(fields: CraftedNode): Promise<string> {
    const snapshot = { tree: "0".repeat(64), paths: ["/crafted"], hostname: "h", ...fields };
    return this.vault.objects.save("snapshots", Buffer.from(JSON.stringify(snapshot)));
  }

  private add(type: BlobType, text: Uint8Array): string {
    const id = hash("sha256", text, "hex");
    const blobs = this.blobs[type];
    if (!blobs.some((blob) => blob.id === id)) blobs.push({ id, text });
    return id;
  }

  /** Stores the waiting blobs of a type as one pack; gives its entry for an index. */
  private async pack(type: BlobType): Promise<CraftedPack | undefined> {
    const blobs = this.blobs[type].splice(0);
    if (blobs.length === 0) return undefined;
    const sealed = blobs.map(({ text }) => this.seal(text));
    const packed: PackedBlob[] = blobs.map(({ id }, i) => {
      return { type, id: Buffer.from(id, "hex"), length: sealed[i]!.length, rawLength: 0 };
    });
    const header = this.seal(encodePackHeader(packed));
    const tail = Buffer.alloc(4);
    tail.writeUInt32LE(header.length);
    const bytes = Buffer.concat([...sealed, header, tail]);
    const packId = hash("sha256", bytes, "hex");
    await this.vault.store.putNew(packKey(packId), bytes);
    let offset = 0;
    const entries = packed.map(({ length }, i) => {
      const entry = { id: blobs[i]!.id, type: type === DATA ? "data" : "tree", offset, length };
      offset += length;
      return entry;
    });
    return { id: packId, blobs: entries };
  }

  private seal(text: Uint8Array): Buffer {
    return this.sealer.sealBytes(text, this.scratch);
  }
}

function common(name: string): CraftedNode {
  const time = "2024-05-06T07:08:09Z";
  return { name, mtime: time, atime: time, ctime: time, uid: 0, gid: 0, inode: 0, links: 1 };
}
