import type { Message } from "./message.ts";

/** What files in age's format can have wrong; part of `errorMessages`. */
export const portableErrors = {
  "portable-key-wrong": {
    en: "The key does not open {name}: it was encrypted for another one.\nCheck the passphrase or the identity file.",
    fr: "La clé n'ouvre pas {name} : le chiffrement est fait pour une autre.\nVérifiez la phrase secrète ou le fichier d'identité.",
  },
  "portable-key-invalid": {
    en: "This is no identity of age: {problem}\nAn identity begins with AGE-SECRET-KEY-1.",
    fr: "Ce n'est pas une identité age : {problem}\nUne identité commence par AGE-SECRET-KEY-1.",
  },
  "portable-damaged": {
    en: "{name} cannot be decrypted: {problem}\nTry another copy.",
    fr: "{name} ne se déchiffre pas : {problem}\nEssayez une autre copie.",
  },
} as const satisfies Record<string, Message>;
