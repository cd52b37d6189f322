import type { Message } from "./message.ts";

/** What `schedule install` says. */
export const installMessages = {
  written: { en: "Wrote {file}", fr: "{file} écrit" },
  next: {
    en: "To have it started, now and always:",
    fr: "Pour la lancer, maintenant et toujours :",
  },
  passwordInUrl: {
    en: "RESTERA_DATABASE_URL holds a password, which must not get into that file.\nLeave it out of the address, and put it into ~/.pgpass.",
    fr: "RESTERA_DATABASE_URL contient un mot de passe, qui ne doit pas entrer dans ce fichier.\nRetirez-le de l'adresse, et mettez-le dans ~/.pgpass.",
  },
} as const satisfies Record<string, Message>;
