import type { CommandWords } from "./command-words.ts";

const ownerOptions = {
  user: { en: "name of the key's owner", fr: "nom du propriétaire de la clé" },
  host: { en: "machine of the key's owner", fr: "machine du propriétaire de la clé" },
  "new-password-file": {
    en: "read the new password from a file",
    fr: "lire le nouveau mot de passe dans un fichier",
  },
  "new-insecure-no-password": {
    en: "have an empty password, which protects nothing",
    fr: "avoir un mot de passe vide, qui ne protège rien",
  },
} as const;

export const keysHelp = {
  summary: {
    en: "Manage the passwords that open the vault",
    fr: "Gérer les mots de passe qui ouvrent le coffre",
  },
  description: {
    en:
      "A vault has one or more keys, each with its own password; any of them opens everything. Whoever " +
      "once had a password may have kept a copy of what was inside: when one leaked, copy the vault into " +
      "a new one.",
    fr:
      "Un coffre a une ou plusieurs clés, chacune avec son mot de passe ; chacune ouvre tout. Qui a eu un " +
      "mot de passe a pu garder une copie du contenu : si l'un a fuité, copiez le coffre dans un nouveau.",
  },
  examples: [{ en: "The keys of the vault", fr: "Les clés du coffre" }],
} as const satisfies CommandWords;

export const keysListHelp = {
  summary: { en: "List the keys of the vault", fr: "Lister les clés du coffre" },
  description: {
    en: "Shows who made each key, where and when. A star marks the one in use.",
    fr: "Montre qui a fait chaque clé, où et quand. Une étoile marque celle qui sert.",
  },
  examples: [{ en: "All keys", fr: "Toutes les clés" }],
} as const satisfies CommandWords;

export const keysAddHelp = {
  summary: { en: "Add a password", fr: "Ajouter un mot de passe" },
  description: {
    en: "Adds a key with another password. The passwords so far go on working.",
    fr: "Ajoute une clé avec un autre mot de passe. Ceux d'avant continuent de marcher.",
  },
  options: ownerOptions,
  examples: [
    { en: "Ask for the new password", fr: "Demander le nouveau mot de passe" },
    { en: "For somebody else", fr: "Pour quelqu'un d'autre" },
  ],
} as const satisfies CommandWords;

export const keysRemoveHelp = {
  summary: { en: "Remove a key", fr: "Retirer une clé" },
  description: {
    en: "Its password no longer opens the vault. The key in use is never removed.",
    fr: "Son mot de passe n'ouvre plus le coffre. La clé qui sert n'est jamais retirée.",
  },
  arguments: {
    id: { en: "the beginning of the key's id", fr: "le début de l'identifiant de la clé" },
  },
  examples: [{ en: "Remove one key", fr: "Retirer une clé" }],
} as const satisfies CommandWords;

export const keysPasswdHelp = {
  summary: { en: "Change the password", fr: "Changer le mot de passe" },
  description: {
    en:
      "Adds a key with the new password, then removes the one in use. The key file of this machine is " +
      "updated when it was used.",
    fr:
      "Ajoute une clé avec le nouveau mot de passe, puis retire celle qui sert. Le fichier de clé de cette " +
      "machine est mis à jour quand il a servi.",
  },
  options: ownerOptions,
  examples: [
    { en: "Ask for the new password", fr: "Demander le nouveau mot de passe" },
    { en: "Take it from a file", fr: "Le prendre dans un fichier" },
  ],
} as const satisfies CommandWords;

export const keysRecoveryHelp = {
  summary: { en: "Make a recovery phrase", fr: "Faire une phrase de récupération" },
  description: {
    en:
      "Makes 24 words that open the vault like a password, shows them once and proves that they work. " +
      "Write them down and keep them away from this computer.",
    fr:
      "Fait 24 mots qui ouvrent le coffre comme un mot de passe, les montre une fois et prouve qu'ils " +
      "marchent. Notez-les et gardez-les loin de cet ordinateur.",
  },
  options: {
    replace: {
      en: "the phrase made here before stops working",
      fr: "la phrase faite ici auparavant ne marche plus",
    },
  },
  examples: [
    { en: "A phrase beside the others", fr: "Une phrase à côté des autres" },
    { en: "A phrase instead of the one before", fr: "Une phrase à la place de la précédente" },
  ],
} as const satisfies CommandWords;
