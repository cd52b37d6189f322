import { randomBytes } from "node:crypto";
import { HashedStream } from "../../../engine/portable/hashed-stream.ts";
import { gunzipped, gzippedWhereItHelps, inPieces } from "../../../engine/portable/byte-streams.ts";
import { ResteraError } from "../../../foundation/errors.ts";
import type { PackedBody } from "../project-metadata.ts";
import type { BodyKeeper } from "./body-keeper.ts";
import { dataFor, streamOf } from "./project-data.ts";
import type { BackendMethods } from "./storage-backend.ts";
import type { RegisteredPlugin } from "./storage-plugin.ts";

/**
 * Keeps bodies in a backend, through plugins: on the way there in their order, on the way back the other way round. Where no plugin changes anything, what
 * shrinks is compressed, as in archives.
 */
export class PackedBodies implements BodyKeeper {
  readonly #backend: BackendMethods;
  readonly #isAsked: boolean;
  readonly #plugins: () => readonly RegisteredPlugin[];

  /**
   * @param isAsked the backend was asked for: everything is kept there; otherwise only what a plugin changes
   * @param plugins those that are registered at the time; those that cannot undo what they do only look
   */
  constructor(
    backend: BackendMethods,
    isAsked: boolean,
    plugins: () => readonly RegisteredPlugin[],
  ) {
    this.#backend = backend;
    this.#isAsked = isAsked;
    this.#plugins = plugins;
  }

  get keeps(): boolean {
    return this.#isAsked || this.#changing().length > 0;
  }

  async look(
    id: string,
    tar: () => AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<void> {
    for (const plugin of this.#plugins()) {
      if (plugin.onRetrieve !== undefined) continue;
      await plugin.onStore!(await dataFor(tar(), plugin), { projectId: id, signal });
    }
  }

  async keep(
    id: string,
    tar: AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<PackedBody> {
    const changing = this.#changing();
    const context = { projectId: id, signal };
    let stream: AsyncIterable<Uint8Array> =
      changing.length === 0 ? gzippedWhereItHelps(inPieces(tar)) : tar;
    for (const plugin of changing) {
      const data = await dataFor(stream, plugin);
      stream = streamOf(await plugin.onStore!(data, context), plugin.name);
    }
    const ending = changing.length === 0 ? ".gz" : changing.map((each) => each.ending).join("");
    const path = `projects/${id}/${randomBytes(4).toString("hex")}.tar${ending}`;
    const hashed = new HashedStream();
    const store = async (): Promise<PackedBody> => {
      await this.#backend.store(
        await dataFor(hashed.through(stream, signal), this.#asTaker()),
        path,
      );
      return {
        ...{ path, size_bytes: hashed.size, sha256: hashed.sha256() },
        ...(changing.length > 0 && { plugins: changing.map(({ name }) => name) }),
      };
    };
    try {
      const body = await store();
      for await (const _ of this.#stored(id, body, signal));
      return body;
    } catch (error) {
      await this.#discard(path);
      throw error;
    }
  }

  async *open(id: string, packed: PackedBody, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const context = { projectId: id, signal };
    const stored = this.#stored(id, packed, signal);
    const names = packed.plugins ?? [];
    let stream: AsyncIterable<Uint8Array> = names.length === 0 ? gunzipped(stored) : stored;
    for (const name of names.toReversed()) {
      const plugin = this.#plugins().find((each) => each.name === name && each.onRetrieve);
      if (plugin === undefined) {
        const problem = `the plugin ${name}, with which project ${id} was stored, is not registered`;
        throw new ResteraError("extension-invalid", { kind: "StorageManager", problem });
      }
      const data = await dataFor(stream, plugin);
      stream = streamOf(await plugin.onRetrieve!(data, context), name);
    }
    yield* stream;
  }

  async remove({ path }: PackedBody): Promise<boolean> {
    if (this.#backend.delete === undefined) return false;
    await this.#backend.delete(path);
    return true;
  }

  /** Those that change what is stored. */
  #changing(): readonly RegisteredPlugin[] {
    return this.#plugins().filter(({ onRetrieve }) => onRetrieve !== undefined);
  }

  #asTaker() {
    return { name: this.#backend.constructor.name, streams: this.#backend.streams };
  }

  /** What the backend has, compared with what it was given. */
  async *#stored(
    project: string,
    { path, size_bytes: wanted, sha256 }: PackedBody,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array> {
    const damaged = (problem: string) =>
      new ResteraError("project-body-damaged", { project, path, problem });
    const { name } = this.#asTaker();
    const hashed = new HashedStream();
    yield* hashed.through(streamOf(await this.#backend.retrieve(path), name), signal);
    if (hashed.size !== wanted) throw damaged(`it has ${hashed.size} bytes, not ${wanted}`);
    if (hashed.sha256() !== sha256) throw damaged("its hash is another one");
  }

  /** What went wrong before is what counts. */
  async #discard(path: string): Promise<void> {
    try {
      await this.#backend.delete?.(path);
    } catch {
      // It stays there, and no project names it.
    }
  }
}
