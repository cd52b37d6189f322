import type { Language } from "./message.ts";

const sizeUnits: Record<Language, readonly string[]> = {
  en: ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"],
  fr: ["o", "Kio", "Mio", "Gio", "Tio", "Pio", "Eio"],
};

/** `8 B`, `1.8 KiB`, `161 MiB`: three digits that mean something. */
export function formatSize(bytes: number, language: Language = "en"): string {
  const units = sizeUnits[language];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1023.5 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  const digits = unit === 0 || amount >= 99.95 ? 0 : 1;
  const number = amount.toFixed(digits);
  return `${language === "fr" ? number.replace(".", ",") : number} ${units[unit]}`;
}
