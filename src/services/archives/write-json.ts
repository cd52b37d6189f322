import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import type { ArchivedFile, ArchiveMetadata } from "./archive-metadata.ts";
import type { ArchiveLog, CapturedSource } from "./archive-log.ts";
import type { ArchiveEntry } from "./archived-source.ts";
import { base64Of } from "./base64-stream.ts";
import { arrangeData, type DataNode } from "./data-tree.ts";
import { clashText, stemOf, takenProblem } from "./merge-data.ts";
import { type PreparedEntry, prepareEntry } from "./prepare-entry.ts";
import { isJson, type OpenEntry, openEntry } from "./read-entry.ts";

/** A file to archive, and whose it is. */
interface Item extends ArchiveEntry {
  readonly source: string;
}

type Head = Pick<ArchiveMetadata, "backup_id" | "timestamp" | "created_at" | "files_backed_up">;

/**
 * The bytes of the one JSON document of the SignalTrust guide: `data_sources` with the sources' JSON files as they are, and `raw_files` (base64) with what
 * is no sound JSON or was merged, so that each file can be had back byte for byte. `files`, at the end, says where each one lies.
 */
export async function* writeJson(
  sources: readonly CapturedSource[],
  log: ArchiveLog,
  { head, scratch }: { readonly head: Head; readonly scratch: string },
): AsyncGenerator<Uint8Array> {
  const items = sources.flatMap(({ source, entries }) =>
    entries.map((entry) => ({ ...entry, source: source.name })),
  );
  const { root, taken } = arrangeData(items);
  const writer = new JsonWriter(log, scratch);
  for (const { source, path } of taken) {
    log.problems.push(takenProblem(source, path));
  }
  const { files_backed_up: topPaths, ...first } = head;
  yield* writer.text(`{${JSON.stringify({ ...first, format: "json.gz" }).slice(1, -1)}`);
  yield* writer.text(`,\n"data_sources":`);
  yield* writer.object(root);
  yield* writer.text(`,\n"raw_files":{`);
  yield* writer.rawFiles([...items.filter(({ path }) => !isJson(path)), ...taken]);
  yield* writer.text(`},\n"files_backed_up":${JSON.stringify(topPaths)}`);
  yield* writer.text(`,\n"problems":${JSON.stringify(log.problems)}`);
  yield* writer.text(`,\n"files":${JSON.stringify(log.files)}}\n`);
}

/** A file that was read, and what is known of it. */
interface Own {
  readonly item: Item;
  readonly prepared: PreparedEntry;
}

class JsonWriter {
  readonly #log: ArchiveLog;
  readonly #scratch: string;
  /** Read already, and to be kept as they are besides. */
  readonly #alsoRaw: Own[] = [];
  #offset = 0;

  constructor(log: ArchiveLog, scratch: string) {
    this.#log = log;
    this.#scratch = scratch;
  }

  async *text(text: string): AsyncGenerator<Uint8Array> {
    yield* this.#bytes([Buffer.from(text)]);
  }

