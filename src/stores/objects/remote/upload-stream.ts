import { Readable } from "node:stream";
import type { Upload } from "./remote-driver.ts";

/**
 * A body as the stream that an SDK sends. SDKs stop listening to it when their request fails; an error that comes later would end the
 * whole process. The upload itself notes why its body failed.
 */
export function uploadStream(upload: Upload, start = 0): Readable {
  return Readable.from(upload.open(start), { objectMode: false }).on("error", () => undefined);
}
