/**
 * A command prefix that gives a process less than the machine has.
 * - `fileKib`: no file grows above this many KiB; a write beyond fails, as on a full disk, and needs no right to mount one
 * - `file modes`: root, too, may write only what the modes of files allow
 */
export function limitedTo(what: { fileKib: number } | "file modes"): string[] {
  if (what !== "file modes") {
    // In blocks of 512 bytes. Without the trap the signal SIGXFSZ would end the process, which no full disk does.
    return ["sh", "-c", `trap "" XFSZ; ulimit -f ${what.fileKib * 2}; exec "$@"`, "sh"];
  }
  return process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override"] : [];
}
