import type { Message } from "./message.ts";

/** What `diff`, `find`, `history` and `tag` say. */
export const changeMessages = {
  // diff
  comparing: { en: "Comparing {first} with {second}", fr: "Comparaison de {first} avec {second}" },
  diffFiles: {
    en: "Files:        {new} new, {removed} removed, {changed} changed",
    fr: "Fichiers :         {new} nouveaux, {removed} retirés, {changed} modifiés",
  },
  diffFolders: {
    en: "Folders:      {new} new, {removed} removed",
    fr: "Dossiers :         {new} nouveaux, {removed} retirés",
  },
  diffOthers: {
    en: "Others:       {new} new, {removed} removed",
    fr: "Autres :           {new} nouveaux, {removed} retirés",
  },
  diffDataBlobs: {
    en: "Data blobs:   {new} new, {removed} removed",
    fr: "Blobs de données : {new} nouveaux, {removed} retirés",
  },
  diffTreeBlobs: {
    en: "Tree blobs:   {new} new, {removed} removed",
    fr: "Blobs d'arbres :   {new} nouveaux, {removed} retirés",
  },
  diffBytes: {
    en: "Data:         {new} added, {removed} removed",
    fr: "Données :          {new} ajoutés, {removed} retirés",
  },
  // find
  foundIn: {
    en: "In snapshot {id} of {time}:",
    fr: "Dans l'instantané {id} du {time} :",
  },
  foundBlob: { en: "Blob {id}", fr: "Blob {id}" },
  foundTree: { en: "Tree {id}", fr: "Arbre {id}" },
  inFile: { en: "  in {path} (tree {tree})", fr: "  dans {path} (arbre {tree})" },
  atPath: { en: "  is {path}", fr: "  est {path}" },
  inSnapshot: {
    en: "  in snapshot {id} of {time}",
    fr: "  dans l'instantané {id} du {time}",
  },
  inPack: {
    en: "  in pack {pack}, {length} bytes from {offset} on",
    fr: "  dans le paquet {pack}, {length} octets à partir de {offset}",
  },
  nothingFound: { en: "Nothing was found.", fr: "Rien n'a été trouvé." },
  oneKind: {
    en: "Use one of --blob, --tree and --pack.",
    fr: "Utilisez une seule des options --blob, --tree et --pack.",
  },
  // history
  columnVersion: { en: "Since", fr: "Depuis" },
  columnChange: { en: "Change", fr: "Changement" },
  columnSnapshots: { en: "Snapshots", fr: "Instantanés" },
  columnModified: { en: "Modified", fr: "Modifié" },
  changeAdded: { en: "added", fr: "ajouté" },
  changeModified: { en: "changed", fr: "modifié" },
  changeMetadata: { en: "metadata", fr: "métadonnées" },
  changeType: { en: "type changed", fr: "type changé" },
  changeRemoved: { en: "removed", fr: "retiré" },
  historyCount: {
    en: "{versions} in {snapshots}. To get one back: restera dump ID {path}",
    fr: "{versions} dans {snapshots}. Pour en reprendre une : restera dump ID {path}",
  },
  // tag
  nothingToTag: {
    en: "Say what to change: --add, --remove or --set.",
    fr: "Dites quoi changer : --add, --remove ou --set.",
  },
  retagged: { en: "{before} is now {after}: {tags}", fr: "{before} devient {after} : {tags}" },
  noTags: { en: "no tags", fr: "sans étiquette" },
  tagsChanged: { en: "Changed the tags of {snapshots}", fr: "Étiquettes changées : {snapshots}" },
  nothingToRewrite: {
    en: "Say what to change: --exclude, --include, --new-host, --new-time or --snapshot-summary.",
    fr: "Dites quoi changer : --exclude, --include, --new-host, --new-time ou --snapshot-summary.",
  },
  rewritten: { en: "{before} of {time} is now {after}", fr: "{before} du {time} devient {after}" },
  wouldRewrite: { en: "{before} of {time} would change", fr: "{before} du {time} changerait" },
  rewrittenAll: {
    en: "Rewrote {snapshots}. What they no longer need stays until: restera prune",
    fr: "Réécrits : {snapshots}. Ce dont ils n'ont plus besoin reste jusqu'à : restera prune",
  },
  wouldRewriteAll: {
    en: "Would rewrite {snapshots}; nothing was changed",
    fr: "Seraient réécrits : {snapshots} ; rien n'a été changé",
  },
  tagsUnchanged: {
    en: "No snapshot had to be changed.",
    fr: "Aucun instantané n'était à changer.",
  },
} as const satisfies Record<string, Message>;
