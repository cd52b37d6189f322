import { readFileSync } from "node:fs";
import { goJsonBytes } from "../../foundation/go-json.ts";

/** Columns of `/etc/passwd` and `/etc/group`; in both the third is the number. */
const passwdColumns = 7;
const groupColumns = 4;

type NamesById = ReadonlyMap<string, string>;

let users: NamesById | undefined;
let groups: NamesById | undefined;
const fieldsByOwner = new Map<number, string>();
let userIds: ReadonlyMap<string, number> | undefined;
let groupIds: ReadonlyMap<string, number> | undefined;

/**
 * The four fields of an owner in a node: `,"uid":0,"gid":0,"user":"root","group":"root"`, without the
 * names that are unknown. The files are read once: whoever runs for long uses a new worker per backup.
 *
 * restic's own builds (no cgo) read the same files; a distribution's, linked to libc, also asks
 * directories such as LDAP, which a program without native code cannot.
 */
export function ownerFields(uid: number, gid: number): string {
  const key = uid * 0x1_0000_0000 + gid;
  let fields = fieldsByOwner.get(key);
  if (fields === undefined) {
    fields = renderOwner(uid, gid);
    fieldsByOwner.set(key, fields);
  }
  return fields;
}

/**
 * The numbers that an owner's names have on this machine. As in restic, a name that is unknown here
 * is root's, not that of whoever has its number.
 */
export function ownerIds({ user, group }: { readonly user: string; readonly group: string }): {
  readonly uid: number;
  readonly gid: number;
} {
  userIds ??= idsByName(readIfThere("/etc/passwd"), passwdColumns);
  groupIds ??= idsByName(readIfThere("/etc/group"), groupColumns);
  const id = (ids: ReadonlyMap<string, number>, name: string): number =>
    ids.get(Buffer.from(name).toString("latin1")) ?? 0;
  return { uid: id(userIds, user), gid: id(groupIds, group) };
}

function idsByName(text: string, columns: number): Map<string, number> {
  const ids = new Map<string, number>();
  for (const { name, id } of ownerEntries(text, columns)) {
    if (!ids.has(name) && /^\d+$/.test(id)) ids.set(name, Number(id));
  }
  return ids;
}

function renderOwner(uid: number, gid: number): string {
  users ??= parseOwnerNames(readIfThere("/etc/passwd"), passwdColumns);
  groups ??= parseOwnerNames(readIfThere("/etc/group"), groupColumns);
  const user = users.get(String(uid));
  const group = groups.get(String(gid));
  return [
    `,"uid":${uid},"gid":${gid}`,
    user === undefined ? "" : `,"user":${nameJson(user)}`,
    group === undefined ? "" : `,"group":${nameJson(group)}`,
  ].join("");
}

/** Read byte for byte as Latin-1, so that a name in any encoding comes through as Go would write it. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

function nameJson(latin1Name: string): string {
  return goJsonBytes(Buffer.from(latin1Name, "latin1"));
}

/**
 * Names by number from a file like `/etc/passwd`, by the rules of Go's `os/user`: the first line wins;
 * comments, short lines and the `+` and `-` entries of NIS are passed over.
 */
export function parseOwnerNames(text: string, columns: number): Map<string, string> {
  const names = new Map<string, string>();
  for (const { name, id } of ownerEntries(text, columns)) {
    if (!names.has(id)) names.set(id, name);
  }
  return names;
}

function ownerEntries(text: string, columns: number): { name: string; id: string }[] {
  return text.split("\n").flatMap((line) => {
    const [name = "", , id, ...rest] = line.trim().split(":");
    const isEntry = id !== undefined && rest.length >= columns - 3 && /^[^#+-]/.test(name);
    return isEntry ? [{ name, id }] : [];
  });
}
