export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Numbers in [0, 1). */
export type Random = () => number;

/** A place in a JSON value: what holds it and under which name. */
interface Slot {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: string | number;
}

const numbers = [
  ...[-1, 0, 0.5, 1, 31, 32, 255, 65_536, 2 ** 24, 2 ** 30, 1.5 * 2 ** 30, 2 ** 31 - 1, 2 ** 31],
  ...[2 ** 32 - 1, 2 ** 32, 2 ** 40, 2 ** 53, 2 ** 53 - 1, 2 ** 63, 2 ** 64, 1e21, 1e308, -1e308],
];

/** Texts that mean something to somebody. The `outside` of names is where a restore must never write. */
function texts(outside: string): string[] {
  return [
    ...["", ".", "..", "/", "//", "a/b", "../../outside/evil", `${outside}/evil`, "evil\\x00.txt"],
    ...["\\x2e\\x2e", "..\\x2foutside", "evil\\q", "\u0000", "\n", "\ud800", "x".repeat(5000)],
    ...["0".repeat(64), "f".repeat(64), "f".repeat(63), "F".repeat(64), "file", "dir", "symlink"],
    ...["dev", "chardev", "fifo", "socket", "irregular", "data", "tree", "NaN", "__proto__"],
    ...["0000-00-00T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "2024-02-30T25:61:61+99:99"],
    ...["-0001-01-01T00:00:00Z", "2024-05-06", "AAAA", "!!!!"],
  ];
}

/** Changes one thing somewhere in a JSON value, in place. */
export function mutateJson(root: Json, random: Random, outside: string): void {
  const slots = slotsOf(root);
  const slot = pick(slots, random);
  if (slot === undefined) return;
  const { holder, key } = slot;
  const at = holder as { [key: string | number]: Json };
  const others = slots.map(({ holder, key }) => (holder as { [key: string | number]: Json })[key]!);
  const value = at[key]!;
  const changes: (() => void)[] = [
    () => remove(slot),
    () => void (at[key] = otherType(random)),
    () => void (at[key] = pick(numbers, random)!),
    () => void (at[key] = pick(texts(outside), random)!),
    // As if from another place: an id of something else, a file's name for a folder.
    () => void (at[key] = clone(pick(others, random)!)),
    () => void (at[key] = typeof value === "string" ? changedText(value, random) : nested(random)),
    () => duplicate(slot),
  ];
  // The same kind of value is more likely to pass the first look.
  const likely = typeof value === "number" ? 2 : typeof value === "string" ? 3 : undefined;
  const change = likely !== undefined && random() < 0.4 ? changes[likely]! : pick(changes, random)!;
  change();
}

/** JSON text with one byte changed, cut off, or with lists in lists in it. */
export function mutateText(text: Buffer, random: Random): Buffer {
  const at = Math.floor(random() * text.length);
  if (random() < 0.3) return text.subarray(0, at);
  if (random() < 0.3) {
    const depth = 1 + Math.floor(random() * 100_000);
    const deep = `${"[".repeat(depth)}${"]".repeat(depth)}`;
    return Buffer.from(text.toString("latin1").replace(/(?<=:)(\d+|"[^"\\]*")/, deep), "latin1");
  }
  const changed = Buffer.from(text);
  changed[at]! ^= 1 << Math.floor(random() * 8);
  return changed;
}

export function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items[Math.floor(random() * items.length)];
}

/** All places, without recursion: lists may be deep. */
function slotsOf(root: Json): Slot[] {
  const slots: Slot[] = [];
  for (const open = [root]; open.length > 0;) {
    const holder = open.pop()!;
    if (typeof holder !== "object" || holder === null) continue;
    for (const key of Object.keys(holder)) slots.push({ holder, key });
    open.push(...Object.values(holder));
  }
  return slots;
}

function remove({ holder, key }: Slot): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

/** Twice in a list; under another name in an object. */
function duplicate({ holder, key }: Slot): void {
  if (Array.isArray(holder)) holder.push(clone(holder[Number(key)]!));
  else holder[`${key}2`] = clone(holder[key]!);
}

function clone(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function otherType(random: Random): Json {
  return pick<Json>([null, true, false, 0, "", [], {}, [null], [[]], { id: null }], random)!;
}

function nested(random: Random): Json {
  let value: Json = [];
  for (let depth = random() * 300; depth > 0; depth--) value = [value];
  return value;
}

function changedText(text: string, random: Random): string {
  const at = Math.floor(random() * (text.length + 1));
  const digit = pick("0123456789abcdefZ/\\.".split(""), random)!;
  return text.slice(0, at) + digit + text.slice(at + Math.floor(random() * 3));
}
