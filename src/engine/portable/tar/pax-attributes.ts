import type { ExtendedAttribute } from "../../tree/tree-node.ts";

const accessLists: Readonly<Record<string, string>> = {
  "system.posix_acl_access": "SCHILY.acl.access",
  "system.posix_acl_default": "SCHILY.acl.default",
};

/**
 * Extended attributes as pax records: `SCHILY.xattr.NAME`, and access control lists as text, which is how star, GNU tar, bsdtar and
 * restic have them. A list that cannot be read is left out, as restic does.
 */
export function paxAttributes(
  attributes: readonly ExtendedAttribute[],
): ReadonlyMap<string, Uint8Array> {
  const records = new Map<string, Uint8Array>();
  for (const { name, value } of attributes) {
    const listKey = accessLists[name];
    if (listKey === undefined) {
      records.set(`SCHILY.xattr.${keywordOf(name)}`, value);
      continue;
    }
    const text = accessListText(value);
    if (text !== undefined) records.set(listKey, Buffer.from(text));
  }
  return records;
}

/** An equals sign would end the keyword: such a name is written as GNU tar writes and reads it. */
function keywordOf(name: string): string {
  return name.includes("=") ? name.replaceAll("%", "%25").replaceAll("=", "%3D") : name;
}

const entryBytes = 8;
const headBytes = 4;
const listVersion = 2;
/** By tag; those with an id are somebody in particular. */
const tags: Readonly<Record<number, readonly [who: string, hasId: boolean]>> = {
  0x01: ["user", false],
  0x02: ["user", true],
  0x04: ["group", false],
  0x08: ["group", true],
  0x10: ["mask", false],
  0x20: ["other", false],
};

/** Linux's binary form of a POSIX.1e access control list as text; undefined when it is none. */
function accessListText(list: Uint8Array): string | undefined {
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength);
  const isWhole = list.length >= headBytes && (list.length - headBytes) % entryBytes === 0;
  if (!isWhole || view.getUint32(0, true) !== listVersion) return undefined;
  let text = "";
  for (let at = headBytes; at < list.length; at += entryBytes) {
    const tag = tags[view.getUint16(at, true)];
    if (tag === undefined) return undefined;
    const [who, hasId] = tag;
    const rights = view.getUint16(at + 2, true);
    const id = hasId ? String(view.getUint32(at + 4, true)) : "";
    const letters = ["r", "w", "x"].map((letter, bit) => (rights & (4 >> bit) ? letter : "-"));
    text += `${who}:${id}:${letters.join("")}\n`;
  }
  return text;
}
