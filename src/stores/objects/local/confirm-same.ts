import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { bodySize, sameContent } from "../body.ts";
import type { CallSubject } from "../call-signal.ts";
import { StoreError, type Body } from "../object-store.ts";
import { syncFolder } from "../../sync-folder.ts";
import type { KeyState } from "./generations.ts";

/** "exists" when the stored file has exactly the body's content; made durable, since its writer may not have finished. */
export async function confirmSame(
  { path, stats }: KeyState,
  body: Body,
  sha256: string | undefined,
  { signal, subject }: { signal: AbortSignal | undefined; subject: CallSubject },
): Promise<"exists"> {
  const stored = (): AsyncIterable<Uint8Array> =>
    createReadStream(path!, { highWaterMark: 1 << 20, ...(signal && { signal }) });
  if (Number(stats!.size) !== bodySize(body) || !(await sameContent(stored(), body, sha256))) {
    throw new StoreError("corrupt", {
      ...subject,
      problem: "it is already there with other content",
    });
  }
  const handle = await open(path!, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(path!));
  return "exists";
}
