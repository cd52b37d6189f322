import type { PackedBody } from "../project-metadata.ts";

/** What happens to projects' files beside being stored: somebody looks at them, and somebody may keep them elsewhere than in their folders. */
export interface BodyKeeper {
  /** True: what is stored is kept here, one file for each project, which is a tar once it is opened. */
  readonly keeps: boolean;
  /** Shows what is going to be stored; whoever throws refuses it. */
  look(id: string, tar: () => AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void>;
  /** Puts a tar away, and reads it again. Rejects with what the backend or a plugin throws. */
  keep(id: string, tar: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<PackedBody>;
  /** The tar again, compared with what was put away. Throws `project-body-damaged`, and what the backend or a plugin throws. */
  open(id: string, packed: PackedBody, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** False: the backend cannot remove anything. */
  remove(packed: PackedBody): Promise<boolean>;
}
