import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExtendedAttributes } from "../../src/engine/disk/extended-attributes.ts";
import { loadSystemCalls } from "../../src/engine/disk/system-calls.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { testWithRestic } from "./peers.ts";
import { backUpWithBoth, restera, resteraVault, restic, treeOf } from "./restic-vault.ts";

const isRoot = process.geteuid?.() === 0;

function fail(error: unknown): never {
  throw error;
}

function open(): ExtendedAttributes {
  const calls = loadSystemCalls();
  assert.ok(calls, "koffi is not there for this platform");
  return new ExtendedAttributes(calls);
}

function bytes(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

const acl =
  "\x02\0\0\0\x01\0\x06\0\xff\xff\xff\xff\x02\0\x07\0\xd2\x04\0\0\x04\0\x04\0\xff\xff\xff\xff\x10\0\x07\0\xff\xff\xff\xff\x20\0\x04\0\xff\xff\xff\xff";

/** Names of what was made, in the folder. */
function makeAttributes(folder: string, ofLinks: boolean): string[] {
  const attributes = open();
  const set = (name: string, ...wanted: [name: string, value: string][]): void =>
    attributes.write(
      join(folder, name),
      wanted.map(([key, value]) => ({ name: bytes(key), value: bytes(value) })),
      fail,
    );
  mkdirSync(join(folder, "below"), { recursive: true });
  for (const name of ["file", "below/large"]) {
    writeFileSync(join(folder, name), name === "file" ? "x" : Buffer.alloc(9 << 20, "text"));
  }
  set(
    "file",
    ["user.z", "last"],
    ["user.a", "\0\xff"],
    ["user.empty", ""],
    ["user.<&>\u00c3\u00a9", "1"],
  );
  set("below/large", ["user.long", "x".repeat(3000)]);
  set("below", ["system.posix_acl_access", acl], ["system.posix_acl_default", acl]);
  set("", ["user.top", "1"]);
  if (!isRoot) return ["", "file", "below", "below/large"];
  symlinkSync("file", join(folder, "link"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  // restic 0.14 does not keep those.
  if (ofLinks) set("link", ["trusted.link", "1"]);
  set("pipe", ["trusted.pipe", "1"]);
  return ["", "file", "below", "below/large", "link", "pipe"];
}

function read(path: string): string[] {
  return open()
    .read(path, fail)
    .map(
      ({ name, value }) =>
        `${Buffer.from(name).toString("latin1")}=${Buffer.from(value).toString("base64")}`,
    )
    .toSorted();
}

testWithRestic(
  "extended attributes get restic's tree ids, and come back in both directions",
  async (peer, t) => {
    const folder = temporaryFolder(t);
    const source = join(folder, "source");
    const names = makeAttributes(source, !peer.version.startsWith("0.14"));
    const vault = await resteraVault(folder);
    const { ours, theirs } = await backUpWithBoth(peer, vault, ["source"], { cwd: folder });
    const [our, their] = [
      await treeOf(peer, vault, ours.snapshot_id),
      await treeOf(peer, vault, theirs.snapshot_id),
    ];
    assert.equal(our, their);
    for (const [program, id] of [
      ["restera", theirs.snapshot_id],
      ["restic", ours.snapshot_id],
    ] as const) {
      const target = join(folder, program);
      const words = ["restore", id, "--target", target];
      if (program === "restera") await restera(vault, words);
      else await restic(peer, vault, words);
      for (const name of names) {
        assert.deepEqual(
          read(join(target, "source", name)),
          read(join(source, name)),
          `${program} ${name}`,
        );
      }
      assertSameFolders(join(target, "source"), source);
    }
  },
);

const patterns: readonly (readonly string[])[] = [
  ["--include-xattr", "user.*"],
  ["--include-xattr", "user.a", "--include-xattr", "*.posix_acl_default"],
  ["--exclude-xattr", "user.*"],
  ["--exclude-xattr", "user.?", "--exclude-xattr", "system.*"],
  ["--exclude-xattr", "*"],
];

testWithRestic(
  "patterns choose the extended attributes that restic sets and removes",
  async (peer, t) => {
    // Restic 0.14 restores all of them.
    if (peer.version.startsWith("0.14")) return;
    const folder = temporaryFolder(t);
    const source = join(folder, "source");
    const names = makeAttributes(source, true);
    const vault = await resteraVault(folder);
    await restera(vault, ["backup", "source"], { cwd: folder });
    for (const [at, words] of patterns.entries()) {
      const found = ["restera", "restic"].map(async (program) => {
        const target = join(folder, `${program}-${at}`);
        mkdirSync(join(target, "below"), { recursive: true });
        // With the same content, so that it is not replaced.
        writeFileSync(join(target, "file"), "x");
        for (const name of ["file", "below"]) {
          const there = ["user.a", "user.mine"].map((key) => ({
            name: bytes(key),
            value: bytes("0"),
          }));
          open().write(join(target, name), there, fail);
        }
        const restore = ["restore", "latest:/source", "--target", target, ...words];
        if (program === "restera") await restera(vault, restore);
        else await restic(peer, vault, restore);
        return names.map((name) => [name, read(join(target, name))]);
      });
      const [ours, theirs] = await Promise.all(found);
      assert.deepEqual(ours, theirs, words.join(" "));
    }
  },
);
