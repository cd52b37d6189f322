/** Commands that a schedule can run: they ask nothing, and end by themselves. */
export const schedulable: readonly string[] = [
  ...["backup", "check", "copy", "drill", "forget", "prune", "repack"],
  ...["repair index", "stats", "unlock", "doctor"],
  ...["archive create", "archive sync", "archive prune", "record sync"],
  ...["project backup", "project cleanup", "project archive"],
  ...["memory doc", "memory embed"],
];
