import { isAbsolute, isUnder } from '../../facts/kubernetes/paths';
import { Cursor } from '../cursor';
import { Level } from '../finding';
import { Container, Mount } from '../pod-template';
import { mountPlaceOf, Program } from './programs';
import { isOnOneNode } from './placement';
import { isPersistent } from './storage';

/** What a program writes where it is lost. */
export interface Loss {
  /** The place to change. */
  readonly at: Cursor;
  readonly level: Level;
  /** Where it writes, as the end of a sentence, with the blank or the comma before it. */
  readonly where: string;
  readonly remedy: string;
}

const LOST: Readonly<Record<string, string>> = {
  emptyDir: 'an emptyDir, which is deleted with its Pod',
  hostPath: 'a directory of one node, which a Pod on another node does not find',
  ephemeral: 'an ephemeral volume, which is deleted with its Pod',
};

/** How the data of a program is lost; undefined where it is kept, or where nobody would miss it. */
export function lossOf(program: Program): Loss | undefined {
  const { mount, container } = program;
  if (mount === undefined) return onLayer(program);
  const { volume } = mount;
  // A mount of a volume that is not there is a mistake of its own; what a driver makes inline, it keeps or not.
  if (volume === undefined || volume.type === 'csi') return undefined;
  if (isPersistent(volume)) return program.left === undefined ? undefined : beside(program, program.left);
  const level = levelWithout(program);
  // Directories of a node have a rule of their own; here they matter to databases that move.
  if (volume.type === 'hostPath' && (level !== 'error' || isOnOneNode(program.pod))) return undefined;
  if (level === undefined) return undefined;
  return {
    at: volume.at,
    level,
    where: ` in ${program.directory}, on volume ${volume.name}: ${LOST[volume.type] ?? `${volume.type}, which does not keep it`}`,
    remedy: claimHere(program, container),
  };
}

/** How bad it is to have no volume that lasts. */
function levelWithout({ facts }: Program): Level | undefined {
  if (facts.kind === 'database') return 'error';
  return facts.disposable === true ? undefined : 'warning';
}

function onLayer(program: Program): Loss | undefined {
  const { container, directory, directories, facts } = program;
  const claims = claimsIn(container);
  const claim = claims.find(({ path }) => !NOT_DATA.test(path!));
  // Whoever has a claim for each of several parts knows which there are.
  if (claim !== undefined && claims.filter(({ path }) => isUnder(path!, directory)).length > 1) return undefined;
  const level = claim === undefined ? levelWithout(program) : levelBeside(program, claim);
  if (level === undefined) return undefined;
  const places = directories.length > 1 ? `, by its version in ${directories.join(' or in ')}` : ` in ${directory}`;
  const where = `${places}, on the container's own layer, which is lost with every restart`;
  if (claim === undefined) return { at: container.at.at('image'), level, where, remedy: claimHere(program, container) };
  const isPart = isUnder(claim.path!, directory) && program.layout.below === undefined;
  const held = `Claim volume ${claim.name} at ${claim.path} ${isPart ? 'holds a part of it only' : 'does not hold it'}`;
  const older =
    program.layout.since === undefined || facts.kind !== 'database'
      ? ''
      : ' What an older version left in it has to be brought over first.';
  return {
    at: claim.at.at('mountPath'),
    level,
    where,
    remedy: `${held}: ${waysOut(program, claim)}. Take a dump of a running one first: what it has written lies in the container.${older}`,
  };
}

/** How a claim that stands elsewhere comes to hold the data. */
function waysOut(program: Program, claim: Mount): string {
  const { facts, layout, directory, directories, moved } = program;
  if (directories.length > 1) return 'name the major version in the tag, and mount it where that version keeps its data';
  const { neutralPlace, fileVariables, directoryVariables, homeVariables = {} } = facts;
  if (neutralPlace !== undefined && !moved && layout.since === undefined && layout.volumes?.includes(directory) === true) {
    return `mount it at ${neutralPlace.mount}, say, and set ${neutralPlace.variable} to a directory below`;
  }
  if (moved || facts.kind === 'database') return `mount it at ${mountPlaceOf(program)}`;
  if (fileVariables !== undefined) return `set ${fileVariables[0]} to a file in ${claim.path}`;
  const variable = directoryVariables?.[0] ?? Object.keys(homeVariables)[0];
  return `mount it at ${mountPlaceOf(program)}${variable === undefined ? '' : `, or set ${variable} to a directory below ${claim.path}`}`;
}

function levelBeside({ facts, directory, hiddenVariables }: Program, claim: Mount): Level | undefined {
  // A ConfigMap that is not among the manifests may name the directory of the claim.
  if (facts.kind === 'database') return hiddenVariables && facts.directoryVariables !== undefined ? 'warning' : 'error';
  if (isUnder(claim.path!, directory)) return facts.disposable === true ? undefined : 'warning';
  return facts.servesFiles === true ? 'warning' : 'error';
}

/** Mounts that are for something else than what the program keeps. */
const NOT_DATA =
  /^\/(?:etc|usr\/local\/etc|tmp)\/|conf|cert|tls|ssl|log|plugin|theme|provider|extension|dashboard|provision|rules|backup|dump|init|media|download|import|export|script|secret|cache|shared?$|mnt/i;

function claimsIn(container: Container): readonly Mount[] {
  return container.mounts.filter(
    ({ volume, writable, isDevice, path }) =>
      path !== undefined && isAbsolute(path) && volume !== undefined && writable && !isDevice && isPersistent(volume),
  );
}

/** One directory is held, another one is not. */
function beside(program: Program, directory: string): Loss {
  const isDeclared = program.layout.volumes?.includes(directory) === true;
  return {
    at: program.container.at.at('volumeMounts'),
    level: 'error',
    where: ` in ${directory} too, ${isDeclared ? 'a VOLUME of the image, for which the runtime makes an empty one at every start' : "which is on the container's own layer"}`,
    remedy: `Mount a claim at ${directory} as well: another one, or a subPath of volume ${program.mount!.name}.`,
  };
}

function claimHere(program: Program, { name }: Container): string {
  const { directories, pod } = program;
  const place = directories.length > 1 ? `the directory of that version, and name the major version in the tag` : mountPlaceOf(program);
  const from = pod.workload.type === 'apps/StatefulSet' ? 'from volumeClaimTemplates' : 'from volumeClaimTemplates of a StatefulSet';
  return `Mount a claim in container ${name} at ${place}, ${from}.`;
}
