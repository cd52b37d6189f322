import type {
  BackUpResult,
  CheckReport,
  DrillReport,
  LsEntry,
  PruneResult,
  RestoreAction,
  RestoreResult,
  Snapshot,
  SnapshotSummary,
  Vault,
} from "../../../services/snapshots/vault.ts";
import type { VaultPorts } from "../vault-access/vault-ports.ts";

const summary: SnapshotSummary = {
  backupStart: "2026-11-21T08:43:30.137374753Z",
  backupEnd: "2026-11-21T08:43:30.850602405Z",
  filesNew: 2,
  filesChanged: 1,
  filesUnmodified: 1234,
  dirsNew: 2,
  dirsChanged: 0,
  dirsUnmodified: 7,
  dataBlobs: 2,
  treeBlobs: 3,
  dataAdded: 1703,
  dataAddedPacked: 1166,
  totalFilesProcessed: 1237,
  totalBytesProcessed: 5_000_000,
};

export const snapshot: Snapshot = {
  id: "61b0a1e526d1eccedd6c001468b9c7c0ae1b6934de256e8bf14bad4ed09fe026",
  time: "2026-11-21T08:43:30.137374753Z",
  tree: "bb8859a4bdf9151a3eba4fe187036de37ad0141a7869f17eb6826caa9acd4c90",
  paths: ["/home/ada/notes"],
  hostname: "vm",
  username: "ada",
  tags: ["daily", "home"],
  programVersion: "restera 0.1.0",
  summary,
};

const entries: readonly LsEntry[] = [
  {
    path: "/notes/a\u001b[2Jb.md",
    name: "a\u001b[2Jb.md",
    type: "file",
    permissions: 0o644,
    mode: 0o644,
    uid: 1000,
    gid: 1000,
    size: 2048,
    mtime: "2026-11-21T08:43:26.887692016Z",
    atime: "2026-11-21T08:43:26.887692016Z",
    ctime: "2026-11-21T08:43:26.887692016Z",
    inode: 18_446_744_073_709_551_615n,
    deviceId: 2049n,
    links: 1,
  },
];

const actions: readonly RestoreAction[] = [
  { action: "create", path: "/tmp/out/notes/a.md", type: "file", size: 6 },
  { action: "skip", path: "/tmp/out/notes/b.md", type: "file", size: 8 },
];

export const backUpResult: BackUpResult = { snapshot, summary, seconds: 0.713, problems: [] };

export const restoreResult: RestoreResult = {
  snapshot,
  target: "/tmp/out",
  secondsElapsed: 1.5,
  filesTotal: 5,
  filesDone: 4,
  filesSkipped: 1,
  filesDeleted: 0,
  bytesTotal: 14,
  bytesDone: 6,
  bytesSkipped: 8,
  plan: { hash: "feed", create: 1, overwrite: 0, delete: 0, skip: 1, actions: () => actions },
  problems: [],
};

export const checkReport: CheckReport = {
  ok: true,
  findings: [],
  snapshots: 2,
  snapshotsLeftOut: 0,
  packs: 3,
  packsRead: 0,
  bytesRead: 0,
  unusedBlobs: 0,
  seconds: 0.2,
};

export const pruneResult: PruneResult = {
  way: "exclusive",
  dryRun: false,
  stats: {
    blobs: { used: 9, duplicate: 0, unused: 2, remove: 1, repack: 3, repackRemove: 1 },
    size: {
      used: 900,
      duplicate: 0,
      unused: 200,
      remove: 100,
      repack: 300,
      repackRemove: 100,
      unreferenced: 0,
      uncompressed: 0,
    },
    packs: { used: 1, unused: 1, partlyUsed: 1, unreferenced: 0, keep: 1, repack: 1, remove: 1 },
  },
  repacked: ["a".repeat(64)],
  unused: ["b".repeat(64)],
  unreferenced: [],
  missing: [],
  marked: [],
  waiting: [],
  revived: [],
  deleted: ["a".repeat(64), "b".repeat(64)],
  failed: [],
  bytesAdded: 250,
  bytesDeleted: 450,
  seconds: 0.5,
};

export const drillReport: DrillReport = {
  report: "restera-drill-1",
  vault: { id: "ad053f2c".repeat(8), url: "s3://bucket/vault" },
  snapshot: {
    id: snapshot.id,
    time: snapshot.time,
    tree: snapshot.tree,
    hostname: "vm",
    paths: ["/home/ada/notes"],
  },
  sample: "50",
  seed: "feed",
  program: "restera 0.1.0",
  hostname: "vm",
  started: "2026-11-21T09:00:00Z",
  ended: "2026-11-21T09:00:02Z",
  ok: true,
  filesInSnapshot: 1237,
  files: 50,
  bytes: 100_000,
  blobs: 51,
  faults: [],
  mac: "0".repeat(64),
};

async function* yields<T>(...values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

/** A vault that answers with the values above; a test puts its own functions in their place. */
export function fakeVault(own: Partial<Vault> = {}): Vault {
  return {
    url: "s3://bucket/vault",
    id: "ad053f2caf95d1841bc48b62beeacb1c5a2fb333ba0072b8179e7c893ce0b6a5",
    formatVersion: 2,
    keyId: "0".repeat(64),
    backUp: async () => backUpResult,
    restore: async () => restoreResult,
    check: async () => checkReport,
    snapshots: async () => [snapshot],
    snapshot: async () => snapshot,
    ls: () => yields(...entries),
    readFile: () => yields(new TextEncoder().encode("content")),
    dump: async () => ({ kind: "file", content: yields(new TextEncoder().encode("content")) }),
    hasOneWriter: () => Promise.resolve(false),
    cat: async () => new TextEncoder().encode('{"version":2}'),
    list: () => yields({ id: "0".repeat(64), type: "tree" as const }, { id: "1".repeat(64) }),
    stats: async (input) => ({
      mode: input.mode,
      snapshotsCount: 2,
      totalSize: 16,
      totalFileCount: 10,
    }),
    diff: () => yields(),
    find: () => yields(),
    findObjects: () => yields(),
    history: async ({ path }) => ({ path, snapshotsSearched: 0, versions: [], problems: [] }),
    tag: async () => [],
    rewrite: async () => ({ rewritten: [], unchanged: 0 }),
    forget: async () => ({ groups: [], removed: [], unread: [], failed: [] }),
    prune: async () => pruneResult,
    copyFrom: async () => ({ copied: [], skipped: [], blobs: 0, bytesAdded: 0, seconds: 0 }),
    repairIndex: async () => ({
      added: [],
      missing: [],
      unreadable: [],
      damagedIndexes: [],
      indexesRemoved: 0,
    }),
    repairPacks: async () => ({ replaced: [], missing: [], salvagedBlobs: 0, lost: [] }),
    repairSnapshots: async () => ({ snapshots: [], whole: 0 }),
    drill: async () => drillReport,
    verifyDrill: () => drillReport,
    keys: async () => [],
    addKey: async () => "0".repeat(64),
    removeKey: async (id) => id,
    changePassword: async () => "1".repeat(64),
    locks: async () => [],
    unlock: async () => ({ removed: [], left: [], unreadable: [] }),
    close: async () => {},
    ...own,
  };
}

/** Ports that open and make the given vault. */
export function fakePorts(vault: Vault): VaultPorts {
  return { open: async () => vault, create: async () => vault };
}
