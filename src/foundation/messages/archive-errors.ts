import type { Message } from "./message.ts";

/** What errors of archives and of sources say; part of `errorMessages`. */
export const archiveErrors = {
  "archive-unknown": {
    en: "There is no archive {archive}.\nSee what there is with: restera archive list",
    fr: "Il n'y a pas d'archive {archive}.\nVoyez ce qu'il y a avec : restera archive list",
  },
  "archive-empty": {
    en: "No source holds anything, so no archive was made: {problem}\nPut JSON files into data/, or name a folder, a database or an address with: restera source add NAME PLACE\nSee what is looked for with: restera source list",
    fr: "Aucune source ne contient quoi que ce soit : aucune archive n'a été faite ({problem}).\nMettez des fichiers JSON dans data/, ou nommez un dossier, une base ou une adresse avec : restera source add NOM LIEU\nVoyez ce qui est cherché avec : restera source list",
  },
  "archive-not-written": {
    en: "The archive could not be written in {folder}: {problem}\nNothing of it was left there; earlier archives are untouched.",
    fr: "L'archive n'a pas pu être écrite dans {folder} : {problem}\nRien n'en est resté ; les archives précédentes sont intactes.",
  },
  "archive-not-synced": {
    en: "{archive} is not in the cloud: {problem}\nIt is still here; try again with: restera archive sync",
    fr: "{archive} n'est pas dans le nuage : {problem}\nElle est toujours ici ; réessayez avec : restera archive sync",
  },
  "archive-mismatch": {
    en: "{archive} is not what was written: {problem}\nNothing was restored; take another copy of it, or an older archive.",
    fr: "{archive} n'est pas ce qui avait été écrit : {problem}\nRien n'a été restauré ; prenez-en une autre copie, ou une archive plus ancienne.",
  },
  "archive-damaged": {
    en: "{archive} cannot be read: {problem}\nTake another copy of it, or an older archive.",
    fr: "{archive} est illisible : {problem}\nPrenez-en une autre copie, ou une archive plus ancienne.",
  },
  "archive-hostile": {
    en: "{archive} was refused, and nothing was written: {problem}\nAn archive of ours never has that. Look at where it comes from.",
    fr: "{archive} a été refusée, et rien n'a été écrit : {problem}\nUne archive à nous n'a jamais cela. Regardez d'où elle vient.",
  },
  "archive-unsupported": {
    en: "{archive} has something that cannot be restored, so nothing was written: {problem}\nPack it again without that.",
    fr: "{archive} contient une chose qui ne peut pas être restaurée : rien n'a été écrit ({problem}).\nRefaites-la sans cela.",
  },
  "archive-too-large": {
    en: "{archive} holds more than {limit} bytes, so it was refused before anything was written.\nIf that is right, allow more with --max-size.",
    fr: "{archive} contient plus de {limit} octets : refusée avant d'écrire quoi que ce soit.\nSi c'est normal, autorisez plus avec --max-size.",
  },
  "archive-encrypted": {
    en: "{archive} is encrypted.\nOpen it with --passphrase-file FILE or --identity-file FILE.",
    fr: "{archive} est chiffrée.\nOuvrez-la avec --passphrase-file FICHIER ou --identity-file FICHIER.",
  },
  "source-unknown": {
    en: "There is no source {source}.\nSee what there is with: restera source list",
    fr: "Il n'y a pas de source {source}.\nVoyez ce qu'il y a avec : restera source list",
  },
  "source-exists": {
    en: "There is already a source {source}.\nRemove it first (restera source remove {source}), or take another name.",
    fr: "Il y a déjà une source {source}.\nRetirez-la d'abord (restera source remove {source}), ou prenez un autre nom.",
  },
  "source-invalid": {
    en: "This is no source that could be kept: {problem}",
    fr: "Ce n'est pas une source à garder : {problem}",
  },
  "source-not-captured": {
    en: "Source {source} could not be captured: {problem}",
    fr: "La source {source} n'a pas pu être capturée : {problem}",
  },
} as const satisfies Record<string, Message>;
