import type { Message } from "./message.ts";

/** What the `project` commands say. */
export const projectMessages = {
  columnId: { en: "Project", fr: "Projet" },
  columnName: { en: "Name", fr: "Nom" },
  columnStatus: { en: "Status", fr: "État" },
  columnLanguages: { en: "Languages", fr: "Langages" },
  columnUpdated: { en: "Changed", fr: "Modifié" },
  columnSize: { en: "Size", fr: "Taille" },
  active: { en: "active", fr: "actif" },
  archived: { en: "archived", fr: "archivé" },
  deleted: { en: "deleted", fr: "supprimé" },
  none: {
    en: "No project matches. Store one with: restera project store FOLDER",
    fr: "Aucun projet ne correspond. Rangez-en un avec : restera project store DOSSIER",
  },
  more: { en: "{shown} of {total}", fr: "{shown} sur {total}" },
  problem: { en: "{id}: {problem}", fr: "{id} : {problem}" },
  working: { en: "Project", fr: "Projet" },
  stored: { en: "Stored as {id} ({size})", fr: "Rangé comme {id} ({size})" },
  storedVersion: {
    en: "Stored as {id}, version {version} ({size})",
    fr: "Rangé comme {id}, version {version} ({size})",
  },
  columnTemplate: { en: "Template", fr: "Modèle" },
  columnVariables: { en: "Variables", fr: "Variables" },
  columnDescription: { en: "Description", fr: "Description" },
  noVariable: {
    en: "“{value}” gives no variable; write name=value.",
    fr: "« {value} » ne donne pas de variable ; écrivez nom=valeur.",
  },
  columnVersion: { en: "Version", fr: "Version" },
  columnStored: { en: "Stored", fr: "Rangée" },
  columnFiles: { en: "Files", fr: "Fichiers" },
  columnAdded: { en: "Added", fr: "Ajouté" },
  noVersions: {
    en: "No version was kept of it yet; the next restera project store keeps one.",
    fr: "Aucune version n'en a été gardée ; le prochain restera project store en gardera une.",
  },
  noVersionNumber: {
    en: "“{value}” is no version: they are numbers from 1 on. See: restera project history",
    fr: "« {value} » n'est pas une version : ce sont des nombres à partir de 1. Voyez : restera project history",
  },
  nowActive: { en: "{id} is active", fr: "{id} est actif" },
  nowArchived: { en: "{id} is archived", fr: "{id} est archivé" },
  wouldArchive: { en: "{id} would be archived", fr: "{id} serait archivé" },
  nowDeleted: {
    en: "{id} is marked as deleted; bring it back with: restera project restore {id}",
    fr: "{id} est marqué supprimé ; ramenez-le avec : restera project restore {id}",
  },
  gone: { en: "{id} is gone", fr: "{id} n'existe plus" },
  confirmMissing: {
    en: "--hard removes the project for good. Give its id once more: --confirm {id}",
    fr: "--hard supprime le projet pour de bon. Redonnez son identifiant : --confirm {id}",
  },
  oneOrOld: {
    en: "Give either a project or --older-than DAYS.",
    fr: "Donnez soit un projet, soit --older-than JOURS.",
  },
  counts: {
    en: "{projects}: {active} active, {archived} archived, {deleted} deleted",
    fr: "{projects} : {active} actifs, {archived} archivés, {deleted} supprimés",
  },
  used: { en: "{used} used, {left} left", fr: "{used} pris, {left} libres" },
  usedByVersions: {
    en: "{size} more for their versions; those of a project go with: restera project delete ID --hard",
    fr: "{size} de plus pour leurs versions ; celles d'un projet partent avec : restera project delete ID --hard",
  },
} as const satisfies Record<string, Message>;
