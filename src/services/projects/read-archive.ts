import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { gunzipped } from "../../engine/portable/byte-streams.ts";
import { readTar } from "../../engine/portable/tar/read-tar.ts";
import { EntryGate } from "../../engine/portable/tar/refuse-entry.ts";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { archiveEnding } from "./project-storage.ts";

/**
 * What is in a project's archive, by its path in the project, each looked at by the gate. The folder named after the project, in which ours have everything, is
 * taken off. Throws `archive-damaged`, `archive-hostile`, `archive-unsupported`, `cancelled`.
 */
export async function* archivedFiles(
  archive: string,
  signal?: AbortSignal,
): AsyncGenerator<StoredFile> {
  const top = basename(archive, archiveEnding);
  const tar = gunzipped(cancellable(archive, signal));
  yield* filesInTar(tar, { name: basename(archive), top });
}

/** The same for any tar; `top` is the folder that is taken off, if one is, `name` what errors call it. */
export async function* filesInTar(
  tar: AsyncIterable<Uint8Array>,
  { name, top }: { readonly name: string; readonly top?: string },
): AsyncGenerator<StoredFile> {
  const gate = new EntryGate(name);
  try {
    for await (const entry of readTar(tar)) {
      const admitted = gate.admit(entry);
      const without = (path: string) =>
        top === undefined ? path : path === top ? "" : path.replace(`${top}/`, "");
      const path = without(admitted);
      if (path === "") continue;
      const { linkTarget, kind } = entry;
      const plain = kind === "hardlink" ? without(linkTarget) : linkTarget;
      yield { ...entry, path, linkTarget: plain, content: () => inWords(entry.content(), name) };
    }
  } catch (error) {
    throw readError(error, name);
  }
}

async function* cancellable(
  archive: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of createReadStream(archive) as AsyncIterable<Uint8Array>) {
    throwIfCancelled(signal);
    yield bytes;
  }
}

async function* inWords(
  content: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    throw readError(error, name);
  }
}

function readError(error: unknown, archive: string): ResteraError {
  if (error instanceof ResteraError) return error;
  return new ResteraError("archive-damaged", { archive, problem: problemOf(error), cause: error });
}
