import { statSync } from "node:fs";
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";
import { readSettingsText } from "../read-settings-text.ts";
import { settingSpecs, type SettingValue } from "./setting-specs.ts";

/** A setting that a file has. */
export interface WrittenSetting {
  readonly value: SettingValue;
  readonly line: number;
}

/**
 * The settings that a configuration file has, by their path; undefined when there is no such file. They stand below `storage:`; `backup:` may stand at
 * the top as well, as the documents show it. Throws `config-no-file`, `config-closed`, `config-unreadable`, and `config-invalid` with file, line and what is allowed.
 */
export function readConfigFile(file: string): ReadonlyMap<string, WrittenSetting> | undefined {
  const text = textOf(file);
  if (text === undefined) return undefined;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const problem =
      error.code === "MULTIPLE_DOCS"
        ? "it holds several documents; remove the lines with --- and what is not wanted"
        : `it is no YAML: ${error.message}`;
    throw unreadable(file, lines.linePos(error.pos[0]).line, problem);
  }
  const resolve = (node: unknown): Node | null =>
    isAlias(node) ? (node.resolve(document) ?? null) : (node as Node | null);
  const reader = new SettingReader(file, lines, resolve);
  reader.read(document.contents, "");
  return reader.found;
}

function textOf(file: string): string | undefined {
  try {
    if (statSync(file).isDirectory()) throw new ResteraError("config-no-file", { file });
    return readSettingsText(file);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    if (error instanceof ResteraError) throw error;
    if (isSystemError(error)) {
      throw new ResteraError("config-closed", { file, problem: problemOf(error), cause: error });
    }
    throw unreadable(file, 1, problemOf(error));
  }
}

const parts = ["versions", "backup"];
const sections = new Set(["storage", "backup", ...parts.map((part) => `storage.${part}`)]);

class SettingReader {
  readonly found = new Map<string, WrittenSetting>();
  readonly #file: string;
  readonly #lines: LineCounter;
  readonly #resolve: (node: unknown) => Node | null;

  constructor(file: string, lines: LineCounter, resolve: (node: unknown) => Node | null) {
    this.#file = file;
    this.#lines = lines;
    this.#resolve = resolve;
  }

  /** @param path of the section, with dots; empty for the whole file */
  read(node: unknown, path: string): void {
    const section = this.#resolve(node);
    // An empty file or section says nothing.
    if (section === null || (isScalar(section) && section.value === null)) return;
    if (!isMap(section)) {
      const setting = path === "" ? "the file" : path;
      throw this.#invalid(section, { setting, value: shown(section), allowed: knownIn(path) });
    }
    for (const { key, value } of section.items) {
      const name = isScalar(key) ? String(key.value) : shown(key);
      const below = path === "" ? name : `${path}.${name}`;
      if (sections.has(below)) this.read(value, below);
      else this.#setting(key as Node, value, below, path);
    }
  }

  #setting(key: Node, node: unknown, path: string, above: string): void {
    const own = path.replace(/^storage\./, "");
    const isKnown = path !== own || path.startsWith("backup.");
    const spec = isKnown ? settingSpecs.find((each) => each.path === own) : undefined;
    if (spec === undefined) {
      const setting = above === "" ? "the file" : above;
      const name = path.slice(above === "" ? 0 : above.length + 1);
      throw this.#invalid(key, { setting, value: name, allowed: knownIn(above) });
    }
    const found = this.#resolve(node);
    const value = spec.read(plain(found, this.#resolve));
    const at = found ?? key;
    if (value === undefined) {
      throw this.#invalid(at, { setting: path, value: shown(found), allowed: spec.allowed });
    }
    // What is below `storage:` wins over the short form.
    if (path.startsWith("backup.") && this.found.has(own)) return;
    this.found.set(own, { value, line: this.#lineOf(at) });
  }

  #lineOf(node: Node): number {
    return this.#lines.linePos(node.range?.[0] ?? 0).line;
  }

  #invalid(
    node: Node,
    details: { readonly setting: string; readonly value: string; readonly allowed: string },
  ): ResteraError {
    return new ResteraError("config-invalid", {
      ...{ file: this.#file, line: this.#lineOf(node), ...details },
    });
  }
}

/** What may stand in a section. */
function knownIn(path: string): string {
  if (path === "") return "storage:, backup:";
  const part = parts.find((each) => path.endsWith(each));
  const prefix = part === undefined ? "" : `${part}.`;
  const names = settingSpecs
    .filter((each) => each.path.startsWith(prefix))
    .map((each) => each.path.slice(prefix.length))
    .filter((name) => !name.includes("."));
  return [...names, ...(prefix === "" ? parts : [])].join(", ");
}

function plain(node: Node | null, resolve: (node: unknown) => Node | null): unknown {
  if (isScalar(node)) return node.value;
  if (!isSeq(node)) return undefined;
  return node.items.map((each) => {
    const item = resolve(each);
    return isScalar(item) ? item.value : undefined;
  });
}

function shown(node: unknown): string {
  if (isScalar(node)) return String(node.value).slice(0, 200);
  if (isSeq(node)) return `[${node.items.map((each) => shown(each)).join(", ")}]`.slice(0, 200);
  return isMap(node) ? "{…}" : "";
}

function unreadable(file: string, line: number, problem: string): ResteraError {
  return new ResteraError("config-unreadable", { file, line, problem });
}
