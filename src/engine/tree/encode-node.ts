import { isUtf8 } from "node:buffer";
import type { BigIntStats } from "node:fs";
import { goJsonBytes, goJsonString } from "../../foundation/go-json.ts";
import { goQuote } from "../../foundation/go-quote.ts";
import { formatGoTime } from "../../foundation/go-time.ts";
import { goFileMode, nodeTypeOf } from "./go-file-mode.ts";
import type { NodeName } from "./node-name.ts";
import { ownerFields } from "./owner-names.ts";
import type { NodeType } from "./tree-node.ts";

/** What a node keeps of `lstat(path, { bigint: true })`. */
export type NodeStat = Pick<
  BigIntStats,
  "mode" | "mtimeNs" | "atimeNs" | "ctimeNs" | "uid" | "gid" | "ino" | "dev" | "nlink"
>;

/** Printable ASCII that neither Go's quoting nor its JSON changes. */
const plainName = /^[ !#-%'-;=?-[\]-~]*$/;

/** A node's name as JSON, with its quotes: Go's `strconv.Quote` first, then Go's JSON. */
export function nodeNameJson(name: NodeName): string {
  if (typeof name === "string" && plainName.test(name)) return `"${name}"`;
  return goJsonString(goQuote(name));
}

/**
 * The text of a node from `{` up to where the kinds of file differ. The rest is appended in this order:
 * `linkTargetField`, `extendedAttributesField`, `deviceField`, then one of `contentEnd` (files),
 * `subtreeEnd` (folders) and `emptyEnd` (everything else), each where it applies.
 *
 * The bytes are those of restic 0.19 for the same file, so that both deduplicate against each other.
 *
 * @param nameJson from `nodeNameJson`
 * @param size bytes that were read; only files keep it
 * @param withAtime keep the time of the last access; otherwise it is stored equal to `mtime`
 */
export function nodePrefix(
  nameJson: string,
  stat: NodeStat,
  size: number,
  withAtime = false,
): string {
  const kind = kindFields(Number(stat.mode));
  const mtime = formatGoTime(stat.mtimeNs);
  const ctime = stat.ctimeNs === stat.mtimeNs ? mtime : formatGoTime(stat.ctimeNs);
  const atime = withAtime ? formatGoTime(stat.atimeNs) : mtime;
  const owner = ownerFields(Number(stat.uid), Number(stat.gid));
  const identity = unsignedField("inode", stat.ino) + unsignedField("device_id", stat.dev);
  const sizeField = kind.hasSize && size !== 0 ? `,"size":${size}` : "";
  const links = kind.hasLinks ? unsignedField("links", stat.nlink) : "";
  return `{"name":${nameJson}${kind.fields},"mtime":"${mtime}","atime":"${atime}","ctime":"${ctime}"${owner}${identity}${sizeField}${links}`;
}

interface KindFields {
  readonly fields: string;
  readonly hasSize: boolean;
  readonly hasLinks: boolean;
}

const kindsByMode = new Map<number, KindFields>();
const typesWithLinks: readonly NodeType[] = ["file", "symlink", "dev", "chardev"];

/** There are few different modes among millions of files. */
function kindFields(unixMode: number): KindFields {
  let kind = kindsByMode.get(unixMode);
  if (kind === undefined) {
    const type = nodeTypeOf(unixMode);
    const mode = goFileMode(unixMode);
    kind = {
      fields: `,"type":"${type}"${mode === 0 ? "" : `,"mode":${mode}`}`,
      hasSize: type === "file",
      hasLinks: typesWithLinks.includes(type),
    };
    kindsByMode.set(unixMode, kind);
  }
  return kind;
}

/** A number as Go's uint64 with `omitempty`. Node gives 64-bit numbers from 2^63 on as negative ones. */
function unsignedField(key: string, value: bigint): string {
  const number = Number(value);
  if (number === 0) return "";
  const isExact = number > 0 && number <= Number.MAX_SAFE_INTEGER;
  return `,"${key}":${isExact ? number : BigInt.asUintN(64, value)}`;
}

/**
 * Where a symbolic link points to (`readlink` with `encoding: "buffer"`). A target that is not UTF-8 is
 * kept twice: readable with replacement characters, and whole in base64.
 */
export function linkTargetField(target: string | Uint8Array): string {
  if (target.length === 0) return "";
  if (typeof target === "string") return `,"linktarget":${goJsonString(target)}`;
  const readable = `,"linktarget":${goJsonBytes(target)}`;
  return isUtf8(target) ? readable : `${readable},"linktarget_raw":"${base64(target)}"`;
}

/** Extended attributes in the order in which the system lists them: restic does not sort them. */
export function extendedAttributesField(
  attributes: readonly { readonly name: NodeName; readonly value: Uint8Array }[],
): string {
  if (attributes.length === 0) return "";
  const items = attributes.map(({ name, value }) => {
    const nameJson = typeof name === "string" ? goJsonString(name) : goJsonBytes(name);
    return `{"name":${nameJson},"value":"${base64(value)}"}`;
  });
  return `,"extended_attributes":[${items.join(",")}]`;
}

/** The number of a device (`rdev`). */
export function deviceField(rdev: bigint): string {
  return unsignedField("device", rdev);
}

/** The end of a file, given the ids of its data blobs in order; `[]` for an empty one. */
export function contentEnd(blobIds: readonly string[]): string {
  return blobIds.length === 0 ? ',"content":[]}' : `,"content":["${blobIds.join('","')}"]}`;
}

/** The end of a folder, given the id of its tree. */
export function subtreeEnd(treeId: string): string {
  return `,"content":null,"subtree":"${treeId}"}`;
}

/** The end of everything that is neither a file nor a folder. */
export const emptyEnd = ',"content":null}';

/** The bytes of a tree, given its nodes in the order of `compareNodeNames`. */
export function encodeTree(nodes: readonly string[]): Uint8Array {
  return Buffer.from(`{"nodes":[${nodes.join(",")}]}\n`);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
