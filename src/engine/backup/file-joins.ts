import { displayPath, type FsPath } from "../../foundation/fs-path.ts";
import { FileTooLong, MOST_CHUNKS } from "./file-too-long.ts";
import type { FromWorker, SegmentJob, Ticket } from "./messages.ts";

/** The segments of a large file, in the order of their sequence numbers. */
interface FileJoin {
  readonly path: FsPath;
  readonly segments: (readonly string[] | null)[];
  bytes: number;
  open: number;
}

/** What a file holds: its blobs, `null` when it could not be read, and how many bytes there were. */
export interface JoinedFile {
  readonly ids: readonly string[] | null;
  readonly bytes: number;
}

/** Large files whose segments are read by several threads. */
export class FileJoins {
  private readonly files = new Map<Ticket, FileJoin>();
  private readonly onProblem: (path: string, problem: string) => void;

  constructor(onProblem: (path: string, problem: string) => void) {
    this.onProblem = onProblem;
  }

  /** A segment is to be read. */
  open({ ticket, path }: SegmentJob): void {
    const file = this.files.get(ticket);
    if (file === undefined) this.files.set(ticket, { path, segments: [], bytes: 0, open: 1 });
    else file.open++;
  }

  /** A segment was read. Gives the file when it was the last one. */
  add(message: Extract<FromWorker, { type: "segment" }>): JoinedFile | undefined {
    const { ticket, sequence, ids, bytes } = message;
    const file = this.files.get(ticket)!;
    file.segments[sequence] = ids;
    file.bytes += bytes;
    if (--file.open > 0) return undefined;
    this.files.delete(ticket);
    return { ids: this.idsOf(file), bytes: file.bytes };
  }

  private idsOf({ path, segments }: FileJoin): string[] | null {
    if (segments.includes(null)) return null;
    const chunks = segments.reduce((sum, segment) => sum + segment!.length, 0);
    if (chunks <= MOST_CHUNKS) return segments.flatMap((segment) => segment ?? []);
    this.onProblem(displayPath(path), new FileTooLong().message);
    return null;
  }
}
