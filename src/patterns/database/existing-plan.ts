import { EXISTING_LAYOUTS, ExistingLayout } from '../../facts/engines/existing-layouts';
import { parseImage } from '../../facts/kubernetes/images';
import { checkBoolean, checkInteger, checkObjectName } from '../../props/check';
import { checkKnownProps } from '../../props/known-props';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { isObject, Unchecked } from '../../util/unchecked';
import { EngineSpec } from './engine-spec';
import { ExistingData, ExistingDataOptions, ExistingPlan } from './existing-data';
import type { StatefulDatabaseProps } from './props';
import type { DatabaseStorage } from './storage';

const AT = 'storage.existing';

/** The greatest user and group id of Linux. */
const MOST_ID = 2 ** 31 - 1;

/** What `storage.existing` says, checked; undefined where there is none, or nothing that could be used. */
export function checkExisting(
  problems: Problems,
  props: Partial<StatefulDatabaseProps>,
  engine: EngineSpec | undefined,
): ExistingPlan | undefined {
  const value = (props.storage as Unchecked<DatabaseStorage> | null | undefined)?.existing;
  if (value === undefined) return undefined;
  if (!isA(value, ExistingData)) {
    problems.add(
      AT,
      value,
      'Say how the data lies: ExistingData.officialPostgres(), ExistingData.bitnamiPostgresql() and so on, or ExistingData.ofLayout({ directory, user }).',
    );
    return undefined;
  }
  const before = problems.count;
  const { layout: name, options } = value._said;
  checkKnownProps(problems, AT, options, name === undefined ? 'ExistingLayoutOptions' : 'ExistingDataOptions');
  if (!isObject(options)) {
    if (problems.count === before) problems.add(AT, options, 'Say where the data lies and whose it is: { directory: "data", user: 1001 }.');
    return undefined;
  }
  const given = options as Unchecked<ExistingDataOptions>;
  const layout: ExistingLayout | undefined = name && EXISTING_LAYOUTS[name];
  checkBeside(problems, props, given);
  const claimName = given.claimName === undefined ? undefined : checkObjectName(problems, `${AT}.claimName`, given.claimName);
  const directory = checkDirectory(problems, given.directory, layout !== undefined);
  const ids = checkOwner(problems, props, given, layout, engine);
  const allowCollationChange = checkBoolean(problems, `${AT}.allowCollationChange`, given.allowCollationChange) ?? false;
  if (engine === undefined) return undefined;
  if (engine.existing === undefined || (layout !== undefined && engine.existing.engine !== layout.engine)) {
    problems.add(
      AT,
      name,
      `That is the layout of ${layout!.title}, and the engine is ${engine.title}. Use the layout of its own, or ExistingData.ofLayout.`,
    );
  }
  if (engine.existing?.engine !== 'postgres' && given.allowCollationChange !== undefined) {
    problems.add(`${AT}.allowCollationChange`, given.allowCollationChange, `${engine.title} does not sort by the C library. Leave it out.`);
  }
  for (const { prop, value: said } of engine.existing?.ofNew ?? []) {
    problems.add(prop, said, 'It is for a new database, and this one exists: nothing would come of it. Leave it out.');
  }
  if (problems.count > before || engine.existing === undefined) return undefined;
  const below = directory ?? layout!.directory(engine.existing.major);
  const path = below === '' ? engine.dataMount : `${engine.dataMount}/${below}`;
  return { claimName, path, ...ids, allowCollationChange };
}

/** What makes a new database, or says whose the data is a second time. */
function checkBeside(problems: Problems, props: Partial<StatefulDatabaseProps>, { claimName }: Unchecked<ExistingDataOptions>): void {
  const storage = props.storage as Unchecked<DatabaseStorage>;
  const refuse = (prop: string, value: unknown, why: string) => {
    if (value !== undefined) problems.add(prop, value, `${why} Leave it out.`);
  };
  refuse(
    'initFiles',
    props.initFiles === undefined ? undefined : Object.keys(props.initFiles ?? {}),
    'They fill a new database, and this one exists.',
  );
  for (const id of ['user', 'group'] as const) refuse(id, props[id], `It is the owner of the data, which ${AT} says.`);
  refuse('storage.dataSource', storage.dataSource, 'The claim has its data already.');
  refuse('storage.wal', storage.wal === undefined ? undefined : 'a disk', 'The write-ahead log stays where it is, with the data.');
  if (claimName === undefined) return;
  for (const name of ['size', 'storageClass', 'accessMode', 'retention'] as const) {
    refuse(`storage.${name}`, storage[name], 'It is that of the claim that exists, which stays as it is.');
  }
  if (props.replicas !== undefined && props.replicas !== 1) {
    problems.add('replicas', props.replicas, 'All Pods would write to the one claim. Use 1.');
  }
}

function checkDirectory(problems: Problems, value: unknown, isOptional: boolean): string | undefined {
  if (value === undefined && isOptional) return undefined;
  const parts = typeof value === 'string' ? value.split('/') : undefined;
  const isPath = parts?.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\p{Cc}$]/u.test(part));
  if (value === '' || isPath) return value as string;
  problems.add(
    `${AT}.directory`,
    value,
    'Give the directory relative to the root of the volume, such as "data" or "prod/pgdata"; "" for the root.',
  );
  return undefined;
}

function checkOwner(
  problems: Problems,
  { hardening }: Partial<StatefulDatabaseProps>,
  given: Unchecked<ExistingDataOptions>,
  layout: ExistingLayout | undefined,
  engine: EngineSpec | undefined,
): { user: number; group: number; fsGroup?: number } {
  const isAlpine = engine !== undefined && /alpine/.test(parseImage(engine.image)?.tag ?? '');
  const owner = (isAlpine ? layout?.alpineOwner : undefined) ?? layout?.owner;
  const id = (name: 'user' | 'group' | 'fsGroup') =>
    given[name] === undefined ? undefined : checkInteger(problems, `${AT}.${name}`, given[name], { min: 0, max: MOST_ID });
  if (given.user === undefined && owner === undefined) {
    problems.add(`${AT}.user`, undefined, 'Say whose the files are: ls -ln in the directory.');
  }
  const [user, group, fsGroup] = [id('user'), id('group'), id('fsGroup')];
  if (user === 0 && (hardening as { runAsNonRoot?: boolean } | null | undefined)?.runAsNonRoot !== false) {
    problems.add(
      `${AT}.user`,
      0,
      'A server that runs as root is refused. Give the files to another user with the old server stopped (chown -R), and name him.',
    );
  }
  // Whose user is said is another owner altogether.
  const said = user === undefined || user === owner?.user ? owner : undefined;
  return { user: user ?? said?.user ?? 0, group: group ?? said?.group ?? user ?? 0, fsGroup: fsGroup ?? said?.fsGroup };
}

/** The engine as it runs on data that exists. */
export function takenOver(engine: EngineSpec, existing: ExistingPlan): EngineSpec {
  return { ...engine, ...engine.existing!.at(existing) };
}
