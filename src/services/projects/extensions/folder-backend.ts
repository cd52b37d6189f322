import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stagingPath } from "../../../engine/portable/durable-file.ts";
import { makeFolder, syncFolder } from "../../../stores/sync-folder.ts";
import { type ProjectStorage, stagingFolder } from "../project-storage.ts";
import { streamOf } from "./project-data.ts";
import { StorageBackend } from "./storage-backend.ts";

export function bodiesFolder({ root }: Pick<ProjectStorage, "root">): string {
  return join(root, ".restera", "bodies");
}

/** The storage itself as a backend, for plugins that change what is stored: `.restera/bodies/projects/{id}/…`. */
export class FolderBackend extends StorageBackend {
  override readonly streams = true;
  readonly #storage: Pick<ProjectStorage, "root">;

  constructor(storage: Pick<ProjectStorage, "root">) {
    super();
    this.#storage = storage;
  }

  async store(data: AsyncIterable<Uint8Array>, path: string): Promise<void> {
    const target = this.#pathOf(path);
    await makeFolder(stagingFolder(this.#storage));
    await makeFolder(dirname(target));
    const staged = stagingPath(stagingFolder(this.#storage));
    try {
      const handle = await open(staged, "wx", 0o600);
      try {
        await handle.writeFile(streamOf(data, "the storage"));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(staged, target);
      await syncFolder(dirname(target));
    } finally {
      await rm(staged, { force: true });
    }
  }

  retrieve(path: string): AsyncIterable<Uint8Array> {
    return createReadStream(this.#pathOf(path)) as AsyncIterable<Uint8Array>;
  }

  async delete(path: string): Promise<void> {
    await rm(this.#pathOf(path), { force: true });
  }

  #pathOf(path: string): string {
    return join(bodiesFolder(this.#storage), path);
  }
}
