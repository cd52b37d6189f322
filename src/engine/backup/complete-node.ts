import { contentEnd, subtreeEnd } from "../tree/encode-node.ts";
import type { JoinedFile } from "./file-joins.ts";
import type { Hole } from "./messages.ts";

/** What fills a place: a node's rest for a folder, the ids and the true size for a file, nothing when it failed. */
export type Outcome = { readonly text: string | null } | JoinedFile;

/** A node's text, completed; `null` drops the node. */
export function completeNode(text: string, hole: Hole, outcome: Outcome): string | null {
  if ("text" in outcome) return outcome.text === null ? null : text + subtreeEnd(outcome.text);
  if (outcome.ids === null) return null;
  // The file grew or shrank while it was read: the node has the size that was read.
  const sized = text.replace(
    `,"size":${hole.size},`,
    outcome.bytes === 0 ? "," : `,"size":${outcome.bytes},`,
  );
  return sized + contentEnd(outcome.ids);
}
