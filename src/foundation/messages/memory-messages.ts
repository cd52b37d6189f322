import type { Message } from "./message.ts";

/** What the `memory` commands say. */
export const memoryMessages = {
  columnKind: { en: "Kind", fr: "Genre" },
  columnId: { en: "Id", fr: "Identifiant" },
  columnHero: { en: "Hero", fr: "Héros" },
  columnTime: { en: "Time", fr: "Moment" },
  columnText: { en: "Text", fr: "Texte" },
  columnDistance: { en: "Distance", fr: "Distance" },
  columnWhat: { en: "What", fr: "Quoi" },
  columnAuthor: { en: "By", fr: "Par" },
  columnName: { en: "Name", fr: "Nom" },
  columnFolder: { en: "Folder", fr: "Dossier" },
  columnDocuments: { en: "Documents", fr: "Documents" },
  columnMemories: { en: "Memories", fr: "Souvenirs" },
  entity: { en: "entity", fr: "entité" },
  tattoo: { en: "tattoo", fr: "tatouage" },
  hero: { en: "hero", fr: "héros" },
  note: { en: "note", fr: "note" },
  document: { en: "document", fr: "document" },
  said: { en: "said", fr: "dit" },
  corrected: { en: "corrected", fr: "corrigé" },
  forgotten: { en: "forgotten", fr: "oublié" },
  restored: { en: "restored", fr: "rétabli" },
  nothing: { en: "Nothing like that is in memory.", fr: "Rien de tel en mémoire." },
  similar: {
    en: "Found by words that are like those:",
    fr: "Trouvé par des mots qui ressemblent à ceux-là :",
  },
  kept: { en: "Kept: {kind} {id}", fr: "Gardé : {kind} {id}" },
  same: { en: "{kind} {id} is in memory like this already", fr: "{kind} {id} y est déjà ainsi" },
  changed: {
    en: "Corrected: {kind} {id}; what it was stays in its history",
    fr: "Corrigé : {kind} {id} ; son ancien état reste dans l'historique",
  },
  isForgotten: {
    en: "Forgotten: {kind} {id}. To take that back: restera memory undo {kind} {id}",
    fr: "Oublié : {kind} {id}. Pour revenir en arrière : restera memory undo {kind} {id}",
  },
  isRestored: { en: "As it was before: {kind} {id}", fr: "Comme avant : {kind} {id}" },
  undoSummary: {
    en: "{count} memories are as they were at {time}",
    fr: "{count} souvenirs sont comme ils étaient le {time}",
  },
  undoDryRun: {
    en: "{count} memories would be as they were at {time}; nothing was changed",
    fr: "{count} souvenirs seraient comme le {time} ; rien n'a été modifié",
  },
  indexed: {
    en: "{documents} documents: {added} new, {changed} changed, {unchanged} unchanged, {removed} gone",
    fr: "{documents} documents : {added} nouveaux, {changed} modifiés, {unchanged} inchangés, {removed} disparus",
  },
  indexedOne: {
    en: "{documents} document: {added} new, {changed} changed, {unchanged} unchanged, {removed} gone",
    fr: "{documents} document : {added} nouveaux, {changed} modifiés, {unchanged} inchangés, {removed} disparus",
  },
  indexing: { en: "Indexing", fr: "Indexation" },
  importing: { en: "Importing", fr: "Importation" },
  fileProblem: { en: "Left out {path}: {problem}", fr: "{path} laissé de côté : {problem}" },
  imported: {
    en: "{rows} rows: {added} new, {changed} changed, {unchanged} unchanged, {skipped} of other heroes, {refused} refused",
    fr: "{rows} lignes : {added} nouvelles, {changed} modifiées, {unchanged} inchangées, {skipped} d'autres héros, {refused} refusées",
  },
  importedOne: {
    en: "{rows} row: {added} new, {changed} changed, {unchanged} unchanged, {skipped} of other heroes, {refused} refused",
    fr: "{rows} ligne : {added} nouvelles, {changed} modifiées, {unchanged} inchangées, {skipped} d'autres héros, {refused} refusées",
  },
  importedNothing: {
    en: "There is no row in it: nothing to import",
    fr: "Il n'y a aucune ligne : rien à importer",
  },
  importDryRun: {
    en: "{rows} rows: {skipped} of other heroes, {refused} would be refused; nothing was changed",
    fr: "{rows} lignes : {skipped} d'autres héros, {refused} seraient refusées ; rien n'a été modifié",
  },
  importDryRunOne: {
    en: "{rows} row: {skipped} of other heroes, {refused} would be refused; nothing was changed",
    fr: "{rows} ligne : {skipped} d'autres héros, {refused} seraient refusées ; rien n'a été modifié",
  },
  refusedRow: {
    en: "Row {row} refused ({id}): {problem}",
    fr: "Ligne {row} refusée ({id}) : {problem}",
  },
  repeatedRow: {
    en: "Row {row} says {kind} {id} again, otherwise than row {before}: the last one holds, both are in its history",
    fr: "La ligne {row} redit {kind} {id}, autrement que la ligne {before} : la dernière vaut, l'historique a les deux",
  },
  copying: { en: "Copying", fr: "Copie" },
  copied: {
    en: "Copied to {url} and compared: {versions} versions, {heroRows} rows of heroes, {documents} documents, sha256 {sha256}",
    fr: "Copié dans {url} et comparé : {versions} versions, {heroRows} lignes de héros, {documents} documents, sha256 {sha256}",
  },
  copiedHint: {
    en: "To use it from now on: RESTERA_DATABASE_URL={url}",
    fr: "Pour l'utiliser désormais : RESTERA_DATABASE_URL={url}",
  },
  exported: { en: "Written: {file}", fr: "Écrit : {file}" },
  unknownKind: { en: "{kind} is none of: {kinds}", fr: "{kind} n'est aucun de : {kinds}" },
  noPosition: {
    en: "A position is six numbers, such as 1,0,-2.5,0,3,1; not “{value}”.\nOne that begins with a minus follows after --",
    fr: "Une position a six nombres, comme 1,0,-2.5,0,3,1 ; pas « {value} ».\nUne qui commence par un moins suit --",
  },
  undoWhat: {
    en: "Say what: restera memory undo KIND ID, or --to TIME for everything since.",
    fr: "Dites quoi : restera memory undo GENRE ID, ou --to MOMENT pour tout ce qui suit.",
  },
  noJson: {
    en: "{option} begins like JSON but is none: {problem}",
    fr: "{option} commence comme du JSON mais n'en est pas : {problem}",
  },
  inexactNumber: {
    en: "{option} holds the number {number}, which cannot be kept exactly; write it as a string.",
    fr: "{option} contient le nombre {number}, impossible à garder exactement ; écrivez-le comme texte.",
  },
  nothingSaid: {
    en: "There is no text to keep.",
    fr: "Il n'y a pas de texte à garder.",
  },
  heroMissing: {
    en: "Whose tattoo is it? Say it with --hero.",
    fr: "À qui est ce tatouage ? Dites-le avec --hero.",
  },
  idMissing: { en: "An id is needed to keep it.", fr: "Il faut un identifiant pour le garder." },
  fileExists: {
    en: "{file} is there already; give another name, or remove it first.",
    fr: "{file} existe déjà ; donnez un autre nom, ou supprimez-le d'abord.",
  },
} as const satisfies Record<string, Message>;
