import { ResteraError } from "../../../foundation/errors.ts";
import type { ProjectData } from "./project-data.ts";

/** What a plugin is told beside the data. */
export interface PluginContext {
  readonly projectId: string;
  readonly signal?: AbortSignal | undefined;
}

type Hook = (data: ProjectData, context: PluginContext) => unknown;

/** What a plugin may have, in either spelling. */
export interface PluginMethods {
  readonly name?: string;
  /** True: it gets streams. Otherwise bytes, a gigabyte at most, which can be read as a stream too. */
  readonly streams?: boolean;
  /** What comes after `.tar` in the path of what it gave: `.gz`. */
  readonly ending?: string;
  onStore?(data: ProjectData, context: PluginContext): unknown;
  onRetrieve?(data: ProjectData, context: PluginContext): unknown;
  on_store?(data: ProjectData, context: PluginContext): unknown;
  on_retrieve?(data: ProjectData, context: PluginContext): unknown;
}

/** Something that happens to the files of projects when they are stored and retrieved; to be extended. */
export abstract class StoragePlugin implements PluginMethods {
  declare readonly name?: string;
  declare readonly streams?: boolean;
  declare readonly ending?: string;
  onStore?(data: ProjectData, context: PluginContext): unknown;
  onRetrieve?(data: ProjectData, context: PluginContext): unknown;
  on_store?(data: ProjectData, context: PluginContext): unknown;
  on_retrieve?(data: ProjectData, context: PluginContext): unknown;
}

/** A plugin, once it was looked at. */
export interface RegisteredPlugin {
  readonly name: string;
  readonly streams: boolean;
  readonly ending: string;
  readonly onStore: Hook | undefined;
  /** Absent: the plugin only looks at what is stored, and changes nothing. */
  readonly onRetrieve: Hook | undefined;
}

/** Throws `extension-invalid`. */
export function checkPlugin(given: unknown): RegisteredPlugin {
  const plugin = given as (PluginMethods & object) | null | undefined;
  const onStore = plugin?.onStore ?? plugin?.on_store;
  const onRetrieve = plugin?.onRetrieve ?? plugin?.on_retrieve;
  if (typeof plugin !== "object" || plugin === null || typeof onStore !== "function") {
    const problem = "it has no method onStore";
    throw new ResteraError("extension-invalid", { kind: "StoragePlugin", problem });
  }
  return {
    name: plugin.name ?? plugin.constructor.name,
    streams: plugin.streams === true,
    ending: plugin.ending ?? "",
    onStore: onStore.bind(plugin),
    onRetrieve: typeof onRetrieve === "function" ? onRetrieve.bind(plugin) : undefined,
  };
}
