import type { Message } from "./message.ts";

/** What `copy` and `repair` say. */
export const upkeepMessages = {
  // copy
  fromMissing: {
    en: "Say where to copy from: --from-vault URL.",
    fr: "Dites d'où copier : --from-vault URL.",
  },
  copying: { en: "Copying", fr: "Copie" },
  copied: { en: "{source} is now {target}", fr: "{source} devient {target}" },
  copySkipped: { en: "{source} was copied before: {target}", fr: "{source} déjà copié : {target}" },
  copyDone: {
    en: "Copied {snapshots}, {size} added in {duration}; {skipped} were there already",
    fr: "Copie de {snapshots}, {size} ajoutés en {duration} ; {skipped} y étaient déjà",
  },
  chunkerNeedsVault: {
    en: "--copy-chunker-params needs the other vault: --from-vault URL.",
    fr: "--copy-chunker-params demande l'autre coffre : --from-vault URL.",
  },
  // repair index
  readingPacks: { en: "Reading packs", fr: "Lecture des paquets" },
  packAdded: { en: "added to the index", fr: "ajouté à l'index" },
  packMissing: { en: "gone, and no longer in the index", fr: "disparu, et retiré de l'index" },
  indexDamaged: { en: "damaged, and removed", fr: "endommagé, et retiré" },
  indexWhole: { en: "The index is right.", fr: "L'index est juste." },
  indexRepaired: {
    en: "The index agrees with the packs again. Now run: restera check",
    fr: "L'index concorde de nouveau avec les paquets. Lancez maintenant : restera check",
  },
  // repair packs
  packCopied: { en: "Left a copy in {path}", fr: "Copie laissée dans {path}" },
  packUnknown: { en: "it is not in the vault", fr: "il n'est pas dans le coffre" },
  blobLost: { en: "lost", fr: "perdu" },
  packsRepaired: {
    en: "Saved {blobs} out of {packs}; lost: {lost}",
    fr: "Sauvetage de {blobs} de {packs} ; perte : {lost}",
  },
  nextSnapshots: {
    en: "Back up again, which brings back what is still on disk. Then: restera repair snapshots --forget",
    fr: "Sauvegardez de nouveau, pour ramener ce qui est encore sur le disque. Puis : restera repair snapshots --forget",
  },
  // repair snapshots
  readingSnapshots: { en: "Looking through snapshots", fr: "Examen des instantanés" },
  damagedContent: {
    en: "{path}: parts of the file are lost",
    fr: "{path} : des parties du fichier sont perdues",
  },
  damagedSize: {
    en: "{path}: its size was noted wrongly",
    fr: "{path} : sa taille était mal notée",
  },
  damagedFolder: {
    en: "{path}: what was in the folder is lost",
    fr: "{path} : le contenu du dossier est perdu",
  },
  damagedType: { en: "{path}: an entry that cannot be", fr: "{path} : une entrée impossible" },
  hopeless: { en: "{id}: nothing of it can be read", fr: "{id} : rien n'en est lisible" },
  snapshotDamaged: { en: "Snapshot {id} of {time}:", fr: "Instantané {id} du {time} :" },
  snapshotRepaired: { en: "  repaired as {id}", fr: "  réparé sous {id}" },
  snapshotsWhole: { en: "No snapshot is damaged.", fr: "Aucun instantané n'est endommagé." },
  snapshotsRepaired: { en: "Repaired {snapshots}", fr: "Réparation de {snapshots}" },
  wouldRepair: { en: "Would repair {snapshots}", fr: "{snapshots} à réparer" },
} as const satisfies Record<string, Message>;
