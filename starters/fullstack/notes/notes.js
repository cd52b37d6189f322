import { readFile, rename, writeFile } from "node:fs/promises";

/** Notes in a JSON file; each change is a new file, so that a crash leaves the old one. */
export class Notes {
  #file;
  #last = Promise.resolve();

  constructor(file) {
    this.#file = file;
  }

  async all() {
    try {
      return JSON.parse(await readFile(this.#file, "utf8"));
    } catch (error) {
      if (error.code === "ENOENT") return [];
      throw error;
    }
  }

  /** One after the other, so that none is lost. */
  add(text) {
    const added = this.#last.then(async () => {
      const notes = [...(await this.all()), { text, at: new Date().toISOString() }];
      await writeFile(`${this.#file}.new`, JSON.stringify(notes));
      await rename(`${this.#file}.new`, this.#file);
      return notes.at(-1);
    });
    this.#last = added.catch(() => {});
    return added;
  }
}
