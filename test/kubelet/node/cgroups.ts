import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'fs';
import { join } from 'path';

const ROOT = '/sys/fs/cgroup';
const isUnified = existsSync(join(ROOT, 'cgroup.controllers'));

/** The directories of a group in all hierarchies: one for each controller, or one for all of them. */
export function cgroupDirectories(name: string): string[] {
  if (isUnified) return [join(ROOT, name)];
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(ROOT, entry.name, name));
}

/** Makes a group in all hierarchies, which all cgroups of the node are below. */
export function makeCgroup(name: string): void {
  for (const directory of cgroupDirectories(name)) {
    mkdirSync(directory, { recursive: true });
    if (isUnified) {
      for (const place of [ROOT, directory]) {
        const controllers = readFileSync(join(place, 'cgroup.controllers'), 'utf8').trim().split(' ');
        writeFileSync(join(place, 'cgroup.subtree_control'), controllers.map((controller) => `+${controller}`).join(' '));
      }
    }
    // A new set of processors is empty, and nothing runs in it.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const [own, above] = [join(directory, file), join(directory, '..', file)];
      if (!isUnified && existsSync(own)) writeFileSync(own, readFileSync(above, 'utf8'));
    }
  }
}

/** Removes a group with all below it, as far as no process is in there; true where nothing is left. */
export function removeCgroup(name: string): boolean {
  for (const directory of cgroupDirectories(name)) if (existsSync(directory)) removeTree(directory);
  return cgroupDirectories(name).every((directory) => !existsSync(directory));
}

function removeTree(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) if (entry.isDirectory()) removeTree(join(directory, entry.name));
  try {
    rmdirSync(directory);
  } catch {
    // Its processes are still ending; the caller asks again.
  }
}
