import type { RecordStore } from "../../../services/records/record-store.ts";
import { ResteraError } from "../../../foundation/errors.ts";
import { sayDebug } from "./magnus-voice.ts";
import type { MagnusCloudStorageOptions } from "./magnus-options.ts";
import { magnusPlace, type MagnusPlace } from "./magnus-place.ts";

/** How long the store may take to show that it is there. */
const greetingTimeoutMs = 10_000;

/** Magnus's records on this machine and in the cloud, opened when they are first needed. */
export class MagnusRecords {
  readonly place: MagnusPlace;
  readonly #options: MagnusCloudStorageOptions;
  readonly #isCloudWanted: boolean;
  #local: Promise<RecordStore> | undefined;
  #remote: Promise<RecordStore> | undefined;

  constructor(options: MagnusCloudStorageOptions, isCloudWanted = true) {
    this.#options = options;
    this.#isCloudWanted = isCloudWanted;
    this.place = magnusPlace(options);
  }

  /** This machine's copy: always there, never encrypted. */
  local(): Promise<RecordStore> {
    this.#local ??= this.#openLocal();
    return this.#local;
  }

  /** Throws what is wrong with the settings; whether the place can be reached shows when it is used. */
  remote(): Promise<RecordStore> {
    this.#remote ??= this.#openRemote().catch((error: unknown) => {
      // Settings may be put right while we run.
      this.#remote = undefined;
      throw error;
    });
    return this.#remote;
  }

  /** Throws when the cloud cannot be used now. */
  async greet(): Promise<void> {
    const remote = await this.remote();
    const learning = remote.list("learning/", { timeoutMs: greetingTimeoutMs });
    await learning.next();
    await learning.return(undefined);
    sayDebug(this.#options, `cloud storage is ${remote.url}`);
  }

  async close(): Promise<void> {
    const opened = [this.#local, this.#remote];
    this.#local = undefined;
    this.#remote = undefined;
    for (const each of opened) await (await each)?.close();
  }

  async #openLocal(): Promise<RecordStore> {
    const { openRecords } = await import("../../../compose/open-records.ts");
    return openRecords(this.place.localFolder);
  }

  async #openRemote(): Promise<RecordStore> {
    if (!this.#isCloudWanted) {
      const variable = "cloudStorage: true";
      throw new ResteraError("setting-missing", { setting: "Cloud storage", variable });
    }
    const { openRecords } = await import("../../../compose/open-records.ts");
    const { compressionEnabled: compress = false, encryption: key } = this.#options;
    const { url, settings } = this.place.choose();
    const { prefix } = this.place;
    return openRecords(url, { prefix, compress, stores: settings, ...(key && { key }) });
  }
}
