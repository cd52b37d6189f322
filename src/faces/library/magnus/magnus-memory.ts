import { withPlainNumbers } from "../../../foundation/exact-json.ts";
import { isObject } from "../../../foundation/is-object.ts";
import type { GenerationCore } from "../../../services/generation/generation-core.ts";
import type {
  Analysis,
  GenerationSession,
  LearningData,
} from "../../../services/generation/generation.ts";
import {
  analysisDocument,
  contentHash,
  learningContent,
  sessionDocument,
  timestampOf,
  type LearningContent,
  type LearningLists,
  type RecordDocument,
} from "../../../services/records/record-document.ts";
import {
  addRecord,
  isUnreadable,
  latestRecord,
  recordAt,
  saveRecord,
  type RecordProblem,
} from "../../../services/records/records.ts";
import { keepNumbered } from "../../../services/records/keep-numbered.ts";
import { mergeLearning } from "../../../services/records/merge-learning.ts";
import { keyOf } from "../../../services/records/record-name.ts";
import {
  learningLatestKey,
  readLatest,
  saveLearning,
} from "../../../services/records/save-learning.ts";
import {
  acknowledge,
  syncRecords,
  type SyncInput,
  type SyncResult,
} from "../../../services/records/sync-records.ts";
import type { SyncCall } from "./magnus-cloud-storage.ts";
import type { Magnus13ExtendedOptions, RestorePoint } from "./magnus-options.ts";
import type { MagnusRecords } from "./magnus-records.ts";
import { momentOf } from "./moment-of.ts";
import { sayDebug } from "./magnus-voice.ts";

type LearningCounts = Readonly<Record<keyof LearningData, number>>;

/** Keeps what the core knows as records on this machine, and gives the core what the records hold. */
export class MagnusMemory {
  readonly #core: GenerationCore;
  readonly #records: MagnusRecords;
  readonly #options: Magnus13ExtendedOptions;
  #loading: Promise<void> | undefined;
  /** Hash of the learning data that the core's come from. */
  #seen: string | undefined;
  /** One save at a time: each builds on the one before. */
  #saving: Promise<unknown> = Promise.resolve();

  constructor(core: GenerationCore, records: MagnusRecords, options: Magnus13ExtendedOptions) {
    this.#core = core;
    this.#records = records;
    this.#options = options;
  }

