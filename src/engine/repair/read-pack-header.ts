import { ResteraError } from "../../foundation/errors.ts";
import { type CallOptions, StoreError } from "../../stores/objects/object-store.ts";
import { readObject } from "../../stores/objects/read-object.ts";
import { SEAL_BYTES } from "../crypto/sealer.ts";
import { packKey } from "../pack/pack-files.ts";
import {
  blobsOfTable,
  decodePackTable,
  HEADER_TAIL_BYTES,
  type HeaderBlob,
  type PackTable,
} from "../pack/pack-header.ts";
import type { OpenVault } from "../vault/open-vault.ts";

/** Most headers are smaller: one request reads them with their length. */
const FIRST_READ_BYTES = 64 << 10;
/** No header of a pack is larger: restic's own limit. */
const MAX_HEADER_BYTES = 16 << 20;

/** What a pack itself says is in it. Throws `damaged`. */
export async function readPackHeader(
  vault: OpenVault,
  id: string,
  size: number,
  options: CallOptions = {},
): Promise<HeaderBlob[]> {
  return blobsOfTable(await readPackTable(vault, id, size, options));
}

/** The same as columns. */
export async function readPackTable(
  vault: OpenVault,
  id: string,
  size: number,
  options: CallOptions = {},
): Promise<PackTable> {
  const object = `pack ${id}`;
  const damaged = (problem: string): ResteraError =>
    new ResteraError("damaged", { object, problem });
  const readEnd = async (length: number): Promise<Buffer> => {
    const range = { start: Math.max(0, size - length), end: size };
    return readObject(vault.store, packKey(id), { ...options, range });
  };
  if (size < HEADER_TAIL_BYTES + SEAL_BYTES) throw damaged("it is too short to be a pack");
  try {
    let end = await readEnd(FIRST_READ_BYTES);
    const length = end.readUInt32LE(end.length - HEADER_TAIL_BYTES);
    const whole = length + HEADER_TAIL_BYTES;
    if (length < SEAL_BYTES || length > MAX_HEADER_BYTES || whole > size) {
      throw damaged("the length of its header is wrong");
    }
    if (whole > end.length) end = await readEnd(whole);
    const text = vault.objects.openSealed(
      end.subarray(end.length - whole, end.length - HEADER_TAIL_BYTES),
    );
    if (text === undefined) throw damaged("the seal of its header is broken");
    const table = decodePackTable(text, object);
    const filled = table.offsets[table.count]!;
    if (filled + whole !== size) throw damaged("the blobs in its header do not fill it");
    return table;
  } catch (error) {
    if (error instanceof StoreError && error.code === "not-found") throw damaged("it is missing");
    throw error;
  }
}
