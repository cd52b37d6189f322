/** True for what schedules and notifiers may be called: it is shown, typed and put into messages as it is. */
export function isName(text: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(text);
}
