// Exit code 0 when node_modules holds what package-lock.json asks for, by npm's own record of the last installation.
// Plain JavaScript because it runs before Node 24 is there; it reads two files and loads no package.
import { readFileSync } from "node:fs";

const readPackages = (path) => JSON.parse(readFileSync(path, "utf8")).packages;
const wanted = readPackages("package-lock.json");
const installed = readPackages("node_modules/.package-lock.json");

const fits =
  Object.entries(wanted).every(
    ([path, entry]) =>
      path === "" ||
      // Packages for other systems are in the lock file and rightly not on disk.
      (entry.optional === true && installed[path] === undefined) ||
      (installed[path]?.version === entry.version &&
        installed[path]?.integrity === entry.integrity),
  ) && Object.keys(installed).every((path) => wanted[path] !== undefined);

process.exitCode = fits ? 0 : 1;
