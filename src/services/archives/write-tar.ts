import { append } from "../../foundation/append.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import type { ArchiveLog, CapturedSource } from "./archive-log.ts";
import type { ArchiveEntry } from "./archived-source.ts";
import { arrangeData, folderKeys } from "./data-tree.ts";
import { clashText, takenProblem } from "./merge-data.ts";
import { type OpenEntry, openEntry } from "./read-entry.ts";
import { paddingBytes } from "../../engine/portable/tar/tar-block.ts";
import { tarEnd, tarHeader } from "../../engine/portable/tar/tar-header.ts";

/** Where the list of files stands in an encrypted tar, since it must not stand beside it. */
export const manifestPath = "restera-manifest.json";

/** The bytes of a tar with the files of these sources; what became of each is in the log afterwards. */
export async function* writeTar(
  sources: readonly CapturedSource[],
  log: ArchiveLog,
  { withManifest }: { readonly withManifest: boolean },
): AsyncGenerator<Uint8Array> {
  for (const { source, entries } of sources) {
    const { root, taken } = arrangeData(entries);
    const keys = folderKeys(root);
    for (const { path } of taken) log.problems.push(takenProblem(source.name, path));
    for (const entry of entries) {
      throwIfCancelled(log.run.signal);
      const folder = keys.get(entry.path);
      const opened = await openOrLeaveOut(entry, source.name, {
        log,
        withMembers: folder !== undefined,
      });
      if (opened === undefined) continue;
      try {
        yield* writeFile(entry, opened, { source: source.name, log, folder });
      } finally {
        await opened.close();
      }
    }
  }
  if (withManifest) {
    const manifest = Buffer.from(`${JSON.stringify({ files: log.files }, null, 2)}\n`);
    yield tarHeader({ path: manifestPath, size: manifest.length, modifiedMs: Date.now() });
    yield manifest;
    yield Buffer.alloc(paddingBytes(manifest.length));
  }
  yield tarEnd();
}

async function openOrLeaveOut(
  entry: ArchiveEntry,
  source: string,
  { log, withMembers }: { log: ArchiveLog; withMembers: boolean },
): Promise<OpenEntry | undefined> {
  try {
    return await openEntry(entry, { signal: log.run.signal, withMembers });
  } catch (error) {
    log.leftOut(source, entry, error);
    return undefined;
  }
}

async function* writeFile(
  { path }: ArchiveEntry,
  opened: OpenEntry,
  {
    source,
    log,
    folder,
  }: { source: string; log: ArchiveLog; folder: ReadonlySet<string> | undefined },
): AsyncGenerator<Uint8Array> {
  const { size, modifiedMs, mode } = opened;
  yield tarHeader({ path, size, modifiedMs, mode });
  for await (const bytes of opened.content()) {
    yield bytes;
    log.advance(bytes.length, path);
  }
  yield Buffer.alloc(paddingBytes(size));
  const { sha256, problems, json } = opened.outcome();
  for (const { key } of json?.members ?? []) {
    if (folder?.has(key) !== true) continue;
    log.problems.push({ source, path, kind: "clash", problem: clashText(key) });
  }
  const modified = new Date(modifiedMs).toISOString();
  log.files.push({ path, size_bytes: size, sha256, modified, mode: mode.toString(8), source });
  append(
    log.problems,
    problems.map((each) => ({ source, path, ...each })),
  );
}
