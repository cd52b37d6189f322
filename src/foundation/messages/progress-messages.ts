import type { Message } from "./message.ts";

/** What long operations say while they run. */
export const progressMessages = {
  backingUp: { en: "Backing up", fr: "Sauvegarde" },
  restoring: { en: "Restoring", fr: "Restauration" },
  checkingIndex: { en: "Checking the index", fr: "Contrôle de l'index" },
  checkingPacks: { en: "Checking the packs", fr: "Contrôle des paquets" },
  checkingSnapshots: { en: "Checking the snapshots", fr: "Contrôle des instantanés" },
  checkingData: { en: "Reading all data", fr: "Lecture des données" },
  tryingKeys: { en: "Trying the keys", fr: "Essai des clés" },
  keysTried: { en: "{tried} of {total} keys", fr: "{tried} clés sur {total}" },
  timeLeft: { en: "{time} left", fr: "reste {time}" },
} as const satisfies Record<string, Message>;
