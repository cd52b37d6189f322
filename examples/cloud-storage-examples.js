// The three examples of "Cloud Storage - Sauvegardes Accessibles pour IA", and the basic usage of the Cloud Storage Manager.
// All of them, in a folder with data/:  node examples/cloud-storage-examples.js
// One of them:  import { example1_loadHistory } from "./cloud-storage-examples.js"; await example1_loadHistory();
import { pathToFileURL } from "node:url";
import { cloudStorage } from "restera/cloud-storage";

/** Basic usage: back up, upload, list, count. CLOUD_PROVIDER says where to: local, aws, gcp or azure. */
export async function basic_usage() {
  // Create backup
  const backup = await cloudStorage.backup_all_data();
  console.log(`Created: ${backup.backup_id}`);

  // Sync to cloud
  const result = await cloudStorage.sync_to_cloud();
  console.log(`Synced: ${result.synced.length}`);

  // List backups
  const backups = await cloudStorage.list_backups(10);
  for (const b of backups) {
    console.log(`${b.backup_id}: ${b.size_bytes} bytes`);
  }

  // Get statistics
  const stats = await cloudStorage.get_statistics();
  console.log(`Total: ${stats.total_backups} backups, ${stats.total_size_mb.toFixed(2)} MB`);
  return backup;
}

/** Exemple 1: charger l'historique. */
export async function example1_loadHistory() {
  // Liste les 5 derniers backups
  const backups = await cloudStorage.list_backups({ limit: 5 });

  for (const backup_meta of backups) {
    // Charge les données
    const data = await cloudStorage.get_backup(backup_meta["backup_id"]);

    // Accède aux données IA
    const ai_hub = data["data_sources"]["ai_hub"];
    const collective_iq = ai_hub["collective_intelligence"]["collective_iq"];

    console.log(`Backup ${backup_meta["timestamp"]}: IQ ${collective_iq}`);
  }
  return backups.length;
}

/** Exemple 2: apprendre de l'historique. Les IA peuvent apprendre des patterns passés. */
export async function ai_learn_from_history(
  ai = { train: (pattern) => console.log("Trained:", pattern) },
) {
  const backups = await cloudStorage.list_backups({ limit: 10 });

  for (const backup_meta of backups) {
    const data = await cloudStorage.get_backup(backup_meta["backup_id"]);

    // Extraire les patterns appris
    const market_data = data["data_sources"]["total_market_intelligence"];
    const patterns = market_data["learned_patterns"] ?? [];

    // Entraîner l'IA avec ces patterns
    for (const pattern of patterns) {
      ai.train(pattern);
    }
  }
}

/** Exemple 3: restaurer l'état. Si l'app crash, restaurer depuis le dernier backup. */
export async function restore_ai_state() {
  const latest = (await cloudStorage.list_backups({ limit: 1 }))[0];
  const data = await cloudStorage.get_backup(latest["backup_id"]);

  // Restaurer l'état complet
  const ai_hub_data = data["data_sources"]["ai_hub"];
  console.log("Restored:", Object.keys(ai_hub_data).join(", "));
  return ai_hub_data;
}

export const example2_learnFromHistory = ai_learn_from_history;
export const example3_restoreState = restore_ai_state;

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await basic_usage();
  await example1_loadHistory();
  await ai_learn_from_history();
  await restore_ai_state();
  await cloudStorage.close();
}
