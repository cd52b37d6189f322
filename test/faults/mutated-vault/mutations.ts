import { hash } from "node:crypto";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DATA, TREE } from "../../../src/engine/blob-type.ts";
import { objectPath, objectsIn } from "../../support/test-vault.ts";
import { type Json, mutateJson, mutateText, pick, type Random } from "./mutate-json.ts";
import { folderNode, treeBlob, type VaultEditor } from "./vault-editor.ts";
import { zstdBomb } from "./zstd-bomb.ts";

/** What was done to a vault. */
export interface Mutation {
  readonly count: number;
  /** A check with all data must see it. */
  readonly mustBeFound?: boolean;
}

interface Scene {
  readonly editor: VaultEditor;
  readonly random: Random;
  /** A folder that nothing may be written to. */
  readonly outside: string;
}

type Kind = (scene: Scene) => Promise<Mutation> | Mutation;

export const kinds: Readonly<Record<string, Kind>> = {
  "stored files": mutateStoredFiles,
  trees: mutateTrees,
  "deep trees": makeDeepTrees,
  indexes: (scene) => mutateObjects(scene, "index", 16),
  snapshots: (scene) => mutateObjects(scene, "snapshots", 24),
  locks: mutateLocks,
  "pack headers": mutatePackHeaders,
  bombs: makeBombs,
};

/** Bit flips, truncations and rubbish, as disks and networks make them. */
function mutateStoredFiles({ editor, random }: Scene): Mutation {
  const paths = ["data", "data", "index", "snapshots"].flatMap((part) =>
    objectsIn(editor.url, part).map((id) => objectPath(editor.url, part, id)),
  );
  const victims = new Set(Array.from({ length: 10 }, () => pick(paths, random)!));
  if (random() < 0.05) victims.add(join(editor.url, "config"));
  if (random() < 0.05) {
    const [key] = objectsIn(editor.url, "keys");
    victims.add(objectPath(editor.url, "keys", key!));
  }
  for (const path of victims) {
    const bytes = readFileSync(path);
    chmodSync(path, 0o600);
    writeFileSync(path, mutateBytes(bytes, random));
  }
  return { count: victims.size, mustBeFound: true };
}

function mutateBytes(bytes: Buffer, random: Random): Buffer {
  const at = Math.floor(random() * bytes.length);
  const changes: (() => Buffer)[] = [
    () => bytes.subarray(0, at),
    () => bytes.subarray(0, Math.max(0, bytes.length - 1 - Math.floor(random() * 40))),
    () => Buffer.alloc(0),
    () => Buffer.concat([bytes, Buffer.from("more")]),
    () => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(bytes.length - at)]),
  ];
  if (random() < 0.5) return pick(changes, random)!();
  const flipped = Buffer.from(bytes);
  flipped[at]! ^= 1 << Math.floor(random() * 8);
  return flipped;
}

async function mutateTrees({ editor, random, outside }: Scene): Promise<Mutation> {
  const texts = await editor.trees();
  const count = 48;
  const mutated = Array.from({ length: count }, () =>
    mutate(pick(texts, random)!, random, outside),
  );
  await editor.putTrees(mutated);
  return { count };
}

/** A JSON text with one to three changes. */
function mutate(text: Buffer, random: Random, outside: string): Buffer {
  if (random() < 0.1) return mutateText(text, random);
  const json = JSON.parse(text.toString()) as Json;
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
    mutateJson(json, random, outside);
  }
  return Buffer.from(JSON.stringify(json));
}

/** A chain of folders in folders, beyond what paths and stacks hold. */
async function makeDeepTrees({ editor, random }: Scene): Promise<Mutation> {
  const depth = 50 + Math.floor(random() * 1500);
  const blobs = [treeBlob([])];
  while (blobs.length < depth) blobs.push(treeBlob([folderNode("down", blobs.at(-1)!.id)]));
  await editor.putIndex([await editor.putPack(TREE, blobs)]);
  await editor.putSnapshot(blobs.at(-1)!.id);
  return { count: 1 };
}