  /** Gives the core what this machine has learned before; once. */
  load(): Promise<void> {
    this.#loading ??= this.takeOver().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** Gives the core what is the latest on this machine now. */
  async takeOver(): Promise<void> {
    const latest = await readLatest(await this.#records.local());
    if (latest?.data === undefined || latest.hash === this.#seen) return;
    this.#adopt(latest.data, this.#seen);
    this.#seen = latest.hash;
    sayDebug(this.#options, `goes on with what was learned until ${latest.timestamp}`);
  }

  counts(): LearningCounts {
    const { patterns, estimates, actuals, failures } = this.#core.learning;
    return {
      patterns: patterns.length,
      estimates: estimates.length,
      actuals: actuals.length,
      failures: failures.length,
    };
  }

  /** Keeps what the core has learned, if there is anything new; gives the keys that were written. */
  saveLearning({ isAsked = false } = {}): Promise<readonly string[]> {
    const saved = this.#saving.then(() => this.#saveLearning(isAsked));
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  async saveAnalysis(analysis: Analysis): Promise<string> {
    const content = JSON.parse(JSON.stringify(analysis)) as RecordDocument;
    const make = (timestamp: number): RecordDocument => analysisDocument(content, timestamp);
    return (await addRecord(await this.#records.local(), "analyses", Date.now(), make)).key;
  }

  /** Keeps a session beside whatever else was archived with it, such as notes. */
  async saveSession(session: GenerationSession): Promise<string> {
    const { analysis, ...rest } = session;
    const own = JSON.parse(JSON.stringify({ analysis, session: rest })) as RecordDocument;
    const name = { collection: "sessions", id: session.sessionId };
    const local = await this.#records.local();
    const before = (await local.read(keyOf(name)).catch(ignoreUnreadable))?.document;
    const data = isObject(before) && isObject(before["data"]) ? before["data"] : {};
    const document = sessionDocument(session.sessionId, { ...data, ...own }, Date.now());
    return (await saveRecord(local, name, document)).key;
  }

  /** Makes the core know a session of an earlier run or of another machine. */
  async recall(sessionId: string): Promise<void> {
    let key: string;
    try {
      key = keyOf({ collection: "sessions", id: sessionId });
    } catch {
      // The core says that it does not know it.
      return;
    }
    const local = await this.#records.local();
    const found = await local.read(key).catch(ignoreUnreadable);
    if (found !== undefined) return this.#addSession(found.document);
    try {
      const remote = await this.#records.remote();
      this.#addSession((await remote.read(key))?.document);
    } catch (error) {
      sayDebug(this.#options, `${key} could not be fetched: ${String(error)}`);
    }
  }

  /** Sends records of this machine. */
  async send(input: Pick<SyncInput, "keys" | "collections">): Promise<SyncResult> {
    const [local, remote] = [await this.#records.local(), await this.#records.remote()];
    const result = await syncRecords(local, remote, { ...input, direction: "up" });
    if (result.conflicts.length > 0) await this.takeOver();
    const [first] = result.problems;
    if (first !== undefined) sayDebug(this.#options, `${first.key}: ${first.problem}`);
    return result;
  }

  /** Makes a backup of the learning data the ones in use, here and for the next backup. */
  async restore(point: RestorePoint): Promise<{
    timestamp: number;
    key: string;
    learning: LearningCounts;
    problems: readonly RecordProblem[];
  }> {
    const [local, remote] = [await this.#records.local(), await this.#records.remote()];
    const moment = momentOf(point);
    const found =
      moment === undefined
        ? await latestRecord(remote, "learning")
        : await recordAt(remote, "learning", moment);
    const data = learningContent(
      withPlainNumbers(found.document["data"] as Partial<LearningContent>),
    );
    this.#core.load(data as unknown as LearningData);
    // Going back is meant: what is the latest there now is known, and gives way to the next backup.
    const now = await remote.read(learningLatestKey).catch(ignoreUnreadable);
    if (now !== undefined)
      await acknowledge(local, remote, learningLatestKey, contentHash(now.document));
    const saved = await saveLearning(local, { data, timestamp: timestampOf(found.document) });
    this.#seen = saved.hash;
    const { key, problems } = found;
    return { timestamp: timestampOf(found.document), key, learning: this.counts(), problems };
  }

  /** Fetches everything that this machine lacks. */
  async fetchOthers(
    call: SyncCall,
  ): Promise<{ downloaded: number; problems: readonly RecordProblem[] }> {
    const [local, remote] = [await this.#records.local(), await this.#records.remote()];
    const collections = ["sessions", "scans", "decisions", "analyses"];
    return syncRecords(local, remote, { ...call, collections, direction: "down" });
  }

  async #saveLearning(isAsked: boolean): Promise<readonly string[]> {
    const isEmpty = Object.values(this.counts()).every((count) => count === 0);
    if (isEmpty && this.#seen === undefined && !isAsked) return [];
    const local = await this.#records.local();
    const data = JSON.parse(JSON.stringify(this.#core.learning)) as LearningContent;
    const before = contentHash(data);
    const saved = await saveLearning(local, {
      data,
      timestamp: Date.now(),
      seen: this.#seen ?? "",
    });
    this.#seen = saved.hash;
    // Who asks for a backup wants to come back to this moment, however large it is.
    const latest = isAsked ? await readLatest(local) : undefined;
    if (latest?.document !== undefined) await keepNumbered(local, latest.document, {});
    // Another process of this machine has learned something since.
    if (saved.hash !== before) this.#adopt(saved.data, before);
    return saved.keys;
  }

  /** Gives data to the core, and keeps what it has learned since its own had the hash. */
  #adopt(data: LearningLists, hash: string | undefined): void {
    const own = JSON.parse(JSON.stringify(this.#core.learning)) as LearningLists;
    const isEmpty = Object.values(this.counts()).every((count) => count === 0);
    const isKnown = isEmpty || contentHash(own) === hash;
    this.#core.load((isKnown ? data : mergeLearning(data, own)) as unknown as LearningData);
  }

  #addSession(stored: unknown): void {
    const document = withPlainNumbers(stored);
    const data = isObject(document) && isObject(document["data"]) ? document["data"] : {};
    const session = isObject(data["session"]) ? data["session"] : {};
    const analysis = data["analysis"] ?? session["analysis"];
    if (typeof session["sessionId"] !== "string" || !isObject(analysis)) return;
    this.#core.addSessions([{ ...session, analysis } as unknown as GenerationSession]);
  }
}

function ignoreUnreadable(error: unknown): undefined {
  if (!isUnreadable(error)) throw error;
}
