const typeLetters = "dalTLDpSugct?".split("");
const permissionLetters = "rwxrwxrwx".split("");

/**
 * Go's FileMode as Go writes it (`drwxr-xr-x`, `Lrwxrwxrwx`, `urwxr-xr-x`), which is what restic
 * shows. Letters of the high bits first, `-` when there are none.
 */
export function formatMode(mode: number): string {
  const high = typeLetters.filter((_letter, place) => bit(mode, 31 - place)).join("");
  const low = permissionLetters.map((letter, place) => (bit(mode, 8 - place) ? letter : "-"));
  return (high || "-") + low.join("");
}

function bit(number: number, place: number): boolean {
  // 2³¹ is beyond the signed integers of the bit operators.
  return Math.floor(number / 2 ** place) % 2 === 1;
}
