import type { Message } from "./message.ts";

/** What projects can have wrong; part of `errorMessages`. */
export const projectErrors = {
  "project-unknown": {
    en: "There is no project {project} in {storage}.\nSee what is there with: restera project list --status all",
    fr: "Il n'y a pas de projet {project} dans {storage}.\nVoyez ce qu'il y a avec : restera project list --status all",
  },
  "project-id-invalid": {
    en: "“{id}” cannot be an id: letters, digits, “.”, “_” and “-” can, 128 at most, a letter or digit first.\nTake another one, or leave it out.",
    fr: "« {id} » ne peut être un identifiant : lettres sans accent, chiffres, « . », « _ » et « - », 128 au plus, une lettre ou un chiffre d'abord.\nPrenez-en un autre, ou n'en donnez pas.",
  },
  "project-exists": {
    en: "There is already a project {project}.\nTake another id, or remove that one first: restera project delete {project} --hard",
    fr: "Il y a déjà un projet {project}.\nPrenez un autre identifiant, ou supprimez d'abord celui-là : restera project delete {project} --hard",
  },
  "project-invalid": {
    en: "This cannot be the metadata of a project: {problem}",
    fr: "Ceci ne peut être les métadonnées d'un projet : {problem}",
  },
  "project-damaged": {
    en: "{path} cannot be read as a project's metadata: {problem}\nNothing of the project was touched. Put a right one there, or move the project's folder away.",
    fr: "{path} ne se lit pas comme métadonnées d'un projet : {problem}\nRien du projet n'a été touché. Mettez-en un correct, ou déplacez le dossier du projet.",
  },
  "project-status": {
    en: "Project {project} is {status}, so this cannot be done to it: {wanted}.\nBring it back first: restera project restore {project}",
    fr: "Le projet {project} est {status} ; impossible donc : {wanted}.\nRamenez-le d'abord : restera project restore {project}",
  },
  "project-changed": {
    en: "Project {project} was changed while it was read, so nothing was done.\nTry again when nobody writes to it.",
    fr: "Le projet {project} a changé pendant sa lecture : rien n'a été fait.\nRéessayez quand personne n'y écrit.",
  },
  "project-busy": {
    en: "Somebody else is working on project {project}.\nWait for them to finish. If that process is gone, remove {lock}",
    fr: "Quelqu'un d'autre travaille sur le projet {project}.\nAttendez la fin. Si ce processus n'existe plus, supprimez {lock}",
  },
  "project-too-large": {
    en: "{project} has more than the {limit:size} that a project may have; nothing was kept of it.\nLeave out what can be made again, or allow more: STORAGE_MAX_PROJECT_SIZE, in GB.",
    fr: "{project} dépasse les {limit:size} permis à un projet ; rien n'en a été gardé.\nRetirez ce qui peut se refaire, ou permettez plus : STORAGE_MAX_PROJECT_SIZE, en Go.",
  },
  "project-quota": {
    en: "{project} does not fit: all projects with their versions may have {limit:size}, and {used:size} are used. Nothing was kept of it.\nRemove others with their versions (restera project delete ID --hard), archive some, keep no version of this one (--no-versions), or allow more: STORAGE_TOTAL_QUOTA, in GB.",
    fr: "{project} n'entre pas : tous les projets et leurs versions ont {limit:size} au plus, dont {used:size} sont pris. Rien n'en a été gardé.\nSupprimez-en d'autres avec leurs versions (restera project delete ID --hard), archivez-en, ne gardez pas de version de celui-ci (--no-versions), ou permettez plus : STORAGE_TOTAL_QUOTA, en Go.",
  },
  "project-not-written": {
    en: "{project} could not be written in {storage}: {problem}\nNothing of it was left there; what was there before is untouched.",
    fr: "{project} n'a pas pu être écrit dans {storage} : {problem}\nRien n'en est resté ; ce qui y était avant est intact.",
  },
  "project-unreadable": {
    en: "{path} cannot be kept as it is: {problem}\nNothing was kept of the project. Make it readable, or remove it.",
    fr: "{path} ne peut être gardé tel quel : {problem}\nRien n'a été gardé du projet. Rendez-le lisible, ou retirez-le.",
  },
  "project-name": {
    en: "{path} cannot be kept under its name: {problem}\nNothing was done, and nothing removed. Rename it, then try again.",
    fr: "{path} ne peut être gardé sous son nom : {problem}\nRien n'a été fait, rien n'a été retiré. Renommez-le, puis réessayez.",
  },
  "project-in-storage": {
    en: "{path} is part of the storage {storage} itself, so nothing was done.\nTake a folder outside of it; only its cache may be worked in.",
    fr: "{path} fait partie du stockage {storage} lui-même : rien n'a été fait.\nPrenez un dossier ailleurs ; seul son cache sert à travailler.",
  },
  "storage-no-folder": {
    en: "The storage {storage} is no folder, so it cannot hold projects.\nName a folder: --storage, STORAGE_BASE_PATH, or base_path in restera.yaml.",
    fr: "Le stockage {storage} n'est pas un dossier ; il ne peut contenir de projets.\nDonnez un dossier : --storage, STORAGE_BASE_PATH, ou base_path dans restera.yaml.",
  },
  "project-source-file": {
    en: "{path} is a file, and a project is made of a folder.\nName its folder. An archive is taken over with: restera project import {path}",
    fr: "{path} est un fichier, et un projet se fait d'un dossier.\nDonnez son dossier. Une archive se reprend avec : restera project import {path}",
  },
  "versions-damaged": {
    en: "The versions of the projects in {path} cannot be opened: {problem}\nPut that folder and the key beside it back from a backup. If there is none, move the folder away: the projects themselves are whole, and new versions begin at 1.",
    fr: "Les versions des projets dans {path} ne s'ouvrent pas : {problem}\nRemettez ce dossier et la clé voisine depuis une sauvegarde. S'il n'y en a pas, déplacez le dossier : les projets eux-mêmes sont entiers, et de nouvelles versions commencent à 1.",
  },
  "versions-key-missing": {
    en: "The versions of the projects are there, but not the key that opens them: {path}\nPut it back. If it is lost, move the folder “versions” beside it away: the projects themselves are whole, and new versions begin at 1.",
    fr: "Les versions des projets sont là, mais pas la clé qui les ouvre : {path}\nRemettez-la. Si elle est perdue, déplacez le dossier « versions » voisin : les projets eux-mêmes sont entiers, et de nouvelles versions commencent à 1.",
  },
  "version-unknown": {
    en: "Project {project} has no version {version}.\nSee what there is with: restera project history {project}",
    fr: "Le projet {project} n'a pas de version {version}.\nVoyez ce qu'il y a avec : restera project history {project}",
  },
  "import-kind": {
    en: "{path} is neither a folder nor an archive that can be imported (it looks like: {kind}).\nImport a folder, a git working tree, a tar (plain, gzip or zstd) or a zip; unpack anything else first.",
    fr: "{path} n'est ni un dossier ni une archive importable (on dirait : {kind}).\nImportez un dossier, un dépôt git, un tar (brut, gzip ou zstd) ou un zip ; décompactez d'abord le reste.",
  },
  "import-empty": {
    en: "There are no files in {path}, so there is nothing to import.",
    fr: "Il n'y a aucun fichier dans {path} : rien à importer.",
  },
  "git-failed": {
    en: "git does not say which files of {path} are to be imported: {problem}\nSee to it, or take everything as it is: restera project store {path} --type migration",
    fr: "git ne dit pas quels fichiers de {path} importer : {problem}\nRéglez cela, ou prenez tout tel quel : restera project store {path} --type migration",
  },
  "object-missing": {
    en: "There is no object {key} in {store}.\nCheck the bucket and the key.",
    fr: "Il n'y a pas d'objet {key} dans {store}.\nVérifiez le seau et la clé.",
  },
  "object-not-read": {
    en: "The object {key} in {store} could not be read: {problem}\nNothing was imported. Try again: what was fetched of it is kept for a week.",
    fr: "L'objet {key} de {store} n'a pas pu être lu : {problem}\nRien n'a été importé. Réessayez : ce qui en a été obtenu est gardé une semaine.",
  },
  "template-variables": {
    en: "The template {template} needs more than it was given: {missing}.\nGive them, for example: {example}",
    fr: "Il manque au modèle {template} : {missing}.\nDonnez-les, par exemple : {example}",
  },
  "template-unasked": {
    en: "The template {template} does not ask for: {unknown}. It asks for: {known}",
    fr: "Le modèle {template} ne demande pas : {unknown}. Il demande : {known}",
  },
  "template-invalid": {
    en: "{path} does not describe a template: {problem}\nIt is a JSON object with “description” and “variables”; without the file, the template takes what its files ask for.",
    fr: "{path} ne décrit pas un modèle : {problem}\nC'est un objet JSON avec « description » et « variables » ; sans ce fichier, le modèle prend ce que ses fichiers demandent.",
  },
  "project-not-confirmed": {
    en: "To delete {project} for good, its id has to be given once more, and it was not. Nothing was deleted.",
    fr: "Pour supprimer {project} pour de bon, il faut redonner son identifiant. Rien n'a été supprimé.",
  },
  "target-not-empty": {
    en: "{target} is there and not empty, so nothing was written.\nChoose a new folder, or empty it first.",
    fr: "{target} existe et n'est pas vide : rien n'a été écrit.\nChoisissez un dossier nouveau, ou videz-le d'abord.",
  },
} as const satisfies Record<string, Message>;
