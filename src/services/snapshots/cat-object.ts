import { ResteraError } from "../../foundation/errors.ts";
import { isId } from "../../foundation/hex.ts";
import { masterKeyJson } from "../../engine/crypto/key-file.ts";
import { DATA, TREE } from "../../engine/blob-type.ts";
import { packKey } from "../../engine/pack/pack-files.ts";
import { findSnapshot } from "../../engine/snapshot/find-snapshot.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import { findObjectId } from "../../engine/vault/find-object-id.ts";
import type { OpenVault } from "../../engine/vault/open-vault.ts";
import { findSubfolder } from "../../engine/vault/find-subfolder.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import { readObject } from "../../stores/objects/read-object.ts";
import type { CatKind } from "./vault.ts";

/** What `cat` needs; index and snapshots are only loaded for the kinds that want them. */
export interface CatSources {
  readonly vault: OpenVault;
  reader(): Promise<VaultReader>;
  snapshots(): Promise<readonly Snapshot[]>;
}

/** A decoded object of the vault: JSON text, or raw bytes for `pack` and `blob`. Ids may be cut short. */
export async function catObject(
  sources: CatSources,
  kind: CatKind,
  id: string,
  options: CallOptions = {},
): Promise<Uint8Array> {
  const { vault } = sources;
  switch (kind) {
    case "config": {
      const { version, id: vaultId, polynomial } = vault.config;
      return json({ version, id: vaultId, chunker_polynomial: polynomial });
    }
    case "masterkey":
      return Buffer.from(masterKeyJson(vault.key));
    case "key":
      return readObject(
        vault.store,
        `keys/${await findObjectId(vault.store, "keys", id, options)}`,
        options,
      );
    case "snapshot": {
      const { snapshot } = findSnapshot(await sources.snapshots(), id);
      return vault.objects.load("snapshots", snapshot.id, options);
    }
    case "index":
      return vault.objects.load(
        "index",
        await findObjectId(vault.store, "index", id, options),
        options,
      );
    case "lock":
      return vault.objects.load(
        "locks",
        await findObjectId(vault.store, "locks", id, options),
        options,
      );
    case "pack":
      return readObject(
        vault.store,
        packKey(await findObjectId(vault.store, "data", id, options)),
        options,
      );
    case "blob":
      return blobOf(await sources.reader(), id);
    default:
      return treeOf(sources, id);
  }
}

async function blobOf(reader: VaultReader, id: string): Promise<Buffer> {
  if (!isId(id)) throw new ResteraError("blob-missing", { blob: id });
  return reader.blob(reader.has(DATA, id) ? DATA : TREE, id);
}

/** A tree by its id, or by snapshot and folder as restic has it: `latest:/path`. */
async function treeOf(sources: CatSources, id: string): Promise<Buffer> {
  const reader = await sources.reader();
  if (isId(id) && reader.has(TREE, id)) return reader.blob(TREE, id);
  const { snapshot, subfolder } = findSnapshot(await sources.snapshots(), id);
  return reader.blob(TREE, await findSubfolder(reader, snapshot, subfolder));
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value, null, 2));
}
