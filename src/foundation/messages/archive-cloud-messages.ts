import type { Message } from "./message.ts";

/** What the commands say that keep archives in the cloud, remove them, and turn them into snapshots. */
export const archiveCloudMessages = {
  localOnly: {
    en: "CLOUD_PROVIDER is local: archives stay on this machine only. A disk that fails takes them along.",
    fr: "CLOUD_PROVIDER vaut local : les archives restent sur cette machine. Un disque en panne les emporte.",
  },
  synced: {
    en: "{count} in {place} now: {size} uploaded.",
    fr: "{count} maintenant dans {place} : {size} envoyés.",
  },
  nothingToSync: { en: "The cloud has everything ({count}).", fr: "Le nuage a tout ({count})." },
  notSynced: { en: "{id} was not uploaded: {problem}", fr: "{id} n'a pas été envoyée : {problem}" },
  stillPending: {
    en: "{count} not tried, because the cloud did not answer; the next sync goes on.",
    fr: "{count} non essayées, car le nuage ne répondait pas ; la prochaine synchronisation continue.",
  },
  cloudSilent: {
    en: "The cloud could not be listed, so only this machine is shown: {problem}",
    fr: "Le nuage n'a pas pu être listé : seule cette machine est montrée ({problem})",
  },
  envTracked: {
    en: "git tracks .env, and with it your keys. Run: git rm --cached .env && echo .env >> .gitignore",
    fr: "git suit .env, et donc vos clés. Lancez : git rm --cached .env && echo .env >> .gitignore",
  },
  // dashboard
  dashboard: { en: "RESTERA - BACKUP DASHBOARD", fr: "RESTERA - TABLEAU DE BORD" },
  provider: { en: "Provider: {provider}", fr: "Fournisseur : {provider}" },
  totalBackups: { en: "Total backups: {count}", fr: "Sauvegardes : {count}" },
  totalSize: { en: "Total size: {size}", fr: "Taille totale : {size}" },
  cloudSynced: { en: "Cloud synced: {synced}/{count}", fr: "Dans le nuage : {synced}/{count}" },
  saved: {
    en: "Compression: {content} kept as {size} ({saved} saved)",
    fr: "Compression : {content} gardés en {size} ({saved} gagnés)",
  },
  cost: {
    en: "Storage per month: {costs} (list prices of {date}, standard storage)",
    fr: "Stockage par mois : {costs} (tarifs publics du {date}, stockage standard)",
  },
  recent: { en: "Recent backups:", fr: "Dernières sauvegardes :" },
  failedOnes: {
    en: "{count} could not be uploaded. See why with: restera archive sync",
    fr: "{count} n'ont pas pu être envoyées. Voyez pourquoi avec : restera archive sync",
  },
  // prune
  pruned: {
    en: "Removed {count} ({size}); {kept} stay.",
    fr: "Retrait de {count} ({size}) ; reste : {kept}.",
  },
  wouldPrune: {
    en: "Would remove {count} ({size}); {kept} would stay.",
    fr: "Retirerait {count} ({size}) ; resterait : {kept}.",
  },
  spared: {
    en: "{id} stays although it is old: no newer archive is sound.",
    fr: "{id} reste malgré son âge : aucune archive plus récente n'est saine.",
  },
  // watch
  watchAdded: {
    en: "Added the schedule {name} ({times}).",
    fr: "Planification {name} ajoutée ({times}).",
  },
  // snapshots
  imported: {
    en: "Archive {id} of {time} is snapshot {snapshot} now.",
    fr: "L'archive {id} du {time} est maintenant l'instantané {snapshot}.",
  },
  importedBefore: {
    en: "Archive {id} is snapshot {snapshot} already.",
    fr: "L'archive {id} est déjà l'instantané {snapshot}.",
  },
  snapshotOrSource: {
    en: "--from-snapshot and --source do not go together.",
    fr: "--from-snapshot et --source ne vont pas ensemble.",
  },
} as const satisfies Record<string, Message>;
