import { displayPath, type FsPath } from "../../foundation/fs-path.ts";
import type { BackedUpItem } from "../operations.ts";
import type { FromWorker } from "./messages.ts";

/** So many go in one message. */
const mostHeld = 256;

/** What a worker did with each item, on its way to the main thread in batches. */
export class ToldItems {
  private held: BackedUpItem[] = [];
  private readonly post: (message: FromWorker) => void;

  constructor(post: (message: FromWorker) => void) {
    this.post = post;
  }

  add(
    path: FsPath,
    type: BackedUpItem["type"],
    change: BackedUpItem["change"],
    added: Pick<BackedUpItem, "bytesAdded" | "bytesAddedPacked"> = {},
  ): void {
    this.held.push({ path: displayPath(path), type, change, ...added });
    if (this.held.length >= mostHeld) this.flush();
  }

  flush(): void {
    if (this.held.length === 0) return;
    this.post({ type: "items", items: this.held });
    this.held = [];
  }
}
