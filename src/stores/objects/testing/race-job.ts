import { StoreError, type ObjectStore } from "../object-store.ts";
import { readAll } from "./store-under-test.ts";

/** What one racer does; `times` is how often. */
export interface RaceJob {
  readonly kind: "create" | "large" | "replace" | "reference";
  readonly racer: number;
  readonly times: number;
  /** Key, prefix or name of a reference that all racers fight for. */
  readonly about: string;
}

/** For "create" and "large": which keys this racer won. For the counters: how often it was told to have written. */
export type RaceResult = readonly number[];

/** A counter step is tried this often before the racer gives up. */
const maxAttempts = 400;

export async function runRaceJob(store: ObjectStore, job: RaceJob): Promise<RaceResult> {
  if (job.kind === "create" || job.kind === "large") return createAll(store, job);
  const won: number[] = [];
  for (let time = 0; time < job.times; time++) {
    const step = job.kind === "replace" ? replaceCounter : moveCounter;
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      if (await step(store, job.about)) {
        won.push(time);
        break;
      }
    }
  }
  return won;
}

async function createAll(store: ObjectStore, job: RaceJob): Promise<RaceResult> {
  const won: number[] = [];
  for (let time = 0; time < job.times; time++) {
    try {
      const body = Buffer.from(`racer ${job.racer}`);
      const key = `${job.about}${time}`;
      if (job.kind === "large") await store.putLarge(key, body).then(() => won.push(time));
      else if ((await store.putNew(key, body)) === "created") won.push(time);
    } catch (error) {
      if (!(error instanceof StoreError && error.code === "corrupt")) throw error;
    }
  }
  return won;
}

async function replaceCounter(store: ObjectStore, key: string): Promise<boolean> {
  const seen = await store.head(key);
  let count = 0;
  if (seen !== null) {
    const { version, body } = await store.get(key);
    for await (const chunk of body) count = Number(Buffer.from(chunk).toString());
    // Replaced between the two looks.
    if (version !== seen.version) return false;
  }
  const next = Buffer.from(String(count + 1));
  return (await store.replace(key, next, seen?.version ?? null)).ok;
}

async function moveCounter(store: ObjectStore, name: string): Promise<boolean> {
  const seen = await store.readRef(name);
  const next = String(Number(seen?.value ?? 0) + 1);
  return (await store.casRef(name, seen?.version ?? null, next)) === "committed";
}

/** What the counter of a finished race shows. */
export async function readCounter(store: ObjectStore, job: RaceJob): Promise<number> {
  if (job.kind === "reference") return Number((await store.readRef(job.about))?.value);
  return Number((await readAll(store, job.about)).toString());
}
