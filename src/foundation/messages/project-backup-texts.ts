/** What is wrong with backups, extensions and configuration of projects, in English and in French; see `problemTexts`. */
export const projectBackupTexts: readonly (readonly [en: string, fr: string])[] = [
  ["its manifest cannot be read: {problem}", "son manifeste ne peut être lu : {problem}"],
  ["its manifest is too large", "son manifeste est trop grand"],
  ["it is gone", "il n'y est plus"],
  ["it is of another backup", "il est d'une autre sauvegarde"],
  ["a field of it is missing", "un champ y manque"],
  ["a project of it is damaged", "un projet y est endommagé"],
  ["its hash is not the one in the manifest", "son empreinte n'est pas celle du manifeste"],
  ["{file} is missing", "{file} manque"],
  ["{file} has {size} bytes, not {wanted}", "{file} a {size} octets, et non {wanted}"],
  ["it is the storage itself", "c'est le stockage lui-même"],
  ["there is no project", "il n'y a pas de projet"],
  [
    "the folder {folder} is not there; is the disk mounted?",
    "le dossier {folder} n'est pas là ; le disque est-il monté ?",
  ],
  ["packed says no place", "packed ne dit pas d'endroit"],
  [
    "the plugin {plugin}, with which project {project} was stored, is not registered",
    "le plugin {plugin}, avec lequel le projet {project} a été rangé, n'est pas enregistré",
  ],
  ["it has {size} bytes, not {wanted}", "il a {size} octets, et non {wanted}"],
  ["its hash is another one", "son empreinte est une autre"],
  [
    "{name} takes bytes, and these are more than {most}; let it take streams (streams = true)",
    "{name} prend des octets, et il y en a plus de {most} ; qu'il prenne des flux (streams = true)",
  ],
  ["{name} gave {kind}, not bytes and no stream", "{name} a donné {kind}, ni octets ni flux"],
  [
    "the stream that {name} gave holds {kind}, not bytes",
    "le flux que {name} a donné contient {kind}, pas des octets",
  ],
  ["it has no method {name}", "il n'a pas de méthode {name}"],
  ["the file is larger than 1 MiB", "le fichier dépasse 1 Mio"],
  ["it is no ordinary file", "ce n'est pas un fichier ordinaire"],
  [
    "it is no text in UTF-8; save it as UTF-8",
    "ce n'est pas du texte en UTF-8 ; enregistrez-le en UTF-8",
  ],
  [
    "it holds several documents; remove the lines with --- and what is not wanted",
    "il contient plusieurs documents ; retirez les lignes --- et ce qui n'est pas voulu",
  ],
  ["it is no YAML: {problem}", "ce n'est pas du YAML : {problem}"],
];