  /** An object with what the node's children hold, and the members of its own file. */
  async *object(node: DataNode<Item>, own?: Own): AsyncGenerator<Uint8Array> {
    const between = separator();
    const written = new Set<string>();
    yield* this.text("{");
    for (const [key, child] of node.children) {
      throwIfCancelled(this.#log.run.signal);
      const file = child.file && (await this.#prepare(child.file));
      if (file === undefined && child.children.size === 0) continue;
      written.add(key);
      yield* this.text(`${between()}${JSON.stringify(key)}:`);
      if (child.children.size > 0) yield* this.object(child, file);
      else if (file !== undefined) yield* this.#asItIs(file);
    }
    if (own !== undefined) {
      for await (const slice of this.#members(own, written)) {
        yield* this.text(between());
        yield* this.#bytes(slice);
      }
      this.#alsoRaw.push(own);
    }
    yield* this.text("}");
  }

  async *rawFiles(items: readonly Item[]): AsyncGenerator<Uint8Array> {
    const between = separator();
    for (const { item, prepared } of this.#alsoRaw) {
      yield* this.#raw(item, between(), {
        ...{ size: prepared.size, modifiedMs: prepared.modifiedMs, mode: prepared.mode },
        ...{ outcome: () => prepared.outcome, content: () => prepared.read() },
      });
      await prepared.discard();
    }
    for (const item of items) {
      throwIfCancelled(this.#log.run.signal);
      const opened = await this.#open(item, () =>
        openEntry(item, { signal: this.#log.run.signal }),
      );
      if (opened === undefined) continue;
      try {
        yield* this.#raw(item, between(), opened);
      } finally {
        await opened.close();
      }
    }
  }

  /** A sound JSON file; undefined for one that cannot be read, or that is kept aside because it is broken. */
  async #prepare(item: Item): Promise<Own | undefined> {
    const [scratch, signal] = [this.#scratch, this.#log.run.signal];
    const prepared = await this.#open(item, () => prepareEntry(item, { scratch, signal }));
    if (prepared === undefined) return undefined;
    const problems = prepared.outcome.problems;
    this.#log.problems.push(
      ...problems.map((each) => ({ source: item.source, path: item.path, ...each })),
    );
    if (prepared.outcome.json !== undefined) return { item, prepared };
    this.#alsoRaw.push({ item, prepared });
    return undefined;
  }

  async #open<Opened>(item: Item, open: () => Promise<Opened>): Promise<Opened | undefined> {
    try {
      return await open();
    } catch (error) {
      this.#log.leftOut(item.source, item, error);
      return undefined;
    }
  }

  async *#asItIs({ item, prepared }: Own): AsyncGenerator<Uint8Array> {
    const offset = this.#offset;
    yield* this.#bytes(prepared.read());
    this.#keep(item, prepared, { offset, encoding: "text" });
    await prepared.discard();
  }

  /** The members of a file that are not in the folder of its name, in as few slices as possible. */
  async *#members(
    { item, prepared }: Own,
    written: ReadonlySet<string>,
  ): AsyncGenerator<AsyncIterable<Uint8Array> | Iterable<Uint8Array>> {
    const { kind, members } = prepared.outcome.json!;
    const { source, path } = item;
    if (kind !== "object") {
      const key = stemOf(path);
      if (written.has(key)) this.#clash({ source, path, key });
      else yield joined(`${JSON.stringify(key)}:`, prepared.read());
      return;
    }
    let [start, end] = [-1, -1];
    for (const member of members) {
      if (!written.has(member.key)) {
        if (start === -1) start = member.keyStart;
        end = member.end;
        continue;
      }
      this.#clash({ source, path, key: member.key });
      if (start !== -1) yield prepared.read(start, end);
      start = -1;
    }
    if (start !== -1) yield prepared.read(start, end);
  }

  #clash({ source, path, key }: { source: string; path: string; key: string }): void {
    this.#log.problems.push({ source, path, kind: "clash", problem: clashText(key) });
  }

  async *#raw(
    item: Item,
    between: string,
    opened: Omit<OpenEntry, "content" | "close"> & { content(): AsyncIterable<Uint8Array> },
  ): AsyncGenerator<Uint8Array> {
    yield* this.text(`${between}${JSON.stringify(item.path)}:"`);
    const offset = this.#offset;
    yield* this.#bytes(base64Of(opened.content()));
    const read = { ...opened, outcome: opened.outcome() };
    this.#keep(item, read, { offset, encoding: "base64" });
    yield* this.text(`"`);
  }

  #keep(
    { path, source }: Item,
    read: Pick<PreparedEntry, "size" | "modifiedMs" | "mode" | "outcome">,
    where: Pick<ArchivedFile, "offset" | "encoding">,
  ): void {
    const { size, outcome } = read;
    const modified = new Date(read.modifiedMs).toISOString();
    const told = {
      size_bytes: size,
      sha256: outcome.sha256,
      modified,
      mode: read.mode.toString(8),
    };
    this.#log.files.push({ path, ...told, source, ...where });
    this.#log.advance(size, path);
  }

  async *#bytes(
    input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    for await (const bytes of input) {
      this.#offset += bytes.length;
      yield bytes;
    }
  }
}

/** Nothing the first time, a comma from then on. */
function separator(): () => string {
  let isFirst = true;
  return () => {
    const text = isFirst ? "\n" : ",\n";
    isFirst = false;
    return text;
  };
}

async function* joined(first: string, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(first);
  yield* rest;
}
