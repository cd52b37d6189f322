import type { Message } from "./message.ts";

/** What notifications say to whoever is told. */
export const noticeMessages = {
  never: { en: "never", fr: "jamais" },
  failureSubject: {
    en: "restera on {host}: {schedule} failed",
    fr: "restera sur {host} : échec de {schedule}",
  },
  failureBody: {
    en: "{schedule} failed on {host}:\n{problem}\n\nLast success: {success}\nSee more with: restera task list --schedule {schedule}",
    fr: "{schedule} a échoué sur {host} :\n{problem}\n\nDernier succès : {success}\nPour en savoir plus : restera task list --schedule {schedule}",
  },
  overdueSubject: {
    en: "restera on {host}: {schedule} is overdue",
    fr: "restera sur {host} : {schedule} est en retard",
  },
  overdueBody: {
    en: "{schedule} on {host} should have succeeded by {deadline}.\n{problem}\n\nLast success: {success}\nCheck that “restera watch” runs, and see: restera health",
    fr: "{schedule} sur {host} aurait dû réussir avant {deadline}.\n{problem}\n\nDernier succès : {success}\nVérifiez que « restera watch » tourne, et voyez : restera health",
  },
  recoverySubject: {
    en: "restera on {host}: {schedule} is well again",
    fr: "restera sur {host} : {schedule} va de nouveau bien",
  },
  recoveryBody: {
    en: "{schedule} on {host} succeeded again.\n\nLast success: {success}",
    fr: "{schedule} sur {host} a de nouveau réussi.\n\nDernier succès : {success}",
  },
  testSubject: {
    en: "restera on {host}: this is a test",
    fr: "restera sur {host} : ceci est un essai",
  },
  testBody: {
    en: "Notifications of restera on {host} arrive here.",
    fr: "Les notifications de restera sur {host} arrivent ici.",
  },
} as const satisfies Record<string, Message>;
