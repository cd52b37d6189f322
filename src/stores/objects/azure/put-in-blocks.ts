import { createHash, randomBytes } from "node:crypto";
import type { BlockBlobClient } from "@azure/storage-blob";
import type { Version } from "../object-store.ts";
import { inParts } from "../remote/in-parts.ts";
import type { PartNote } from "../remote/part-notes.ts";
import type { Upload } from "../remote/remote-driver.ts";
import { azureCode } from "./azure-error.ts";

const smallestBlockBytes = 16 << 20;
/** Azure allows 50,000. */
const maxBlocks = 45_000;

/**
 * Uploads in blocks, which stay invisible until their list is committed; the server forgets them after a week. With notes, an upload
 * goes on after the blocks that the server shows to have.
 */
export async function putInBlocks(
  blob: BlockBlobClient,
  upload: Upload,
  metadata: Record<string, string>,
  abortSignal: AbortSignal,
): Promise<Version> {
  const { notes, size } = upload;
  const { id, partBytes, parts } = await begin(blob, upload, abortSignal);
  const names = [...parts];
  const start = names.length * partBytes;
  if (start === 0 || start < size) {
    for await (const block of inParts(upload.open(start), partBytes)) {
      if (block.length === 0) break;
      const name = blockName(id, names.length);
      const transactionalContentMD5 = createHash("md5").update(block).digest();
      await blob.stageBlock(name, block, block.length, { abortSignal, transactionalContentMD5 });
      names.push(name);
      await notes?.write({ id, partBytes, parts: names });
    }
  }
  const conditions = { ifNoneMatch: "*" };
  const { etag } = await blob.commitBlockList(names, { abortSignal, conditions, metadata });
  return etag!;
}

/** The upload to go on with, as far as the server has its blocks; otherwise a new one. */
async function begin(
  blob: BlockBlobClient,
  { size, notes }: Upload,
  abortSignal: AbortSignal,
): Promise<PartNote> {
  const left = await notes?.read();
  // Blocks that nobody has committed yet belong to the key, not to whoever sent them: two writers' must not meet.
  const id = randomBytes(8).toString("hex");
  const partBytes = Math.max(smallestBlockBytes, Math.ceil(size / maxBlocks));
  if (left === undefined) return { id, partBytes, parts: [] };
  const there = await stagedBlocks(blob, abortSignal);
  const parts: string[] = [];
  for (const [at, name] of left.parts.entries()) {
    const wanted = Math.min(left.partBytes, size - at * left.partBytes);
    if (name !== blockName(left.id, at) || there.get(name) !== wanted) break;
    parts.push(name);
  }
  return { id: left.id, partBytes: left.partBytes, parts };
}

/** Names and sizes of what is not committed yet. */
async function stagedBlocks(
  blob: BlockBlobClient,
  abortSignal: AbortSignal,
): Promise<Map<string, number>> {
  try {
    const { uncommittedBlocks = [] } = await blob.getBlockList("uncommitted", { abortSignal });
    return new Map(uncommittedBlocks.map(({ name, size }) => [name, size]));
  } catch (error) {
    if (azureCode(error) === "BlobNotFound") return new Map();
    throw error;
  }
}

function blockName(id: string, at: number): string {
  return Buffer.from(`${id}-${String(at).padStart(8, "0")}`).toString("base64");
}
