import { TREE } from "../blob-type.ts";
import { decodePackTable, type PackedBlob, type PackTable } from "./pack-header.ts";

const BLOBS_PER_PART = 1_000;

/**
 * A pack's entry of an index file, as restic writes it. Blobs without an offset follow the one before
 * them.
 */
export function encodeIndexEntry(
  packId: string,
  blobs: readonly (PackedBlob & { readonly offset?: number })[],
): Uint8Array {
  let next = 0;
  const entries = blobs.map(({ offset = next, ...blob }) => {
    next = offset + blob.length;
    const hex = Buffer.from(blob.id.buffer, blob.id.byteOffset, 32).toString("hex");
    return blobText(hex, { ...blob, offset });
  });
  return Buffer.from(`{"id":"${packId}","blobs":[${entries.join(",")}]}`, "latin1");
}

/** The same from a pack's header text, in parts: all of it may be ten times as large as the header. */
export function* indexEntryParts(packId: string, header: Uint8Array): Generator<Uint8Array> {
  yield* tableEntryParts(packId, decodePackTable(header, `pack ${packId}`));
}

/** The same from the header's columns. */
export function* tableEntryParts(packId: string, table: PackTable): Generator<Uint8Array> {
  let text = `{"id":"${packId}","blobs":[`;
  for (let i = 0; i < table.count; i++) {
    const [offset, length] = [table.offsets[i]!, table.lengths[i]!];
    const [type, rawLength] = [table.types[i]!, table.rawLengths[i]!];
    text += (i > 0 ? "," : "") + blobText(table.hexId(i), { type, offset, length, rawLength });
    if (i % BLOBS_PER_PART === BLOBS_PER_PART - 1) {
      yield Buffer.from(text, "latin1");
      text = "";
    }
  }
  yield Buffer.from(`${text}]}`, "latin1");
}

interface PlacedBlob {
  readonly type: number;
  readonly offset: number;
  readonly length: number;
  readonly rawLength: number;
}

function blobText(hex: string, { type, offset, length, rawLength }: PlacedBlob): string {
  const raw = rawLength > 0 ? `,"uncompressed_length":${rawLength}` : "";
  const kind = type === TREE ? "tree" : "data";
  return `{"id":"${hex}","type":"${kind}","offset":${offset},"length":${length}${raw}}`;
}
