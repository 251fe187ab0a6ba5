import { Input } from '../checks/read-yaml';
import { CommandInput, readInputs } from './input';
import { readRevision } from './git';
import { Io } from './io';

/** A revision of git, and a path in it; with an empty path all of the directory that the command runs in. */
const REVISION = /^git:([^:]+)(?::(.*))?$/s;

/** Reads one side of a plan: files, a directory, the pipe, or what a revision of git has. */
export async function readSide(
  path: string,
  io: Io,
  exclude: readonly string[],
): Promise<Pick<Input, 'manifests' | 'problems'> & Pick<CommandInput, 'notes'>> {
  const revision = REVISION.exec(path);
  return revision === null ? readInputs([path], io, 'compare', { exclude }) : readRevision(revision[1], revision[2] ?? '', io, exclude);
}
