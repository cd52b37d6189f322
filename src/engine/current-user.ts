import { userInfo } from "node:os";

/** Who runs this process. */
export interface CurrentUser {
  /** Empty where the number has no name, as in many containers. */
  readonly username: string;
  readonly uid: number;
  readonly gid: number;
}

export function currentUser(): CurrentUser {
  try {
    const { username, uid, gid } = userInfo();
    return { username, uid, gid };
  } catch {
    return { username: "", uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  }
}
