import type { Message } from "./message.ts";

/** What is said of copies of memory in snapshots, and of bringing them back. */
export const memoryCopyMessages = {
  taken: {
    en: "Memory as of {time}: {versions} versions, {folders} folders of documents",
    fr: "Mémoire au {time} : {versions} versions, {folders} dossiers de documents",
  },
  folderMissing: {
    en: "The folder of documents {folder} is not there now, so the snapshot lacks it",
    fr: "Le dossier de documents {folder} n'est pas là : il manque à l'instantané",
  },
  olderRemoved: {
    en: "Kept {kept}, removed {snapshots} by the --keep options; their space comes back with: restera prune",
    fr: "{kept} gardés, {snapshots} retirés selon les options --keep ; leur place revient avec : restera prune",
  },
  planFrom: {
    en: "Memory as it was at {time}: {versions} versions",
    fr: "La mémoire telle qu'elle était le {time} : {versions} versions",
  },
  presentNone: { en: "There is no memory here now.", fr: "Il n'y a pas de mémoire ici." },
  presentVersions: {
    en: "The memory here, {versions} versions, is kept in {aside}",
    fr: "La mémoire d'ici, {versions} versions, est gardée dans {aside}",
  },
  presentDamaged: {
    en: "The database here is damaged; its file is kept in {aside}; memory comes back into a new one, with schedules and notifiers, not the log of tasks. Stop other programs that use it first.",
    fr: "La base d'ici est endommagée ; son fichier est gardé dans {aside} ; la mémoire revient dans une nouvelle, avec horaires et destinataires, sans le journal des tâches. Arrêtez d'abord les autres programmes qui l'utilisent.",
  },
  folderNew: {
    en: "New: {folder}, {files} items",
    fr: "Nouveau : {folder}, {files} éléments",
  },
  folderReplace: {
    en: "Replaced: {folder}, {files} items differ; what is there is kept in {aside}",
    fr: "Remplacé : {folder}, {files} éléments diffèrent ; ce qui s'y trouve est gardé dans {aside}",
  },
  folderUnchanged: { en: "As it is: {folder}", fr: "Tel quel : {folder}" },
  folderNotKept: {
    en: "Not in the snapshot: {folder}",
    fr: "Absent de l'instantané : {folder}",
  },
  wouldRestore: {
    en: "Nothing was changed. To do it: restera memory restore {from} --yes",
    fr: "Rien n'a été modifié. Pour le faire : restera memory restore {from} --yes",
  },
  confirm: { en: "Do this? (y/N) ", fr: "Le faire ? (o/N) " },
  notConfirmed: {
    en: "Nothing was changed. Say --yes to do it without being asked.",
    fr: "Rien n'a été modifié. Dites --yes pour le faire sans question.",
  },
  restored: {
    en: "Memory is as it was at {time}: {versions} versions, {folders} folders of documents",
    fr: "La mémoire est comme le {time} : {versions} versions, {folders} dossiers de documents",
  },
  restoredHint: {
    en: "To take that back: restera memory restore {aside}",
    fr: "Pour revenir en arrière : restera memory restore {aside}",
  },
  watching: {
    en: "Watching {folders} folder(s) of documents; end with Ctrl-C",
    fr: "Surveillance de {folders} dossier(s) de documents ; terminer par Ctrl-C",
  },
  nothingToWatch: {
    en: "Name a folder of documents: none is in memory yet.",
    fr: "Nommez un dossier de documents : aucun n'est encore en mémoire.",
  },
  oneName: {
    en: "--name is for one folder: name it too.",
    fr: "--name vaut pour un dossier : nommez-le aussi.",
  },
  watchProblem: {
    en: "{path} cannot be watched as it should: {problem}. It is compared every half minute instead.",
    fr: "{path} ne peut être surveillé comme il faut : {problem}. Il est comparé chaque demi-minute.",
  },
  restoring: { en: "Restoring memory", fr: "Restauration de la mémoire" },
} as const satisfies Record<string, Message>;
