import type { Message } from "./message.ts";

/** What the `record` commands say. */
export const recordMessages = {
  columnKey: { en: "Record", fr: "Document" },
  columnTime: { en: "Time", fr: "Moment" },
  columnSize: { en: "Size", fr: "Taille" },
  columnNote: { en: "Note", fr: "Remarque" },
  columnProject: { en: "Project", fr: "Projet" },
  columnFiles: { en: "Files", fr: "Fichiers" },
  current: { en: "current", fr: "actuel" },
  conflict: { en: "the other of two edits", fr: "l'autre de deux modifications" },
  latest: { en: "the latest", fr: "le dernier" },
  incomplete: { en: "upload interrupted", fr: "envoi interrompu" },
  unlisted: { en: "made elsewhere", fr: "fait ailleurs" },
  complete: { en: "complete", fr: "complet" },
  none: {
    en: "There are no records in {store}. Keep one with: restera record put",
    fr: "Il n'y a pas de document dans {store}. Gardez-en un avec : restera record put",
  },
  noneAnywhere: {
    en: "There are no records in {local}, nor in {remote}. Others may be there with another --prefix or --collection.",
    fr: "Il n'y a de document ni dans {local}, ni dans {remote}. Il y en a peut-être avec un autre --prefix ou --collection.",
  },
  kept: { en: "Kept as {key} in {store}", fr: "Gardé comme {key} dans {store}" },
  unchanged: {
    en: "{key} is there with this content already",
    fr: "{key} y est déjà avec ce contenu",
  },
  merged: {
    en: "Somebody else had saved since: {key} has both now",
    fr: "Quelqu'un d'autre avait enregistré depuis : {key} a désormais les deux",
  },
  passedOver: { en: "Passed over {key}: {problem}", fr: "{key} ignoré : {problem}" },
  idMissing: {
    en: "Say which: restera record put {collection} ID",
    fr: "Dites lequel : restera record put {collection} ID",
  },
  notJson: { en: "{file} is no JSON: {problem}", fr: "{file} n'est pas du JSON : {problem}" },
  oneDirection: {
    en: "--up and --down cannot be used together.",
    fr: "--up et --down ne vont pas ensemble.",
  },
  syncing: { en: "Syncing", fr: "Synchronisation" },
  synced: {
    en: "{uploaded} sent, {downloaded} fetched, {unchanged} unchanged",
    fr: "{uploaded} envoyés, {downloaded} reçus, {unchanged} inchangés",
  },
  conflictMerged: {
    en: "{key} was changed here and there: it has both now ({kept})",
    fr: "{key} a changé ici et là-bas : il a désormais les deux ({kept})",
  },
  conflictKept: {
    en: "{key} was changed here and there: the other is kept as {kept}",
    fr: "{key} a changé ici et là-bas : l'autre est gardé comme {kept}",
  },
  problem: { en: "{key} ({side}): {problem}", fr: "{key} ({side}) : {problem}" },
  local: { en: "here", fr: "ici" },
  remote: { en: "there", fr: "là-bas" },
} as const satisfies Record<string, Message>;
