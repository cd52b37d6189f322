import { dataPlace } from "./data-place.ts";

/** `data_sources` as it will be: each node is a file, a folder, or both with the file merged in. */
export interface DataNode<File> {
  file?: File;
  readonly children: Map<string, DataNode<File>>;
}

/** The keys of the folder of a file's name, by the file's path: what they have in common with the file's own clashes. */
export function folderKeys<File extends { readonly path: string }>(
  { file, children }: DataNode<File>,
  found = new Map<string, ReadonlySet<string>>(),
): Map<string, ReadonlySet<string>> {
  if (file !== undefined && children.size > 0) found.set(file.path, new Set(children.keys()));
  for (const child of children.values()) folderKeys(child, found);
  return found;
}

/** Arranges files by their places; those that are not JSON by their name, or whose place is taken, are left over. */
export function arrangeData<File extends { readonly path: string }>(
  files: readonly File[],
): { root: DataNode<File>; taken: File[] } {
  const root: DataNode<File> = { children: new Map() };
  const taken: File[] = [];
  for (const file of files) {
    const place = dataPlace(file.path);
    if (place === undefined) continue;
    let node = root;
    for (const key of [place.source, ...place.keys]) {
      let child = node.children.get(key);
      if (child === undefined) {
        child = { children: new Map() };
        node.children.set(key, child);
      }
      node = child;
    }
    if (node.file === undefined) node.file = file;
    else taken.push(file);
  }
  return { root, taken };
}
