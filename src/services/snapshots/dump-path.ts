import type { RunOptions, SnapshotFilter } from "../../engine/operations.ts";
import { inPieces } from "../../engine/portable/byte-streams.ts";
import { paxAttributes } from "../../engine/portable/tar/pax-attributes.ts";
import { paddingBytes } from "../../engine/portable/tar/tar-block.ts";
import { tarEnd, tarHeader } from "../../engine/portable/tar/tar-header.ts";
import { writeZip, type ZipFile } from "../../engine/portable/zip/write-zip.ts";
import type { FoundSnapshot } from "../../engine/snapshot/find-snapshot.ts";
import { unixPermissions } from "../../engine/tree/go-file-mode.ts";
import type { TreeNode } from "../../engine/tree/tree-node.ts";
import { findNode } from "../../engine/vault/find-subfolder.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { childPath, displayPath, type FsPath } from "../../foundation/fs-path.ts";
import { goZeroTime, parseGoTime } from "../../foundation/go-time.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { fileContent } from "./file-content.ts";
import { callOf } from "./session-state.ts";

export interface DumpInput {
  readonly filter?: SnapshotFilter;
  /** What a folder becomes; `tar` when absent. */
  readonly archive?: "tar" | "zip";
}

/** One path of a snapshot as bytes: a file's content, or a folder with all below it as an archive. */
export interface Dump {
  readonly kind: "file" | "archive";
  /** Can be read once. */
  readonly content: AsyncIterable<Uint8Array>;
}

interface Source {
  readonly reader: VaultReader;
  readonly run: RunOptions;
}

/** Finds what is to be dumped. Throws `path-not-in-snapshot`, `not-dumpable`; reading the content throws `damaged`. */
export async function dumpPath(
  reader: VaultReader,
  { snapshot, subfolder }: FoundSnapshot,
  { path, archive = "tar" }: DumpInput & { readonly path: string },
  run: RunOptions,
): Promise<Dump> {
  const source = { reader, run };
  const node = await findNode(reader, snapshot, `${subfolder}/${path}`);
  if (node?.type === "file") return { kind: "file", content: fileContent(reader, node, run) };
  const tree = node === undefined ? snapshot.tree : node.subtree;
  if (tree === null) throw new ResteraError("not-dumpable", { path, type: node?.type });
  const folder = path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
  const entries = walk(source, tree, folder);
  const content = archive === "zip" ? writeZip(zipFiles(source, entries)) : tar(source, entries);
  return { kind: "archive", content: inPieces(content) };
}

interface Entry {
  /** Without a slash in front. */
  readonly path: FsPath;
  readonly kind: "file" | "folder" | "symlink";
  readonly node: TreeNode;
}

/** As restic: what is neither file, folder nor link is left out. */
const kinds = new Map([
  ["file", "file"],
  ["dir", "folder"],
  ["symlink", "symlink"],
] as const);

/** All below a folder, folders before their content; in memory are only the folders on the way. */
async function* walk(source: Source, tree: string, folder: string): AsyncGenerator<Entry> {
  const { reader, run } = source;
  const open: { path: FsPath; nodes: Iterator<TreeNode> }[] = [];
  const enter = async (path: FsPath, id: string) => {
    throwIfCancelled(run.signal);
    const nodes = await reader.treeOnce(id, callOf(run));
    open.push({ path, nodes: nodes.values() });
  };
  await enter(folder, tree);
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    const { done, value: node } = last.nodes.next();
    if (done === true) {
      open.pop();
      continue;
    }
    const kind = (kinds as ReadonlyMap<string, Entry["kind"]>).get(node.type);
    if (kind === undefined) continue;
    const path = last.path === "" ? node.name : childPath(last.path, node.name);
    yield { path, kind, node };
    if (node.subtree !== null) await enter(path, node.subtree);
  }
}

async function* tar(source: Source, entries: AsyncIterable<Entry>): AsyncGenerator<Uint8Array> {
  for await (const { path, kind, node } of entries) {
    throwIfCancelled(source.run.signal);
    const size = kind === "file" ? node.size : 0;
    yield tarHeader({
      ...{ path, kind, size, uid: node.uid, gid: node.gid, user: node.user, group: node.group },
      ...(kind === "symlink" && { linkTarget: node.linktarget }),
      mode: unixPermissions(node.mode),
      modifiedMs: nearestSecond(node.mtime) * 1000,
      records: paxAttributes(node.extendedAttributes),
    });
    if (kind !== "file") continue;
    yield* wholeContent(source, path, node);
    if (paddingBytes(size) > 0) yield Buffer.alloc(paddingBytes(size));
  }
  yield tarEnd();
}

async function* zipFiles(source: Source, entries: AsyncIterable<Entry>): AsyncGenerator<ZipFile> {
  for await (const { path, kind, node } of entries) {
    throwIfCancelled(source.run.signal);
    yield {
      ...{ path, kind, size: node.size, modified: node.mtime },
      ...(kind === "symlink" && { linkTarget: node.linktarget }),
      mode: unixPermissions(node.mode),
      content: () => wholeContent(source, path, node),
    };
  }
}

/** An archive has the size in front of the bytes: there must be as many. */
async function* wholeContent(
  { reader, run }: Source,
  path: FsPath,
  node: TreeNode,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const part of fileContent(reader, node, run)) {
    bytes += part.length;
    if (bytes <= node.size) yield part;
  }
  if (bytes === node.size) return;
  const problem = `its blobs have ${bytes} bytes, the node says ${node.size}`;
  throw new ResteraError("damaged", { object: displayPath(path), problem });
}

/** Since 1970. Tars have whole seconds, as restic's: fractions would double the header of every file. */
function nearestSecond(time: string): number {
  if (time === goZeroTime) return 0;
  const nanoseconds = parseGoTime(time) ?? 0n;
  const shifted = nanoseconds + 500_000_000n;
  const below = ((shifted % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return Number((shifted - below) / 1_000_000_000n);
}
