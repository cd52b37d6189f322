import type { Message } from "./message.ts";

/** What errors of the database, of tasks and of schedules say. */
export const databaseErrors = {
  "database-busy": {
    en: "The database {url} is locked by another program: {problem}\nTry again; if it stays so, see which program holds it.",
    fr: "La base {url} est verrouillée par un autre programme : {problem}\nRéessayez ; si cela dure, cherchez quel programme la tient.",
  },
  "database-full": {
    en: "The disk of the database {url} is full: {problem}\nMake room; nothing that was kept is lost.",
    fr: "Le disque de la base {url} est plein : {problem}\nFaites de la place ; rien de ce qui était gardé n'est perdu.",
  },
  "database-conflict": {
    en: "The database {url} has that already: {problem}",
    fr: "La base {url} a déjà cela : {problem}",
  },
  "database-unreachable": {
    en: "The database {url} cannot be used: {problem}\nCheck that it is there and that you may use it.",
    fr: "La base {url} n'est pas utilisable : {problem}\nVérifiez qu'elle existe et que vous y avez accès.",
  },
  "database-damaged": {
    en: "The database {url} is damaged: {problem}\nBring it back from the last snapshot of memory (the damaged file is kept): restera memory restore latest\nWithout one, move it away to start with an empty one; vaults do not need it.",
    fr: "La base {url} est endommagée : {problem}\nRamenez-la du dernier instantané de la mémoire (le fichier abîmé est gardé) : restera memory restore latest\nSinon, déplacez-la pour repartir d'une base vide ; les coffres n'en dépendent pas.",
  },
  "database-newer": {
    en: "The database {url} has version {version}; this program knows {known}.\nUpdate restera.",
    fr: "La base {url} est en version {version} ; ce programme connaît {known}.\nMettez restera à jour.",
  },
  "database-old": {
    en: "The server of {url} is PostgreSQL {version}; {least} is the oldest that works.\nUpdate PostgreSQL.",
    fr: "Le serveur de {url} est PostgreSQL {version} ; il faut au moins {least}.\nMettez PostgreSQL à jour.",
  },
  "database-on-network": {
    en: "{folder} is on a network file system ({kind}), where SQLite loses data.\nPut RESTERA_HOME on a local disk, or use PostgreSQL: RESTERA_DATABASE_URL=postgres://…",
    fr: "{folder} est sur un système de fichiers réseau ({kind}), où SQLite perd des données.\nMettez RESTERA_HOME sur un disque local, ou utilisez PostgreSQL : RESTERA_DATABASE_URL=postgres://…",
  },
  "database-kind": {
    en: "{url} names no database that restera knows.\nUse a path for SQLite, or postgres://user@host/database.",
    fr: "{url} ne désigne aucune base que restera connaisse.\nUtilisez un chemin pour SQLite, ou postgres://utilisateur@machine/base.",
  },
  "task-unknown": {
    en: "No task matches {wanted}.\nSee what is there with: restera task list",
    fr: "Aucune tâche ne correspond à {wanted}.\nVoyez ce qu'il y a avec : restera task list",
  },
  "task-ambiguous": {
    en: "{wanted} is the beginning of several tasks.\nGive more of the id.",
    fr: "{wanted} est le début de plusieurs tâches.\nDonnez-en davantage.",
  },
  "task-over": {
    en: "The task {id} is over already ({state}).",
    fr: "La tâche {id} est déjà finie ({state}).",
  },
  "task-lost": {
    en: "Another process took the task {id} over, so this one stopped.",
    fr: "Un autre processus a repris la tâche {id} : celui-ci s'est arrêté.",
  },
  "task-interrupted": {
    en: "The process that ran the task ended in its middle, {attempts} times; it is not tried again.",
    fr: "Le processus de la tâche s'est arrêté au milieu, {attempts} fois ; elle n'est plus retentée.",
  },
  "task-failed": {
    en: "{command} ended with exit code {code}: {problem}",
    fr: "{command} s'est terminé avec le code {code} : {problem}",
  },
  "task-killed": {
    en: "{command} was ended by {signal}.\nIf nobody did that, the machine may be short of memory.",
    fr: "{command} a été arrêté par {signal}.\nSi personne ne l'a fait, la machine manque peut-être de mémoire.",
  },
  "schedule-exists": {
    en: "There is already a schedule called {name}.\nRemove it first, or choose another name.",
    fr: "Il y a déjà une planification nommée {name}.\nRetirez-la d'abord, ou choisissez un autre nom.",
  },
  "schedule-unknown": {
    en: "There is no schedule called {name}.\nSee what is there with: restera schedule list",
    fr: "Il n'y a pas de planification nommée {name}.\nVoyez ce qu'il y a avec : restera schedule list",
  },
  "schedule-times": {
    en: "The cron expression “{times}” is wrong: {problem}\nUse five fields (minute, hour, day, month, day of the week), or words such as daily at 03:00.",
    fr: "L'expression cron « {times} » est fausse : {problem}\nUtilisez cinq champs (minute, heure, jour, mois, jour de la semaine), ou des mots comme daily at 03:00.",
  },
  "schedule-words": {
    en: "“{times}” says no times.\nUse hourly, daily at 03:00, weekly on monday at 18:30, every 6 h, or a cron expression.",
    fr: "« {times} » ne dit pas de moments.\nUtilisez hourly, daily at 03:00, weekly on monday at 18:30, every 6 h, ou une expression cron.",
  },
  "schedule-too-often": {
    en: "“{times}” is too often; every 10 s is the shortest.",
    fr: "« {times} » est trop fréquent ; every 10 s est le plus court.",
  },
  "schedule-never": {
    en: "“{times}” never comes.\nCheck the day and the month.",
    fr: "« {times} » n'arrive jamais.\nVérifiez le jour et le mois.",
  },
  "name-invalid": {
    en: "“{name}” is no name for this.\nUse up to 64 letters, digits, dots, dashes and underscores.",
    fr: "« {name} » n'est pas un nom possible.\nUtilisez jusqu'à 64 lettres, chiffres, points, tirets et tirets bas.",
  },
  "time-zone-unknown": {
    en: "There is no time zone “{zone}”.\nUse a name such as Europe/Paris, or UTC.",
    fr: "Il n'y a pas de fuseau « {zone} ».\nUtilisez un nom comme Europe/Paris, ou UTC.",
  },
  "notifier-exists": {
    en: "There is already a notification called {name}.\nRemove it first, or choose another name.",
    fr: "Il y a déjà une notification nommée {name}.\nRetirez-la d'abord, ou choisissez un autre nom.",
  },
  "notifier-unknown": {
    en: "There is no notification called {name}.\nSee what is there with: restera notify list",
    fr: "Il n'y a pas de notification nommée {name}.\nVoyez ce qu'il y a avec : restera notify list",
  },
  "notify-failed": {
    en: "{target} did not take the notification: {problem}",
    fr: "{target} n'a pas pris la notification : {problem}",
  },
} as const satisfies Record<string, Message>;
