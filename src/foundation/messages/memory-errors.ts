import type { Message } from "./format-message.ts";

/** What memory can have wrong; part of `errorMessages`. */
export const memoryErrors = {
  "memory-unknown": {
    en: "There is no {kind} called {id} in memory.\nLook for it with: restera memory search, or see what it was: restera memory timeline --id {id}",
    fr: "Il n'y a pas de {kind} nommé {id} en mémoire.\nCherchez avec : restera memory search, ou voyez ce qu'il fut : restera memory timeline --id {id}",
  },
  "memory-invalid": {
    en: "The {kind} {id} cannot be kept in memory: {problem}",
    fr: "Le souvenir {kind} {id} ne peut être gardé : {problem}",
  },
  "memory-import-unreadable": {
    en: "{file} cannot be imported: {problem}\nWhat came before that is kept; importing again is harmless.",
    fr: "{file} ne peut être importé : {problem}\nCe qui précède est gardé ; réimporter est sans risque.",
  },
  "memory-folder-missing": {
    en: "{path} is no folder that can be read: {problem}\nWhat was indexed of it before stays as it was.",
    fr: "{path} n'est pas un dossier lisible : {problem}\nCe qui en était indexé reste tel quel.",
  },
  "memory-not-empty": {
    en: "The memory in {url} is not empty, so nothing is copied into it.\nName an empty database; to add to this one: restera memory export --ndjson, then memory import.",
    fr: "La mémoire de {url} n'est pas vide : rien n'y est copié.\nNommez une base vide ; pour compléter celle-ci : restera memory export --ndjson, puis memory import.",
  },
  "memory-copy-differs": {
    en: "The copy in {url} is not the same as what is here: {problem}\nNothing here was changed. Copy again into an empty database, while nobody writes into it.",
    fr: "La copie dans {url} diffère de ce qui est ici : {problem}\nRien n'a été modifié ici. Recopiez dans une base vide, où personne n'écrit.",
  },
  "memory-folder-name": {
    en: "The name {name} is taken in memory by another folder, {other}.\nIndex {folder} under another one: --name",
    fr: "Le nom {name} est pris en mémoire par un autre dossier, {other}.\nIndexez {folder} sous un autre : --name",
  },
} as const satisfies Record<string, Message>;
