import type { Message } from "./message.ts";

/** Said before anything else is loaded, so this file must load on any Node. */
export const nodeVersionMessage: Message = {
  en: "Restera needs Node 24 or newer and this is Node {version}: install it from https://nodejs.org and run the command again.",
  fr: "Restera demande Node 24 ou plus récent et celui-ci est Node {version} : installez-le depuis https://nodejs.org et relancez la commande.",
};
