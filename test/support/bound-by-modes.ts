/**
 * What must come before a command so that the permissions of files bind whoever runs it: root is bound by them only
 * without these capabilities. It stays who it is, so that it may still read the program that it runs.
 */
export function boundByModes(): readonly string[] {
  const capabilities = "-dac_override,-dac_read_search";
  const setpriv = ["setpriv", `--bounding-set=${capabilities}`, `--inh-caps=${capabilities}`];
  return process.getuid?.() === 0 ? setpriv : [];
}
