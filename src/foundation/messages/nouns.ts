import type { Message } from "./message.ts";

/** Things that are counted, in the two numbers of English and French. */
export const nouns = {
  file: { one: { en: "file", fr: "fichier" }, many: { en: "files", fr: "fichiers" } },
  folder: { one: { en: "folder", fr: "dossier" }, many: { en: "folders", fr: "dossiers" } },
  item: { one: { en: "item", fr: "élément" }, many: { en: "items", fr: "éléments" } },
  snapshot: {
    one: { en: "snapshot", fr: "instantané" },
    many: { en: "snapshots", fr: "instantanés" },
  },
  pack: { one: { en: "pack", fr: "paquet" }, many: { en: "packs", fr: "paquets" } },
  blob: { one: { en: "blob", fr: "blob" }, many: { en: "blobs", fr: "blobs" } },
  error: { one: { en: "error", fr: "erreur" }, many: { en: "errors", fr: "erreurs" } },
  problem: { one: { en: "problem", fr: "problème" }, many: { en: "problems", fr: "problèmes" } },
  lock: { one: { en: "lock", fr: "verrou" }, many: { en: "locks", fr: "verrous" } },
  schedule: {
    one: { en: "schedule", fr: "planification" },
    many: { en: "schedules", fr: "planifications" },
  },
  archive: { one: { en: "archive", fr: "archive" }, many: { en: "archives", fr: "archives" } },
  project: { one: { en: "project", fr: "projet" }, many: { en: "projects", fr: "projets" } },
  version: { one: { en: "version", fr: "version" }, many: { en: "versions", fr: "versions" } },
} as const satisfies Record<string, { readonly one: Message; readonly many: Message }>;
