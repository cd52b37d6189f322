// A worker thread of a backup: does the whole way from lstat to the staged pack by itself.
import { closeSync, lstatSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { displayPath, type FsPath } from "../../foundation/fs-path.ts";
import { Chunker, MAX_CHUNK_BYTES } from "../chunk/chunker.ts";
import { collectObjectsAfter } from "../crypto/collect-garbage.ts";
import { Sealer } from "../crypto/sealer.ts";
import { DATA, TREE } from "../blob-type.ts";
import { BlobTable } from "../index/blob-table.ts";
import { Kernels } from "../kernels/kernels.ts";
import { BlobReader } from "../pack/blob-reader.ts";
import { CheckArea } from "../kernels/check-area.ts";
import { Packer, type PackerTools } from "../pack/packer.ts";
import { PackFiles } from "../pack/pack-files.ts";
import { createFrameCodec } from "../pack/zstd.ts";
import { createSelector } from "../scan/select.ts";
import { nodePrefix } from "../tree/encode-node.ts";
import { nodeNameFromBytes } from "../tree/node-name.ts";
import { ByteRing } from "../workers/byte-ring.ts";
import { Control, WorkerCancelled } from "../workers/control.ts";
import { findHoles } from "../disk/holes.ts";
import { loadSystemCalls, type SystemCalls } from "../disk/system-calls.ts";
import { announceReady, toMain, type WorkerStart } from "../workers/worker-pool.ts";
import { type AttributeField, createAttributeField } from "./attribute-field.ts";
import { BlobSaver } from "./blob-saver.ts";
import { FileSaver } from "./file-saver.ts";
import { FolderSaver } from "./folder-saver.ts";
import {
  type BackupSettings,
  type FromWorker,
  type Job,
  type SegmentJob,
  type ToWorker,
  USUAL_LEVEL,
  type WorkerTotals,
} from "./messages.ts";
import { decodeHexString } from "../../foundation/hex.ts";
import { ToldItems } from "./told-items.ts";

/** Tickets of different workers, and of the main thread, never meet. */
const TICKETS_PER_WORKER = 2 ** 44;
const DECODER_LEVEL = 3;

/** An old tree leaves its text, and about as much in nodes and names. */
const GARBAGE_PER_TEXT = 2;

const { control: share, workers, worker } = workerData as WorkerStart;
const port = parentPort!;
const control = new Control(share, workers);
let nextTicket = (worker + 1) * TICKETS_PER_WORKER;
/** Made while the password is still being checked. */
const kernels = new Kernels();
const usualCodec = createFrameCodec(USUAL_LEVEL);
let state: Savers | undefined;

interface Savers {
  readonly files: FileSaver;
  readonly folders: FolderSaver;
  readonly blobs: BlobSaver;
  readonly packFiles: PackFiles;
  readonly totals: WorkerTotals;
  readonly told: ToldItems | undefined;
  readonly attributes: AttributeField;
}

function post(message: FromWorker): void {
  port.postMessage(message);
}

/** The thing itself is kept, without what could not be read of it. */
function incomplete(path: FsPath, error: unknown): void {
  control.count(worker, "errors", 1);
  const problem = `its extended attributes are not all kept: ${problemOf(error)}`;
  post({ type: "problem", path: displayPath(path), during: "scan", problem });
}

/** Loaded by the first thread while the password is checked: every backup asks for the attributes of its targets. */
let early: SystemCalls | undefined;

/** What Node lacks, or a word to the main thread that it cannot be had. */
function loadCalls(): SystemCalls | undefined {
  const calls = early ?? loadSystemCalls();
  if (calls === undefined) post({ type: "no-attributes" });
  return calls;
}

function createSavers(settings: BackupSettings): Savers {
  const sealer = new Sealer(kernels, settings.key);
  const table = new BlobTable(settings.table);
  const level = settings.level ?? DECODER_LEVEL;
  const codec = level === USUAL_LEVEL ? usualCodec : createFrameCodec(level);
  const packFiles = new PackFiles(settings.packs);
  const totals = emptyTotals();
  const packers = createPackers(settings, kernels, sealer, codec);
  const blobs = new BlobSaver(kernels, table, packers, totals);
  const chunker = new Chunker(kernels, settings.polynomial);
  const files = new FileSaver({ kernels, chunker, blobs, control, worker });
  const reader = new BlobReader({ kernels, sealer, codec, table, files: packFiles });
  // As in restic, a tag file that is not one is worth a word, and no failure.
  const selector = createSelector(settings.selection, (path, notice) =>
    post({ type: "notice", path: displayPath(path), notice }),
  );
  const attributes = createAttributeField(loadCalls, incomplete);
  const told = settings.tellsItems ? new ToldItems(post) : undefined;
  const folders = new FolderSaver({
    control,
    worker,
    blobs,
    files,
    table,
    selector,
    totals,
    rules: settings,
    loadTree: (id) => loadTree(id, table, reader, kernels),
    newTicket: () => nextTicket++,
    post,
    attributesKnown: settings.attributesKnown,
    attributes,
    told,
  });
  return { files, folders, blobs, packFiles, totals, attributes, told };
}

function createPackers(
  settings: BackupSettings,
  kernels: Kernels,
  sealer: Sealer,
  codec: ReturnType<typeof createFrameCodec>,
): [Packer, Packer] {
  const compress = settings.level !== undefined;
  const tools: Omit<PackerTools, "codec"> = {
    kernels,
    sealer,
    checkArea: new CheckArea(kernels, MAX_CHUNK_BYTES + 64),
    stagingFolder: settings.stagingFolder,
    packBytes: settings.packBytes,
    verify: settings.verify,
    dryRun: settings.dryRun,
    onPack: (pack) => {
      port.postMessage({ type: "pack", pack } satisfies FromWorker, [pack.header.buffer]);
      control.packStaged();
    },
  };
  return [
    new Packer(DATA, { ...tools, codec: compress && settings.compressData ? codec : undefined }),
    new Packer(TREE, { ...tools, codec: compress ? codec : undefined }),
  ];
}

const idBytes = new Uint8Array(32);

/** A parent's tree that cannot be read is no reason to stop: the folder is then read as if it were new. */
function loadTree(
  id: string,
  table: BlobTable,
  reader: BlobReader,
  kernels: Kernels,
): string | undefined {
  if (!decodeHexString(id, 0, idBytes)) return undefined;
  const entry = table.find(TREE, idBytes);
  if (entry < 0 || table.packOf(entry) < 0) return undefined;
  try {
    const { at, length } = reader.read(entry);
    // Large texts lie outside V8's heap, which does not see that they pile up.
    collectObjectsAfter(GARBAGE_PER_TEXT * length);
    return kernels.bytes.toString("utf8", at, at + length);
  } catch (error) {
    if (error instanceof ResteraError) return undefined;
    throw error;
  }
}

function emptyTotals(): WorkerTotals {
  return {
    dataBlobs: 0,
    treeBlobs: 0,
    dataAdded: 0,
    dataAddedPacked: 0,
    filesNew: 0,
    filesChanged: 0,
    filesUnmodified: 0,
    dirsNew: 0,
    dirsChanged: 0,
    dirsUnmodified: 0,
  };
}

function runJob(job: Job, savers: Savers): void {
  const { folders, blobs, attributes } = savers;
  const { ticket } = job;
  if (job.type === "target") {
    const { name, path, explicit, old } = job;
    folders.saveTarget(ticket, nodeNameFromBytes(name), nodeNameFromBytes(path), explicit, old);
  } else if (job.type === "tree") {
    post({ type: "result", ticket, ready: true, text: blobs.saveTree(job.parts) });
  } else if (job.type === "attributes") {
    const path = nodeNameFromBytes(job.path);
    post({ type: "result", ticket, ready: true, text: attributes(path, path) });
  } else if (job.type === "segment") {
    runSegment(job, savers);
  } else {
    const { path, name, oldParent } = job;
    const saved = reported(path, () => folders.saveHandedOver(ticket, path, name, oldParent));
    // A number: its parts were announced under the job's ticket.
    if (typeof saved !== "number") post({ type: "result", ticket, ready: true, text: saved });
  }
}

function runSegment(job: SegmentJob, { files, totals, told }: Savers): void {
  const { ticket, path, identity, offset, sequence, stream } = job;
  control.setCurrent(worker, path);
  const saved = reported(path, () => {
    const handOver = (next: number): void =>
      post({ type: "handover", job: { ...job, offset: next, sequence: sequence + 1 } });
    if (stream !== undefined) {
      const ring = new ByteRing(stream);
      const release = (next: number): void => ring.release(next);
      return files.saveSegment({ read: files.streamReader(ring), release }, offset, handOver);
    }
    const fd = files.openSame(path, identity);
    try {
      const source = { read: files.fileReader(fd), holeAt: findHoles(path, fd) };
      return files.saveSegment(source, offset, handOver);
    } finally {
      closeSync(fd);
    }
  });
  if (stream !== undefined && sequence === 0 && saved !== null && saved.bytes > 0) {
    totals.filesNew++;
    told?.add(path, "file", "new");
    control.count(worker, "files", 1);
  }
  const answer = { type: "segment", ticket, ready: true, sequence } as const;
  if (saved === null) post({ ...answer, ids: null, bytes: 0, last: true });
  else post({ ...answer, ...saved });
}

/** Runs what may fail for reasons of the file system; names those and gives `null`. */
function reported<T>(path: string | Uint8Array, run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    control.count(worker, "errors", 1);
    const during = error.syscall === "read" ? "read" : "scan";
    post({ type: "problem", path: displayPath(path), during, problem: error.message });
    return null;
  }
}

function handle(message: ToWorker): void {
  if (message.type === "settings") {
    state = createSavers(message.settings);
    return;
  }
  const savers = state!;
  if (message.type === "release") {
    const packs = savers.blobs.packers
      .map((packer) => packer.release())
      .filter((pack) => pack !== undefined);
    post({ type: "released", packs, totals: { ...savers.totals } });
  } else if (message.type === "adopt") {
    for (const pack of message.packs) savers.blobs.packers[pack.type].adopt(pack);
  } else if (message.type === "finish") {
    for (const packer of savers.blobs.packers) packer.finish();
    savers.packFiles.close();
    post({ type: "finished", totals: { ...savers.totals } });
  } else {
    runJob(message, savers);
    savers.told?.flush();
  }
}

port.on("message", (message: ToWorker) => {
  try {
    handle(message);
  } catch (error) {
    if (error instanceof WorkerCancelled) return;
    post({ type: "failed", error: toMain(error) });
  }
});

announceReady(port);
if (worker === 0) {
  early = loadSystemCalls();
  // What is found out once, the local time's offset and the names of users, is known by then too.
  nodePrefix("", lstatSync("/", { bigint: true }), 0);
}
