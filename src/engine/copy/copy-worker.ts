// A worker thread of a copy: opens sealed blobs with one key and seals them with another.
import { parentPort, workerData } from "node:worker_threads";
import { ResteraError } from "../../foundation/errors.ts";
import { Control, WorkerCancelled } from "../workers/control.ts";
import { announceReady, toMain, type WorkerStart } from "../workers/worker-pool.ts";
import { BlobCopier } from "./blob-copier.ts";
import type { CopyJob, FromCopyWorker, ToCopyWorker } from "./messages.ts";

const { control: share, workers } = workerData as WorkerStart;
const port = parentPort!;
const control = new Control(share, workers);
let copier: BlobCopier | undefined;
/** Blobs of these may still be on the way to a pack. */
let recent: CopyJob[] = [];
const RECENT_JOBS = 4;

function post(message: FromCopyWorker): void {
  port.postMessage(message);
}

function handle(message: ToCopyWorker): void {
  if (message.type === "settings") {
    copier = new BlobCopier(message.settings, (pack) => {
      port.postMessage({ type: "pack", pack } satisfies FromCopyWorker, [pack.header.buffer]);
      control.packStaged();
    });
    return;
  }
  const { packers } = copier!;
  if (message.type === "copy") {
    control.throwIfCancelled();
    recent = [...recent.slice(1 - RECENT_JOBS), message.job];
    post({ type: "copied", bad: copier!.copy(message.job) });
  } else if (message.type === "release") {
    const packs = packers.map((packer) => packer.release()).filter((pack) => pack !== undefined);
    post({ type: "released", packs });
  } else if (message.type === "adopt") {
    for (const pack of message.packs) packers[pack.type].adopt(pack);
  } else {
    for (const packer of packers) packer.finish();
    post({ type: "finished" });
  }
}

/** A blob that fails the check after sealing may have been wrong before: then its own pack is damaged. */
function explain(error: unknown): unknown {
  if (!(error instanceof ResteraError) || error.code !== "pack-not-stored") return error;
  for (const job of recent) {
    const problem = copier?.findDamage(job);
    if (problem !== undefined)
      return new ResteraError("damaged", { object: `pack ${job.id}`, problem });
  }
  return error;
}

port.on("message", (message: ToCopyWorker) => {
  try {
    handle(message);
  } catch (error) {
    if (error instanceof WorkerCancelled) return;
    post({ type: "failed", error: toMain(explain(error)) });
  }
});

announceReady(parentPort!);
