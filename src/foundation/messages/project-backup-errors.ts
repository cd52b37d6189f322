import type { Message } from "./message.ts";

/** What backups of projects, their extensions and their configuration can have wrong; part of `errorMessages`. */
export const projectBackupErrors = {
  "backup-unknown": {
    en: "There is no backup {backup} in {destinations}.\nSee what there is with: restera project backup --list",
    fr: "Il n'y a pas de sauvegarde {backup} dans {destinations}.\nVoyez ce qu'il y a avec : restera project backup --list",
  },
  "backup-empty": {
    en: "No project of {storage} could be backed up: {problem}\nNo backup was written. If projects are elsewhere, name the place: --storage, STORAGE_BASE_PATH or base_path.",
    fr: "Aucun projet de {storage} n'a pu être sauvegardé : {problem}\nAucune sauvegarde n'a été écrite. Si les projets sont ailleurs, nommez l'endroit : --storage, STORAGE_BASE_PATH ou base_path.",
  },
  "backup-not-written": {
    en: "The backup could not be written to {destination}: {problem}\nEarlier backups are untouched. Make the place writable, or name another: backup.destination in restera.yaml.",
    fr: "La sauvegarde n'a pas pu être écrite dans {destination} : {problem}\nLes précédentes sont intactes. Rendez l'endroit accessible, ou nommez-en un autre : backup.destination dans restera.yaml.",
  },
  "backup-damaged": {
    en: "{file} of the backup {backup} is not what was written: {problem}\nNothing was restored from it. Take another one: restera project backup --list",
    fr: "{file} de la sauvegarde {backup} n'est pas ce qui avait été écrit : {problem}\nRien n'en a été restauré. Prenez-en une autre : restera project backup --list",
  },
  "backup-lacks-project": {
    en: "The backup {backup} has no project {project}; it has: {projects}",
    fr: "La sauvegarde {backup} n'a pas de projet {project} ; elle a : {projects}",
  },
  "project-no-space": {
    en: "{project} needs {needed:size}, and the disk of {storage} has {free:size} left. Nothing was written.\nMake room with: restera project cleanup. Or move the storage: base_path in restera.yaml.",
    fr: "Il faut {needed:size} à {project}, et le disque de {storage} en a {free:size} de libres. Rien n'a été écrit.\nFaites de la place avec : restera project cleanup. Ou déplacez le stockage : base_path dans restera.yaml.",
  },
  "project-elsewhere": {
    en: "The files of project {project} are kept by a backend of the program that stored it, not in the storage.\nUse that program, with the same backend and plugins.",
    fr: "Les fichiers du projet {project} sont gardés par un backend du programme qui l'a rangé, pas dans le stockage.\nUtilisez ce programme, avec les mêmes backend et plugins.",
  },
  "project-body-damaged": {
    en: "What the backend gave for project {project} is not what it was given: {problem}\nNothing was written. Look at {path} there, or restore a backup.",
    fr: "Ce que le backend a rendu pour le projet {project} n'est pas ce qu'il avait reçu : {problem}\nRien n'a été écrit. Regardez {path} là-bas, ou restaurez une sauvegarde.",
  },
  "extension-invalid": {
    en: "This cannot be used as a {kind}: {problem}",
    fr: "Ceci ne peut servir de {kind} : {problem}",
  },
  "secrets-found": {
    en: 'The project was not stored: it holds what looks like credentials, {count} in all.\n{places}\nRemove them, or have them only told: onFound: "warn".',
    fr: 'Le projet n\'a pas été rangé : il contient ce qui ressemble à des identifiants, {count} en tout.\n{places}\nRetirez-les, ou faites-les seulement signaler : onFound: "warn".',
  },
  "config-invalid": {
    en: "{file}, line {line}: {setting} does not know “{value}”.\nAllowed: {allowed}",
    fr: "{file}, ligne {line} : {setting} ne connaît pas « {value} ».\nPermis : {allowed}",
  },
  "config-no-file": {
    en: "{file} is a folder, and the settings are read from a file of that name.\nMove the folder away, or rename it.",
    fr: "{file} est un dossier, alors que les réglages se lisent dans un fichier de ce nom.\nDéplacez le dossier, ou renommez-le.",
  },
  "config-closed": {
    en: "{file} cannot be read: {problem}\nMake it readable for whoever runs Restera, or move it away.",
    fr: "{file} ne peut être lu : {problem}\nRendez-le lisible pour qui lance Restera, ou déplacez-le.",
  },
  "config-unreadable": {
    en: "{file}, line {line}: {problem}",
    fr: "{file}, ligne {line} : {problem}",
  },
} as const satisfies Record<string, Message>;
