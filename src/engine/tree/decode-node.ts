import { goUnquote } from "../../foundation/go-quote.ts";
import { goTimePattern, goZeroTime } from "../../foundation/go-time.ts";
import { isId } from "../../foundation/hex.ts";
import { type NodeName, nodeNameFromBytes } from "./node-name.ts";
import { type ExtendedAttribute, type NodeType, nodeTypes, type TreeNode } from "./tree-node.ts";

/** A node as `JSON.parse` gives it; `inode`, `device_id` and `device` may be digits in a string. */
interface JsonNode {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly mode?: unknown;
  readonly mtime?: unknown;
  readonly atime?: unknown;
  readonly ctime?: unknown;
  readonly uid?: unknown;
  readonly gid?: unknown;
  readonly user?: unknown;
  readonly group?: unknown;
  readonly inode?: unknown;
  readonly device_id?: unknown;
  readonly size?: unknown;
  readonly links?: unknown;
  readonly linktarget?: unknown;
  readonly linktarget_raw?: unknown;
  readonly extended_attributes?: unknown;
  readonly generic_attributes?: unknown;
  readonly device?: unknown;
  readonly content?: unknown;
  readonly subtree?: unknown;
}

const maxUint32 = 0xffff_ffff;
const maxUint64 = 2n ** 64n - 1n;
/** In the place of a folder's list that nobody noted: the id that nothing has, so that only this folder is lost. */
const noTree = "0".repeat(64);
const noAttributes: readonly ExtendedAttribute[] = [];
const knownTypes = new Set<unknown>(nodeTypes);

/**
 * Checks one node of a tree. Fields may be missing or null, as Go reads them; unknown ones are ignored.
 * Throws a plain Error that says what is wrong; `decodeTree` says in which tree.
 */
export function decodeNode(item: unknown): TreeNode {
  if (typeof item !== "object" || item === null) throw new Error("a node is not an object");
  const json: JsonNode = item;
  const name = decodeName(json.name);
  try {
    return decodeFields(json, name);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`node ${JSON.stringify(json.name)}: ${problem}`, { cause });
  }
}

function decodeFields(json: JsonNode, name: NodeName): TreeNode {
  const type = decodeType(json.type);
  const mtime = decodeTime(json.mtime, "mtime");
  const size = decodeNumber(json.size, "size", Number.MAX_SAFE_INTEGER);
  return {
    name,
    type,
    mode: decodeNumber(json.mode, "mode", maxUint32),
    mtime,
    atime: json.atime === mtime ? mtime : decodeTime(json.atime, "atime"),
    ctime: json.ctime === mtime ? mtime : decodeTime(json.ctime, "ctime"),
    uid: decodeNumber(json.uid, "uid", maxUint32),
    gid: decodeNumber(json.gid, "gid", maxUint32),
    user: decodeText(json.user, "user"),
    group: decodeText(json.group, "group"),
    inode: decodeUint64(json.inode, "inode"),
    deviceId: decodeUint64(json.device_id, "device_id"),
    size,
    links: decodeNumber(json.links, "links", Number.MAX_SAFE_INTEGER),
    linktarget: decodeLinkTarget(json, type),
    extendedAttributes: decodeExtendedAttributes(json.extended_attributes),
    genericAttributes: decodeGenericAttributes(json.generic_attributes),
    device: decodeUint64(json.device, "device"),
    content: type === "file" ? decodeContent(json.content) : null,
    subtree: type === "dir" ? decodeId(json.subtree ?? noTree, "subtree") : null,
  };
}