/** Some stand in for the right ones, some beside them. */
async function mutateObjects(
  { editor, random, outside }: Scene,
  folder: "index" | "snapshots",
  count: number,
): Promise<Mutation> {
  const ids = objectsIn(editor.url, folder);
  const texts = await Promise.all(ids.map((id) => editor.load(folder, id)));
  for (let i = 0; i < count; i++) {
    const text = mutate(texts[i % ids.length]!, random, outside);
    await editor.put(folder, text, random() < 0.1 ? ids[i] : undefined);
  }
  return { count };
}

async function mutateLocks({ editor, random, outside }: Scene): Promise<Mutation> {
  const count = 10;
  for (let i = 0; i < count; i++) {
    const text = JSON.stringify({
      ...{ time: new Date().toISOString(), exclusive: false, hostname: "elsewhere" },
      ...{ username: "u", pid: 4711, uid: 1, gid: 1 },
    });
    await editor.put("locks", mutate(Buffer.from(text), random, outside));
  }
  return { count };
}

/** Headers that say something else than the index, under the names that their packs then have. */
async function mutatePackHeaders({ editor, random }: Scene): Promise<Mutation> {
  const packs = objectsIn(editor.url, "data");
  const renamed = new Map<string, string>();
  for (const id of packs.filter(() => random() < 0.7)) {
    const path = objectPath(editor.url, "data", id);
    const bytes = readFileSync(path);
    const length = bytes.readUInt32LE(bytes.length - 4);
    const headerAt = bytes.length - 4 - length;
    const header = editor.openSealed(bytes.subarray(headerAt, -4));
    const wrongLength = random() < 0.15 ? Math.floor(random() * 2 ** 32) : undefined;
    const changed = wrongLength === undefined ? mutateHeader(header, random) : header;
    renamed.set(id, await editor.putPackBytes([bytes.subarray(0, headerAt)], changed, wrongLength));
    rmSync(path);
  }
  for (const index of objectsIn(editor.url, "index")) {
    let text = (await editor.load("index", index)).toString();
    for (const [from, to] of renamed) text = text.replaceAll(from, to);
    await editor.put("index", Buffer.from(text), index);
  }
  return { count: renamed.size };
}

function mutateHeader(header: Buffer, random: Random): Buffer {
  const changed = Buffer.from(header);
  const at = Math.floor(random() * header.length);
  if (random() < 0.2) return changed.subarray(0, at);
  if (random() < 0.2) return Buffer.concat([header, header.subarray(0, 41)]);
  if (random() < 0.4 && changed.length > 9)
    changed.writeUInt32LE(0xffff_fff0, random() < 0.5 ? 1 : 5);
  else changed[at] = Math.floor(random() * 256);
  return changed;
}

const gib = 2 ** 30;

/** Little that claims to be, or becomes, very much. */
async function makeBombs({ editor, random }: Scene): Promise<Mutation> {
  const sizes = [100_000, 2 ** 27, gib, 3 * gib];
  const size = (): number => pick(sizes, random)!;
  const bombs = Array.from({ length: 5 }, (_, i) => {
    const plain = zstdBomb(size());
    const claims = [1000, 2 ** 20, 2 ** 27, 700 * 2 ** 20, gib, 2 ** 31 - 1, 2 ** 32 - 1];
    return {
      id: hash("sha256", `${i}${random()}`, "hex"),
      plain,
      rawLength: pick(claims, random)!,
    };
  });
  const isTree = random() < 0.5;
  const pack = await editor.putPack(isTree ? TREE : DATA, bombs);
  const nodes = bombs.map(({ id }, i) => {
    const file = { ...(folderNode(`b${i}`, id) as object), type: "file", mode: 0o644, size: 10 };
    return isTree ? folderNode(`b${i}`, id) : { ...file, content: [id], subtree: null };
  });
  const root = treeBlob(nodes);
  await editor.putIndex([pack, await editor.putPack(TREE, [root])]);
  await editor.putSnapshot(root.id);
  for (const folder of ["index", "snapshots"] as const)
    await editor.putFrame(folder, zstdBomb(size()));
  return { count: bombs.length + 2 };
}
