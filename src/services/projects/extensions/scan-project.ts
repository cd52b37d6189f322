import { readTar } from "../../../engine/portable/tar/read-tar.ts";
import { isOwn } from "../detect-languages.ts";
import { type FoundSecret, findSecrets } from "./find-secrets.ts";

/** Looks through a project's tar for credentials; what others wrote (`node_modules`) is passed over. */
export async function scanProject(tar: AsyncIterable<Uint8Array>): Promise<FoundSecret[]> {
  const found: FoundSecret[] = [];
  for await (const entry of readTar(tar)) {
    // The project's own folder is taken off.
    const file = entry.path.slice(entry.path.indexOf("/") + 1);
    // Of git itself only the addresses of its remotes are text.
    const isText = isOwn(file) || /(?:^|\/)\.git\/config$/.test(file);
    if (entry.kind !== "file" || !isText) continue;
    found.push(...(await findSecrets(file, entry.content())));
  }
  return found;
}