/** What a plain name does not hold: escapes, what `goUnquote` refuses, and what no name may have. */
// oxlint-disable-next-line no-control-regex -- NUL is looked for
const needsCare = /[\\"\n/\0\ud800-\udfff]/;

function decodeName(value: unknown): NodeName {
  if (typeof value !== "string") throw new Error("a node has no name");
  const name = needsCare.test(value) ? unquoteName(value) : value;
  if (name.length === 0 || name === "." || name === "..") {
    throw new Error(`a node has the name ${JSON.stringify(value)}`);
  }
  return name;
}

function unquoteName(quoted: string): NodeName {
  const bytes = goUnquote(quoted);
  if (bytes === undefined) throw new Error(`the name ${JSON.stringify(quoted)} is badly quoted`);
  // A name that is a path could lead a restore out of its target.
  if (bytes.includes(0x2f) || bytes.includes(0)) {
    throw new Error(`the name ${JSON.stringify(quoted)} has a slash or a NUL byte`);
  }
  return nodeNameFromBytes(bytes);
}

/** What early versions on Windows left empty, and what later ones may invent, is of no known kind; its siblings stay. */
function decodeType(value: unknown = ""): NodeType {
  if (typeof value !== "string") throw wrong("type", "text");
  return knownTypes.has(value) ? (value as NodeType) : "irregular";
}

function decodeTime(value: unknown, field: string): string {
  if (value === undefined || value === null) return goZeroTime;
  if (typeof value !== "string" || !goTimePattern.test(value)) throw wrong(field, "a time");
  return value;
}

function decodeNumber(value: unknown, field: string, max: number): number {
  if (value === undefined || value === null) return 0;
  if (!isCount(value) || value > max) throw wrong(field, "a number in range");
  return value;
}

function decodeUint64(value: unknown, field: string): bigint {
  if (value === undefined || value === null || value === 0) return 0n;
  if (isCount(value)) return BigInt(value);
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) {
    const number = BigInt(value);
    if (number <= maxUint64) return number;
  }
  throw wrong(field, "a number in range");
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && Number.isSafeInteger(value);
}

function decodeText(value: unknown, field: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw wrong(field, "text");
  return value;
}

function decodeLinkTarget(json: JsonNode, type: NodeType): string | Uint8Array {
  const { linktarget, linktarget_raw: raw } = json;
  const readable = decodeText(linktarget, "linktarget");
  const target = raw === undefined || raw === null ? readable : decodeRawTarget(raw);
  if (type !== "symlink") return target;
  const hasNul = typeof target === "string" ? target.includes("\0") : target.includes(0);
  if (hasNul) throw new Error("its linktarget has a NUL byte");
  return target;
}

function decodeRawTarget(raw: unknown): string | Uint8Array {
  return nodeNameFromBytes(decodeBase64(raw, "linktarget_raw"));
}

function decodeExtendedAttributes(value: unknown): readonly ExtendedAttribute[] {
  if (value === undefined || value === null) return noAttributes;
  if (!Array.isArray(value)) throw wrong("extended_attributes", "a list");
  return value.map(decodeExtendedAttribute);
}

function decodeExtendedAttribute(item: unknown): ExtendedAttribute {
  const { name, value } = (item ?? {}) as { name?: unknown; value?: unknown };
  if (typeof name !== "string" || name === "" || name.includes("\0")) {
    throw wrong("extended_attributes", "named attributes");
  }
  // Go writes null for an attribute without a value.
  const isEmpty = value === undefined || value === null;
  return { name, value: isEmpty ? new Uint8Array() : decodeBase64(value, "extended_attributes") };
}

const base64Pattern = /^[A-Za-z0-9+/]*={0,2}$/;

function decodeBase64(value: unknown, field: string): Uint8Array {
  const isBase64 = typeof value === "string" && value.length % 4 === 0 && base64Pattern.test(value);
  if (!isBase64) throw wrong(field, "base64");
  return Buffer.from(value, "base64");
}

function decodeGenericAttributes(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value))
    throw wrong("generic_attributes", "an object");
  return value as Readonly<Record<string, unknown>>;
}

function decodeContent(value: unknown): readonly string[] {
  // Early versions wrote null for an empty file. Of a file that is not empty only its own content is lost.
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrong("content", "a list of ids");
  for (const id of value) decodeId(id, "content");
  return value as string[];
}

function decodeId(value: unknown, field: string): string {
  if (typeof value !== "string" || !isId(value)) throw wrong(field, "64 hexadecimal digits");
  return value;
}

function wrong(field: string, expected: string): Error {
  return new Error(`its ${field} is not ${expected}`);
}
