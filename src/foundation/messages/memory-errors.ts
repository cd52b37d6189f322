import type { Message } from "./message.ts";

/** What memory can have wrong; part of `errorMessages`. */
export const memoryErrors = {
  "memory-unknown": {
    en: "There is no {kind} called {id} in memory.\nLook for it with: restera memory search, or see what it was: restera memory timeline --id {id}",
    fr: "Il n'y a pas de {kind} nommé {id} en mémoire.\nCherchez avec : restera memory search, ou voyez ce qu'il fut : restera memory timeline --id {id}",
  },
  "memory-invalid": {
    en: "The {kind} {id} cannot be kept in memory: {problem}",
    fr: "Le souvenir {kind} {id} ne peut être gardé : {problem}",
  },
  "memory-closed": {
    en: "This memory is closed.\nOpen it again with openMemory(), and close it when nothing uses it any more.",
    fr: "Cette mémoire est fermée.\nRouvrez-la avec openMemory(), et fermez-la quand plus rien ne s'en sert.",
  },
  "memory-import-unreadable": {
    en: "{file} cannot be imported: {problem}\nWhat came before that is kept; importing again is harmless.",
    fr: "{file} ne peut être importé : {problem}\nCe qui précède est gardé ; réimporter est sans risque.",
  },
  "memory-import-missing": {
    en: "{file} cannot be read: {problem}\nNothing was imported. See that the file is there and may be read.",
    fr: "{file} ne peut être lu : {problem}\nRien n'a été importé. Voyez si le fichier est là et lisible.",
  },
  "memory-export-unwritable": {
    en: "{file} cannot be written: {problem}\nNothing is left of it. Choose a folder that is there, with room, where you may write.",
    fr: "{file} ne peut être écrit : {problem}\nIl n'en reste rien. Choisissez un dossier qui existe, avec de la place, où vous pouvez écrire.",
  },
  "memory-folder-missing": {
    en: "{path} is no folder that can be read: {problem}\nWhat was indexed of it before stays as it was.",
    fr: "{path} n'est pas un dossier lisible : {problem}\nCe qui en était indexé reste tel quel.",
  },
  "memory-not-empty": {
    en: "The memory in {url} is not empty, so nothing is copied into it.\nName an empty database; to add to this one: restera memory export --to ndjson, then memory import.",
    fr: "La mémoire de {url} n'est pas vide : rien n'y est copié.\nNommez une base vide ; pour compléter celle-ci : restera memory export --to ndjson, puis memory import.",
  },
  "memory-copy-differs": {
    en: "The copy in {url} is not the same as what is here: {problem}\nNothing here was changed. Copy again into an empty database, while nobody writes into it.",
    fr: "La copie dans {url} diffère de ce qui est ici : {problem}\nRien n'a été modifié ici. Recopiez dans une base vide, où personne n'écrit.",
  },
  "memory-copy-damaged": {
    en: "The copy of memory in {path} cannot be read: {problem}\nNothing was changed. Choose an older snapshot: restera snapshots",
    fr: "La copie de la mémoire dans {path} est illisible : {problem}\nRien n'a été modifié. Choisissez un instantané plus ancien : restera snapshots",
  },
  "memory-none": {
    en: "There is no memory in {url} yet.\nKeep something first: restera memory remember, memory doc or memory import",
    fr: "Il n'y a pas encore de mémoire dans {url}.\nGardez d'abord quelque chose : restera memory remember, memory doc ou memory import",
  },
  "memory-not-in-snapshot": {
    en: "The snapshot {snapshot} holds no memory.\nMake one that does with: restera backup --memory",
    fr: "L'instantané {snapshot} ne contient pas de mémoire.\nFaites-en un qui la contient : restera backup --memory",
  },
  "h2-missing": {
    en: "{file} is a database of H2, which only Java and H2's own program read.\nInstall Java (Debian: apt install default-jre-headless) and h2-{wanted}.jar, from Maven Central (2.1.214 is also Debian's libh2-java), and name the jar in RESTERA_H2_JAR; or export from the running service: curl http://localhost:8082/api/interstice/export-all > export.json",
    fr: "{file} est une base H2, que seuls Java et le programme de H2 savent lire.\nInstallez Java (Debian : apt install default-jre-headless) et h2-{wanted}.jar, de Maven Central (2.1.214 est aussi libh2-java de Debian), et nommez le jar dans RESTERA_H2_JAR ; ou exportez depuis le service lancé : curl http://localhost:8082/api/interstice/export-all > export.json",
  },
  "h2-unreadable": {
    en: "The database of H2 {file} cannot be read: {problem}\nNothing of it was changed.",
    fr: "La base H2 {file} ne peut être lue : {problem}\nRien n'y a été modifié.",
  },
  "memory-folder-name": {
    en: "The name {name} is taken in memory by another folder, {other}.\nIndex {folder} under another one: --name",
    fr: "Le nom {name} est pris en mémoire par un autre dossier, {other}.\nIndexez {folder} sous un autre : --name",
  },
} as const satisfies Record<string, Message>;
