import type { Message } from "./message.ts";

/** What records can have wrong; part of `errorMessages`. */
export const recordErrors = {
  "record-missing": {
    en: "There is no {key} in {store}.\nSee what is there with: restera record list; to make a backup: backupToCloud(), or restera record put",
    fr: "Il n'y a pas de {key} dans {store}.\nVoyez ce qu'il y a avec : restera record list ; pour sauvegarder : backupToCloud(), ou restera record put",
  },
  "record-unreadable": {
    en: "{key} in {store} cannot be read: {problem}\nTry an older one: restera record history",
    fr: "{key} dans {store} est illisible : {problem}\nEssayez-en un plus ancien : restera record history",
  },
  "record-encrypted": {
    en: "{key} in {store} is encrypted.\nGive its key: --identity-file or --passphrase-file, or the option encryption.",
    fr: "{key} dans {store} est chiffré.\nDonnez sa clé : --identity-file ou --passphrase-file, ou l'option encryption.",
  },
  "record-invalid": {
    en: "This cannot be kept as {key}: {problem}",
    fr: "Cela ne peut être gardé comme {key} : {problem}",
  },
  "record-name-invalid": {
    en: "“{name}” cannot be used as a name here; it should be: {wanted}",
    fr: "« {name} » ne peut servir de nom ici ; il faudrait : {wanted}",
  },
  "record-too-large": {
    en: "A record may have {most} bytes at most, this one has {bytes}.\nKeep it as a file: restera backup, or restera archive create",
    fr: "Un document a au plus {most} octets, celui-ci en a {bytes}.\nGardez-le comme fichier : restera backup, ou restera archive create",
  },
  "record-changed": {
    en: "{key} in {store} was changed by somebody else meanwhile.\nRead it again, and then save.",
    fr: "{key} dans {store} a été modifié entre-temps par quelqu'un d'autre.\nRelisez-le, puis enregistrez.",
  },
  "record-contended": {
    en: "{key} in {store} is written by others all the time.\nTry again.",
    fr: "{key} dans {store} est sans cesse écrit par d'autres.\nRéessayez.",
  },
  "project-incomplete": {
    en: "The last upload of project {name} to {store} was interrupted, so it is no backup.\nRun it again: backupGeneratedProject()",
    fr: "Le dernier envoi du projet {name} vers {store} a été interrompu : ce n'est pas une sauvegarde.\nRelancez-le : backupGeneratedProject()",
  },
} as const satisfies Record<string, Message>;
