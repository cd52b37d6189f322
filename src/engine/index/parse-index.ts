import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { decodeHexString, isId } from "../../foundation/hex.ts";
import { DATA, TREE } from "../blob-type.ts";
import { IndexScanner, isPlace, type IndexVisitor } from "./scan-index.ts";

/**
 * Reads the whole text of an index file (restic's "Indexing"): Go's own layout is scanned as bytes, any
 * other valid JSON is parsed as such. A field that is null counts as absent, as in Go; rustic writes
 * `"uncompressed_length":null`. Throws `damaged` and names `object`.
 */
export function parseIndex(bytes: Buffer, object: string, visitor: IndexVisitor): void {
  const scanner = new IndexScanner(visitor);
  scanner.feed(bytes, 0, bytes.length, true);
  if (!scanner.isWhole) parseAnyIndex(bytes, object, visitor);
}

/** True for an index that is a list of packs and no more, as restic wrote it before 0.1. */
export function isOldestIndex(text: Buffer): boolean {
  return text.toString("latin1", 0, 64).trimStart().startsWith("[");
}

interface JsonBlob {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly offset?: unknown;
  readonly length?: unknown;
  readonly uncompressed_length?: unknown;
}

interface JsonPack {
  readonly id?: unknown;
  readonly blobs?: unknown;
}

function parseAnyIndex(bytes: Buffer, object: string, visitor: IndexVisitor): void {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw new ResteraError("damaged", { object, problem: problemOf(cause), cause });
  }
  // The oldest vaults hold the array alone.
  const packs = Array.isArray(json) ? json : ((json as { packs?: unknown } | null)?.packs ?? []);
  if (!Array.isArray(packs))
    throw new ResteraError("damaged", { object, problem: "it lists no packs" });
  const id = new Uint8Array(32);
  const checked = (packs as JsonPack[]).map((pack) => checkPack(pack, object));
  for (const { packId, blobs } of checked) {
    if (!visitor.pack(packId)) continue;
    for (const blob of blobs) {
      decodeHexString(blob.id as string, 0, id);
      const type = blob.type === "tree" ? TREE : DATA;
      const rawLength = (blob.uncompressed_length as number | null | undefined) ?? 0;
      visitor.blob(type, id, blob.offset as number, blob.length as number, rawLength);
    }
  }
}

function checkPack(pack: JsonPack, object: string): { packId: string; blobs: JsonBlob[] } {
  const { id: packId, blobs } = pack ?? {};
  if (typeof packId !== "string" || !isId(packId) || !(Array.isArray(blobs) || blobs === null)) {
    throw new ResteraError("damaged", { object, problem: "a pack in it has no id or no blobs" });
  }
  for (const blob of (blobs ?? []) as (JsonBlob | null)[]) {
    const { id, type, offset, length } = blob ?? {};
    const raw = blob?.uncompressed_length ?? 0;
    const named = typeof id === "string" && isId(id) && (type === "data" || type === "tree");
    if (!named || !isPlace(offset as number, length as number, raw as number)) {
      throw new ResteraError("damaged", {
        object,
        problem: `a blob of pack ${packId} in it is not valid`,
      });
    }
  }
  return { packId, blobs: (blobs ?? []) as JsonBlob[] };
}
