import type { Message } from "./message.ts";

/** What `project backup`, `restore-backup`, `cleanup` and `config` say. */
export const projectBackupMessages = {
  columnBackup: { en: "Backup", fr: "Sauvegarde" },
  columnTime: { en: "Time", fr: "Moment" },
  columnProjects: { en: "Projects", fr: "Projets" },
  columnSize: { en: "Size", fr: "Taille" },
  columnStatus: { en: "Status", fr: "État" },
  columnWhere: { en: "Where", fr: "Où" },
  ok: { en: "whole", fr: "entière" },
  partly: { en: "in part", fr: "en partie" },
  damaged: { en: "damaged", fr: "endommagée" },
  none: {
    en: "There is no backup yet. Make one with: restera project backup --all",
    fr: "Il n'y a pas encore de sauvegarde. Faites-en une avec : restera project backup --all",
  },
  whichProjects: {
    en: "Say what to do: name projects, or --all, or --list, or --verify BACKUP.",
    fr: "Dites quoi faire : nommez des projets, ou --all, ou --list, ou --verify SAUVEGARDE.",
  },
  made: {
    en: "{backup}: {projects}, {size}, in {destinations}",
    fr: "{backup} : {projects}, {size}, dans {destinations}",
  },
  changing: {
    en: "{id}: it was changed all the time while it was read, so its files are not all of one moment",
    fr: "{id} : modifié sans arrêt pendant la lecture ; ses fichiers ne sont pas tous du même moment",
  },
  leftOut: {
    en: "{id}: left out, because it leads out of the project or its name is not UTF-8: {path}",
    fr: "{id} : laissé de côté, car cela sort du projet ou son nom n'est pas en UTF-8 : {path}",
  },
  sound: { en: "{backup} is whole: {files} read", fr: "{backup} est entière : {files} lus" },
  restored: { en: "{id} → {path}", fr: "{id} → {path}" },
  skipped: {
    en: "{id} is in the storage already, so it was left as it is. Restore it elsewhere with --target",
    fr: "{id} est déjà dans le stockage : laissé tel quel. Restaurez-le ailleurs avec --target",
  },
  switchedOff: {
    en: "Not done: {setting} is false in the configuration.",
    fr: "Rien de fait : {setting} vaut false dans la configuration.",
  },
  freed: { en: "{size} freed", fr: "{size} libérés" },
  wouldFree: {
    en: "{size} would be freed, and what archiving {packed} gives",
    fr: "{size} seraient libérés, plus ce que donne l'archivage de {packed}",
  },
  archived: { en: "Archived: {id}", fr: "Archivé : {id}" },
  wouldArchive: { en: "Would be archived: {id}", fr: "Serait archivé : {id}" },
  removed: { en: "Backup removed: {id}", fr: "Sauvegarde supprimée : {id}" },
  wouldRemove: {
    en: "Backup that would be removed: {id}",
    fr: "Sauvegarde qui serait supprimée : {id}",
  },
  removedVersions: {
    en: "Versions of {id} removed: {versions}",
    fr: "Versions de {id} supprimées : {versions}",
  },
  wouldRemoveVersions: {
    en: "Versions of {id} that would be removed: {versions}",
    fr: "Versions de {id} qui seraient supprimées : {versions}",
  },
  keptOld: {
    en: "Old backup kept, because nothing newer has all that it has: {id}",
    fr: "Vieille sauvegarde gardée, car rien de plus récent n'a tout ce qu'elle a : {id}",
  },
  cache: { en: "Cache: {size}", fr: "Cache : {size}" },
  leftovers: {
    en: "Left by interrupted work: {size}",
    fr: "Reste de travaux interrompus : {size}",
  },
  lowSpace: {
    en: "The disk of {storage} has only {free} left. Make room with: restera project cleanup. Or move the storage: base_path in restera.yaml.",
    fr: "Le disque de {storage} n'a plus que {free} de libres. Faites de la place avec : restera project cleanup. Ou déplacez le stockage : base_path dans restera.yaml.",
  },
  secret: {
    en: "{file}, line {line}, looks like a credential: {kind}",
    fr: "{file}, ligne {line}, ressemble à un identifiant : {kind}",
  },
  columnSetting: { en: "Setting", fr: "Réglage" },
  columnValue: { en: "Value", fr: "Valeur" },
  columnFrom: { en: "From", fr: "D'où" },
  fromOption: { en: "option", fr: "option" },
  fromDefault: { en: "default", fr: "par défaut" },
  fromFile: { en: "{file}, line {line}", fr: "{file}, ligne {line}" },
  scheduled: {
    en: "By the configuration here: {name}, {times}",
    fr: "D'après la configuration ici : {name}, {times}",
  },
  unscheduled: {
    en: "No longer by the configuration here: {name}",
    fr: "Plus d'après la configuration ici : {name}",
  },
} as const satisfies Record<string, Message>;
