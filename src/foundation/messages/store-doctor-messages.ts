import type { Message } from "./message.ts";

/** What `doctor STORE` finds; what it means for backups is on the second line. */
export const storeFindings = {
  create: {
    en: "Of several writers of one new key, exactly one wins",
    fr: "De plusieurs écrivains d'une même clé nouvelle, un seul gagne",
  },
  "create-shared": {
    en: "Several writers of one new key were told that they won.\nBackups are safe, as packs are named by their content; let one machine alone make vaults there.",
    fr: "Plusieurs écrivains d'une même clé nouvelle ont cru gagner.\nLes sauvegardes restent sûres, car les paquets portent le nom de leur contenu ; ne créez les coffres que d'une seule machine.",
  },
  swap: {
    en: "Of several writers that replace one key, exactly one wins: any number of machines may write",
    fr: "De plusieurs écrivains qui remplacent une clé, un seul gagne : autant de machines que voulu peuvent écrire",
  },
  "swap-missing": {
    en: "Writes on a condition do not work: one machine writes at a time.\nrestera init notes it in the vault, and a second writer is refused; -o writers=several lifts that, at your own risk.",
    fr: "Les écritures sous condition ne marchent pas : une machine écrit à la fois.\nrestera init le note dans le coffre, et un deuxième écrivain est refusé ; -o writers=several lève cela, à vos risques.",
  },
  fresh: {
    en: "What was written is seen by the next read and listing",
    fr: "Ce qui est écrit est vu dès la lecture et la liste suivantes",
  },
  "fresh-late": {
    en: "What was just written is not seen at once.\nTwo machines may not see each other's locks: let one write at a time, and prefer another store.",
    fr: "Ce qui vient d'être écrit n'est pas vu aussitôt.\nDeux machines peuvent ne pas voir leurs verrous : n'en laissez écrire qu'une, et préférez un autre stockage.",
  },
  ranges: {
    en: "Parts of objects can be read: a single file comes back without its whole pack",
    fr: "Des parties d'objets se lisent : un fichier revient sans tout son paquet",
  },
  "ranges-missing": {
    en: "Parts of objects cannot be read.\nRestoring from there does not work; choose another store.",
    fr: "Les parties d'objets ne se lisent pas.\nRestaurer depuis là ne marche pas ; choisissez un autre stockage.",
  },
  delete: { en: "Objects can be deleted", fr: "Les objets peuvent être supprimés" },
  "delete-missing": {
    en: "Nothing can be deleted.\nGood against theft, but locks stay too: allow deleting below locks/, and run forget and prune with other rights. What this test wrote below probe/ is still there.",
    fr: "Rien ne peut être supprimé.\nBon contre le vol, mais les verrous restent aussi : permettez la suppression sous locks/, et lancez forget et prune avec d'autres droits. Ce que cet essai a écrit sous probe/ y est encore.",
  },
  latency: {
    en: "An answer takes {ask} ({askSlow} at worst, of 20), a small write {write} ({writeSlow}), a small read {read} ({readSlow})",
    fr: "Une réponse prend {ask} ({askSlow} au pire, sur 20), une petite écriture {write} ({writeSlow}), une petite lecture {read} ({readSlow})",
  },
  "latency-high": {
    en: "An answer takes {ask} ({askSlow} at worst, of 20): the store is far away or busy.\nKeep the cache, and try -o connections=20.",
    fr: "Une réponse prend {ask} ({askSlow} au pire, sur 20) : le stockage est loin ou occupé.\nGardez le cache, et essayez -o connections=20.",
  },
  throughput: {
    en: "{up} up, {down} down: a first backup of 100 GB takes about {backup}, bringing it back about {restore}",
    fr: "{up} à l'envoi, {down} en réception : une première sauvegarde de 100 Go prend environ {backup}, la faire revenir environ {restore}",
  },
} as const satisfies Record<string, Message>;

export type StoreFindingCode = keyof typeof storeFindings;

export const storeDoctorMessages = {
  capabilities: { en: "Trying what the store can do", fr: "Essai de ce que sait le stockage" },
  latency: { en: "Measuring answers", fr: "Mesure des réponses" },
  upload: { en: "Measuring uploads", fr: "Mesure des envois" },
  download: { en: "Measuring downloads", fr: "Mesure des réceptions" },
} as const satisfies Record<string, Message>;
