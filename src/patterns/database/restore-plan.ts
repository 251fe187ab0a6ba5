import { Construct } from 'constructs';
import { LONGEST_LABEL } from '../../facts/kubernetes/names';
import { checkIdentity, fullName, Identity } from '../../hardening/identity';
import { checkPodOptions, podObjects } from '../../hardening/pod-options';
import { checkBoolean, checkDuration, checkInteger, checkOneOf } from '../../props/check';
import { checkKnownProps } from '../../props/known-props';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { checkObjects, FreeObjects } from '../../workloads/objects';
import { BackupSource } from './backup-source';
import { EngineSpec, RestoreScripts } from './engine-spec';
import { checkDatabase, checkJobResources } from './jobs';
import { DatabaseRestoreProps, RestoredOwners } from './restore-props';
import type { StatefulDatabase } from './stateful-database';

export const COMPONENT = 'restore';
const OVERWRITE = 'overwrite existing data';

export interface RestorePlan {
  readonly identity: Identity;
  readonly objects: FreeObjects;
}

/** Checks the props of a DatabaseRestore; the identity of its objects follows from them. */
export function planRestore(scope: Construct, id: string, given: DatabaseRestoreProps): RestorePlan {
  const problems = Problems.ofNew('DatabaseRestore', scope, id);
  const props: Partial<DatabaseRestoreProps> = given ?? {};
  checkKnownProps(problems, '', props, 'DatabaseRestoreProps');
  const database = checkDatabase(problems, scope, props.database);
  const engine = database?._plan.engine;
  if (engine !== undefined && engine.restoring === undefined) {
    problems.add('database', database, `Nobody said how ${engine.title} is restored. Give dump to DatabaseEngine.custom.`);
  }
  checkSource(problems, props.source, engine?.dump?.suffix);
  checkFile(problems, props, engine?.dump?.suffix);
  checkOverwrite(problems, props.overwrite);
  checkOwners(problems, props.owners, engine);
  if (props.sourceDatabase !== undefined && (typeof props.sourceDatabase !== 'string' || props.sourceDatabase === '')) {
    problems.add('sourceDatabase', props.sourceDatabase, 'Give the name of the database inside its server that the backup was made of.');
  }
  checkSwitch(
    problems,
    'keepCopy',
    props.keepCopy,
    engine,
    ({ dropsFirst }) => dropsFirst,
    'keeps the old data until the new is in by itself',
  );
  checkSpaceSwitch(problems, props.checkSpace, engine);
  const identity = { name: props.name ?? nameOf(database, id, props), component: COMPONENT };
  const why = 'it is made of the database and the backup unless given';
  const name = checkIdentity(problems, identity, LONGEST_LABEL, why);
  checkPodOptions(problems, props).check();
  checkRestoringJob(problems, COMPONENT, props);
  const objects = checkObjects(problems, scope, name, () => [{ kind: 'Job', name: fullName(identity) }, ...podObjects(identity, props)]);
  problems.throwIfAny();
  return { identity, objects };
}

/** A question or a caution that only some engines have. */
function checkSwitch(
  problems: Problems,
  prop: string,
  value: unknown,
  engine: EngineSpec | undefined,
  has: (restoring: RestoreScripts) => boolean,
  why: string,
): void {
  if (checkBoolean(problems, prop, value) === undefined || engine?.restoring === undefined || has(engine.restoring)) return;
  problems.add(prop, value, `${engine.title} ${why}. Leave it out.`);
}

/**
 * A name that says what is restored, and nothing about how: a Job of another name is another Job, and a new version of this library must
 * not make one that restores again.
 */
function nameOf(database: StatefulDatabase | undefined, id: string, { file, overwrite }: Partial<DatabaseRestoreProps>): string {
  const time = typeof file === 'string' ? (/[0-9]{8}T[0-9]{6}Z/.exec(file)?.[0].toLowerCase() ?? 'file') : 'latest';
  return [database?.name ?? id, time, ...(overwrite === undefined ? [] : ['overwrite'])].join('-');
}

function checkSource(problems: Problems, source: unknown, suffix: string | undefined): void {
  if (!isA(source, BackupSource)) {
    problems.add('source', source, 'Give BackupSource.fromBackup(backup) or BackupSource.fromClaim(claim, name).');
    return;
  }
  source._check(problems, 'source');
  if (source._suffix !== undefined && suffix !== undefined && source._suffix !== suffix) {
    problems.add('source', source._suffix, `These are backups of another kind of database: this one reads ${suffix} files.`);
  }
}

function checkFile(problems: Problems, { file, source }: Partial<DatabaseRestoreProps>, suffix: string | undefined): void {
  if (file === undefined) return;
  const name = isA(source, BackupSource) ? source._name : undefined;
  const remedy = 'Give the name of a file as it lies with the backups, without a directory';
  const example = typeof name === 'string' && suffix !== undefined ? `, such as ${name}-20261120T230500Z${suffix}` : '';
  const fits = typeof file === 'string' && /^[a-z0-9][A-Za-z0-9._-]*$/.test(file);
  // A backup, or the copy that a restore has kept of what it dropped.
  const begins = fits && [`${name!}-`, `${name!}_before-`].some((prefix) => file.startsWith(prefix));
  if (fits && (example === '' || (begins && file.endsWith(suffix!)))) return;
  problems.add('file', file, `${remedy}${example}.`);
}

function checkOverwrite(problems: Problems, words: unknown): void {
  if (words === undefined || words === OVERWRITE) return;
  problems.add('overwrite', words, `Where what the database holds may be lost, say so in these words: ${JSON.stringify(OVERWRITE)}.`);
}

/** Reports whom restored objects belong to, where that is nobody, or where the engine cannot tell. */
export function checkOwners(problems: Problems, owners: unknown, engine: EngineSpec | undefined): void {
  if (owners === undefined) return;
  checkOneOf(problems, 'owners', owners, Object.values(RestoredOwners));
  if (engine?.restoring?.owners === false) {
    problems.add('owners', owners, `Objects of ${engine.title} have no owners that could be told apart. Leave it out.`);
  }
}

export function checkSpaceSwitch(problems: Problems, value: unknown, engine: EngineSpec | undefined): void {
  checkSwitch(problems, 'checkSpace', value, engine, ({ seesSpace }) => seesSpace, 'does not tell how much room its disk has');
}

/** Reports the times, tries and resources that whatever restores is given. */
export function checkRestoringJob(
  problems: Problems,
  container: string,
  { wait, deadline, retries, resources }: Pick<Partial<DatabaseRestoreProps>, 'wait' | 'deadline' | 'retries' | 'resources'>,
): void {
  if (wait !== undefined) checkDuration(problems, 'wait', wait, 0);
  if (deadline !== undefined) checkDuration(problems, 'deadline', deadline, 1);
  if (retries !== undefined) checkInteger(problems, 'retries', retries, { min: 0, max: 100 });
  checkJobResources(problems, container, resources);
}
