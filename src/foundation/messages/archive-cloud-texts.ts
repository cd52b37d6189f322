/** What is wrong with archives in the cloud, in English and in French; see `problemTexts`. */
export const archiveCloudTexts: readonly (readonly [en: string, fr: string])[] = [
  [
    "what the cloud gave has another hash than its metadata say",
    "ce que le nuage a rendu n'a pas l'empreinte de ses métadonnées",
  ],
  ["the cloud gave {size} bytes of {total}", "le nuage a rendu {size} octets sur {total}"],
  [
    "the cloud has {size} bytes of it, not {wanted}",
    "le nuage en a {size} octets, et non {wanted}",
  ],
  [
    "its metadata are being written by others all the time",
    "ses métadonnées sont sans cesse écrites par d'autres",
  ],
  [
    "its hash is not the one in its metadata, so it was not uploaded",
    "son empreinte n'est pas celle de ses métadonnées : elle n'a pas été envoyée",
  ],
  ["it is a link or a special file", "c'est un lien ou un fichier spécial"],
];
