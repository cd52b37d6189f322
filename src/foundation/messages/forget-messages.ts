import type { Message } from "./message.ts";

/** What `forget` and `prune` say. */
export const forgetMessages = {
  forgetGroup: { en: "Snapshots of {group}", fr: "Instantanés de {group}" },
  keeps: { en: "Keep {snapshots}:", fr: "À garder, {snapshots} :" },
  removes: { en: "Remove {snapshots}:", fr: "À retirer, {snapshots} :" },
  removed: {
    en: "Removed {snapshots}. Their data stays until: restera prune",
    fr: "Retrait de {snapshots}. Les données restent jusqu'à : restera prune",
  },
  removedAndPruned: { en: "Removed {snapshots}", fr: "Retrait de {snapshots}" },
  wouldRemove: { en: "Would remove {snapshots}", fr: "{snapshots} à retirer" },
  removedOne: { en: "removed {id} of {time}", fr: "{id} du {time} retiré" },
  wouldRemoveOne: { en: "would remove {id} of {time}", fr: "{id} du {time} à retirer" },
  removedDamaged: { en: "removed {id}, which was damaged", fr: "{id}, endommagé, retiré" },
  wouldRemoveDamaged: {
    en: "would remove {id}, which is damaged",
    fr: "{id}, endommagé, à retirer",
  },
  nothingToRemove: { en: "Nothing to remove", fr: "Rien à retirer" },
  notRemoved: { en: "{id} was not removed: {problem}", fr: "{id} n'a pas été retiré : {problem}" },
  noLockOnlyDry: {
    en: "--no-lock goes only with --dry-run here.",
    fr: "--no-lock ne va ici qu'avec --dry-run.",
  },
  // prune
  badMaxUnused: {
    en: "--max-unused takes a size (500M), a share (5%) or unlimited, not “{value}”.",
    fr: "--max-unused prend une taille (500M), une part (5%) ou unlimited, et non « {value} ».",
  },
  recoverNeedsId: {
    en: "To be sure, --unsafe-recover-no-free-space must be given the vault's id: {id}",
    fr: "Par sûreté, --unsafe-recover-no-free-space doit recevoir l'identifiant du coffre : {id}",
  },
  phaseIndex: { en: "Reading the index", fr: "Lecture de l'index" },
  phaseSnapshots: { en: "Looking for what is used", fr: "Recherche de ce qui sert" },
  phaseRepack: { en: "Repacking", fr: "Remise en paquets" },
  phaseDelete: { en: "Deleting packs", fr: "Suppression de paquets" },
  wouldPrune: { en: "Would change this:", fr: "Changements prévus :" },
  pruneUsed: { en: "used:          {blobs}  {size}", fr: "utiles :       {blobs}  {size}" },
  pruneDuplicate: { en: "duplicates:    {blobs}  {size}", fr: "doubles :      {blobs}  {size}" },
  pruneUnused: { en: "unused:        {blobs}  {size}", fr: "inutiles :     {blobs}  {size}" },
  pruneUnreferenced: { en: "unreferenced:  {blobs}  {size}", fr: "hors index :   {blobs}  {size}" },
  pruneTotal: { en: "total:         {blobs}  {size}\n", fr: "en tout :      {blobs}  {size}\n" },
  toRepack: { en: "to repack:     {blobs}  {size}", fr: "à remballer :  {blobs}  {size}" },
  repackRemoves: { en: "this removes:  {blobs}  {size}", fr: "ce qui ôte :   {blobs}  {size}" },
  toDelete: { en: "to delete:     {blobs}  {size}", fr: "à supprimer :  {blobs}  {size}" },
  totalPrune: { en: "total prune:   {blobs}  {size}", fr: "total ôté :    {blobs}  {size}" },
  notCompressed: { en: "uncompressed:  {blobs}  {size}", fr: "non compressé :{blobs}  {size}" },
  remaining: { en: "remaining:     {blobs}  {size}", fr: "restent :      {blobs}  {size}" },
  unusedAfter: {
    en: "unused after prune: {size} ({share}% of what remains)",
    fr: "inutiles ensuite : {size} ({share} % de ce qui reste)",
  },
  packCounts: {
    en: "packs: {used} wholly used, {partlyUsed} partly, {unused} not at all, {unreferenced} in no index",
    fr: "paquets : {used} tout utiles, {partlyUsed} en partie, {unused} pas du tout, {unreferenced} hors index",
  },
  packFates: {
    en: "packs: {keep} to keep, {repack} to repack, {remove} to delete",
    fr: "paquets : {keep} à garder, {repack} à remballer, {remove} à supprimer",
  },
  packsMarked: {
    en: "Marked {packs}; a prune in 23 hours or later deletes what is marked",
    fr: "Marquage de {packs} ; un prune dans 23 heures ou plus supprimera ce qui est marqué",
  },
  packsWaiting: {
    en: "Marked earlier, still waiting: {packs}",
    fr: "Encore en attente depuis une marque antérieure : {packs}",
  },
  packsRevived: {
    en: "Needed again, no longer marked: {packs}",
    fr: "De nouveau en usage, marque retirée : {packs}",
  },
  packsDeleted: {
    en: "Deleted {packs}, {size}; wrote {added} anew in {duration}",
    fr: "Suppression de {packs}, {size} ; {added} réécrits en {duration}",
  },
  packNotDeleted: {
    en: "pack {pack} could not be deleted: {problem}",
    fr: "le paquet {pack} n'a pas pu être supprimé : {problem}",
  },
} as const satisfies Record<string, Message>;
