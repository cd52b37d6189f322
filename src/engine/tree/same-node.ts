import { parseGoTime } from "../../foundation/go-time.ts";
import { compareNodeNames } from "./node-name.ts";
import type { ExtendedAttribute, TreeNode } from "./tree-node.ts";

const plainFields = [
  "type",
  "mode",
  "uid",
  "gid",
  "user",
  "group",
  "inode",
  "deviceId",
  "size",
  "links",
  "device",
  "subtree",
] as const satisfies readonly (keyof TreeNode)[];

/** True when two nodes agree in every field; times as moments, whatever zone they are written in. */
export function sameNode(a: TreeNode, b: TreeNode): boolean {
  return (
    plainFields.every((field) => a[field] === b[field]) &&
    compareNodeNames(a.name, b.name) === 0 &&
    sameTime(a.mtime, b.mtime) &&
    sameTime(a.atime, b.atime) &&
    sameTime(a.ctime, b.ctime) &&
    compareNodeNames(a.linktarget, b.linktarget) === 0 &&
    sameList(a.content, b.content) &&
    sameAttributes(a.extendedAttributes, b.extendedAttributes) &&
    JSON.stringify(a.genericAttributes) === JSON.stringify(b.genericAttributes)
  );
}

function sameTime(a: string, b: string): boolean {
  return a === b || parseGoTime(a) === parseGoTime(b);
}

function sameList(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return a === b || (a?.length === b?.length && (a ?? []).every((id, i) => id === b?.[i]));
}

/** Their order is the system's and means nothing. */
function sameAttributes(a: readonly ExtendedAttribute[], b: readonly ExtendedAttribute[]): boolean {
  if (a.length !== b.length) return false;
  const values = new Map(b.map(({ name, value }) => [name, value]));
  return a.every(({ name, value }) => {
    const other = values.get(name);
    return other !== undefined && Buffer.compare(value, other) === 0;
  });
}
