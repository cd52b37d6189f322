import { ExtendedAttributes } from "../disk/extended-attributes.ts";
import type { SystemCalls, Target } from "../disk/system-calls.ts";
import type { FsPath } from "../../foundation/fs-path.ts";
import { extendedAttributesField } from "../tree/encode-node.ts";

/** A node's field for the extended attributes of what `target` leads to; empty when there are none. */
export type AttributeField = (path: FsPath, target: Target) => string;

/**
 * Without system calls, which are loaded for the first path, every field is empty. An attribute that cannot be read is left out and goes to
 * `onProblem` with the path, as restic does; the file itself is kept.
 */
export function createAttributeField(
  load: () => SystemCalls | undefined,
  onProblem: (path: FsPath, error: unknown) => void,
): AttributeField {
  let attributes: ExtendedAttributes | undefined;
  let isLoaded = false;
  const loadOnce = (): ExtendedAttributes | undefined => {
    isLoaded = true;
    const calls = load();
    return calls === undefined ? undefined : new ExtendedAttributes(calls);
  };
  return (path, target) => {
    if (!isLoaded) attributes = loadOnce();
    if (attributes === undefined) return "";
    try {
      const found = attributes.read(target, (error) => onProblem(path, error));
      return found.length === 0 ? "" : extendedAttributesField(found);
    } catch (error) {
      onProblem(path, error);
      return "";
    }
  };
}
