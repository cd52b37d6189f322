import { statfs } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";

/** File systems of this machine's own disks and memory, by the magic numbers of Linux's statfs(2). No call to one of them hangs. */
const ownFileSystems: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0x2fc12fc1, // ZFS
  0xf2f52010, // F2FS
  0x01021994, // tmpfs
  0x794c7630, // overlayfs
  0xca451a4e, // bcachefs
  0x4d44, // FAT
  0x2011bab0, // exFAT
]);

/** A disk that takes longer on the average is read better by several calls that wait together. */
const slowMs = 1;
/** The share that one call has in that average. A thread that loses its processor for a moment is no slow disk. */
const weight = 0.1;
/** So many calls go another way before a slow disk is tried again. */
const pausedCalls = 100;
/** So long others wait for their turn, among them whoever cancels. */
const turnMs = 25;

/**
 * Whether short calls to a folder's file system are best made at once, in this thread: where the answer is in memory already, the way to
 * another thread and back takes ten times as long as the call. Not where a call could hang (network folders), nor while the disk is slow.
 */
export class PromptCalls {
  #isOwn = false;
  #averageMs = 0;
  #paused = 0;
  #turnMs = performance.now();

  /** Finds out where a folder lies. Until then, and on other systems than Linux, nothing is prompt. */
  async look(folder: string): Promise<void> {
    if (process.platform !== "linux") return;
    this.#isOwn = await statfs(folder).then(
      ({ type }) => ownFileSystems.has(type >>> 0),
      () => false,
    );
  }

  /** Makes `count` short calls now; undefined when they should be made another way, or gave nothing. */
  attempt<Result>(count: number, calls: () => Result | undefined): Result | undefined {
    if (!this.#isOwn) return undefined;
    if (this.#paused > 0) {
      this.#paused = Math.max(0, this.#paused - count);
      return undefined;
    }
    const begunMs = performance.now();
    try {
      return calls();
    } catch {
      // Whoever takes the other way tells what is wrong.
      return undefined;
    } finally {
      this.#note((performance.now() - begunMs) / count);
    }
  }

  /** Gives others their turn when they have waited for long: calls that are made at once leave them none. */
  async giveTurn(): Promise<void> {
    if (performance.now() - this.#turnMs < turnMs) return;
    await setImmediate();
    this.#turnMs = performance.now();
  }

  #note(callMs: number): void {
    this.#averageMs += weight * (callMs - this.#averageMs);
    if (this.#averageMs < slowMs) return;
    this.#averageMs = 0;
    this.#paused = pausedCalls;
  }
}
