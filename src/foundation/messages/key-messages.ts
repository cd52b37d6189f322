import type { Message } from "./message.ts";

/** What `keys` and `unlock` say. */
export const keyMessages = {
  columnUser: { en: "User", fr: "Utilisateur" },
  columnCreated: { en: "Created", fr: "Créée" },
  columnUse: { en: "Use", fr: "Usage" },
  kept: { en: "kept on this machine", fr: "gardée sur cette machine" },
  recovery: { en: "recovery phrase", fr: "phrase de récupération" },
  added: { en: "Added key {key}", fr: "Clé {key} ajoutée" },
  removed: { en: "Removed key {key}", fr: "Clé {key} retirée" },
  changed: {
    en: "The password is changed: key {added} in place of {removed}",
    fr: "Le mot de passe est changé : clé {added} à la place de {removed}",
  },
  fileUpdated: { en: "Updated {path}", fr: "{path} mis à jour" },
  fileStale: {
    en: "{path}, kept here, holds the password of another key and was left as it is.",
    fr: "{path}, gardé ici, contient le mot de passe d'une autre clé et reste tel quel.",
  },
  phraseReplaced: {
    en: "The phrase before (key {key}) no longer opens the vault.",
    fr: "La phrase précédente (clé {key}) n'ouvre plus le coffre.",
  },
  newPasswordMissing: {
    en: "No new password was given. Use --new-password-file FILE.",
    fr: "Aucun nouveau mot de passe n'a été donné. Utilisez --new-password-file FICHIER.",
  },
  lockUnreadable: {
    en: "Left lock {id}, which cannot be read. If nobody is at work: restera unlock --remove-all",
    fr: "Verrou {id} laissé, car illisible. Si personne ne travaille : restera unlock --remove-all",
  },
  unlocked: { en: "Removed {locks}", fr: "{locks} retirés" },
  noStaleLocks: { en: "There is no lock to remove.", fr: "Il n'y a pas de verrou à retirer." },
  lockLeft: {
    en: "Left the lock of {who}, since {since}: its holder may be at work. If it is not: restera unlock --remove-all",
    fr: "Verrou de {who}, depuis {since}, laissé : son détenteur travaille peut-être. Sinon : restera unlock --remove-all",
  },
} as const satisfies Record<string, Message>;
