import { resolve } from 'node:path';
import { App } from 'cdk8s';
import { checkBoolean, checkText } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { afterSynthesis, isApp } from '../workloads/during-synthesis';
import { compareNames, Comparison, SaidOfName } from './compare-names';
import { manifestsOf } from './constructed-manifests';
import { keptNames } from './kept-names';
import { NamesFile, namesFileText, readNamesFile, writeNamesFile } from './names-file';
import { duringSynthesis } from './synthesis-memo';

/**
 * A name that holds data and is another now, with its data.
 */
export interface MovedStorageName {
  /** The name as it stands in the file: `PersistentVolumeClaim shop/files`, or an object with all its claims, `StatefulSet shop/orders`. */
  readonly from: string;

  /** What it is called now, written in the same way. */
  readonly to: string;

  /** How the data came there: for whoever reads it next year. */
  readonly reason: string;
}

/**
 * A name that held data that nobody needs any more.
 */
export interface RetiredStorageName {
  /** The name as it stands in the file: `PersistentVolumeClaim shop/files`, or an object with all its claims, `StatefulSet shop/orders`. */
  readonly name: string;

  /** Why its data is not needed, or where it is kept: for whoever reads it next year. */
  readonly reason: string;
}

/**
 * What may change of the names that hold data.
 */
export interface StorageNamesOptions {
  /**
   * Names whose data is under another name now. It stays in the file that it was so; once that is committed, this may be left out.
   *
   * @default - none
   */
  readonly moved?: MovedStorageName[];

  /**
   * Names whose data is not needed any more. It stays in the file that it was so; once that is committed, this may be left out.
   *
   * @default - none
   */
  readonly retired?: RetiredStorageName[];

  /**
   * Whether the file is only read, so that a name that is not in it stops the synthesis too: in a pipeline, which cannot commit it.
   *
   * @default - true where the environment variable CI is set
   */
  readonly frozen?: boolean;
}

/**
 * Keeps the names that hold data: claims, PersistentVolumes, and the claim templates of StatefulSets and of operators' resources.
 *
 * cdk8s makes names from the path of a construct, so that moving code, or another id, gives new names: the workload starts with new, empty
 * claims, and the old ones stay behind or are deleted. The lock writes the names that an app makes into a file, which is committed. From
 * then on synthesis fails when one of them changes or goes, unless `moved` or `retired` says what has become of the data. Moving a
 * construct whose name stays is fine. It creates no object.
 *
 *     StorageNames.lock(app, 'storage.names.json');
 *
 * @see https://cdk8s.io/docs/latest/basics/api-object/#metadata
 */
export class StorageNames {
  /**
   * Locks the names of an app. New ones are written into the file at the end of each `synth()`, but where it is frozen.
   *
   * @param app The app. All its charts are looked at, whoever made what is in them.
   * @param file The file, relative to the directory that the process runs in. An app has one of its own.
   * @param options What may change.
   */
  public static lock(app: App, file: string, options: StorageNamesOptions = {}): void {
    const problems = new Problems('StorageNames.lock', 'the app');
    if (!isApp(app)) problems.add('app', app, 'Give the app, which holds all charts.');
    else if (LOCKED in app) problems.add('app', app, 'Its names are locked already. Call it once, with all that is moved and retired.');
    checkText(problems, 'file', file, "Name the file, such as 'storage.names.json', and commit it.");
    const said = checkOptions(problems, options);
    problems.throwIfAny();
    Object.defineProperty(app, LOCKED, { value: true });
    lock(app, file, said);
  }

  private constructor() {}
}

/** On an app, so that another copy of this library sees it. */
const LOCKED = Symbol.for('cdk8s-storage.locked-names');

interface Said {
  readonly said: readonly SaidOfName[];
  readonly frozen: boolean;
}

function checkOptions(problems: Problems, given: StorageNamesOptions): Said {
  const options = withoutNulls(given, 'StorageNamesOptions') ?? {};
  checkKnownProps(problems, '', options, 'StorageNamesOptions');
  checkBoolean(problems, 'frozen', options.frozen);
  const said: SaidOfName[] = [];
  for (const [list, key] of [
    ['moved', 'from'],
    ['retired', 'name'],
  ] as const) {
    const items: unknown = options[list];
    if (items === undefined) continue;
    if (!Array.isArray(items)) {
      problems.add(list, items, 'Give a list.');
      continue;
    }
    for (const [index, item] of (items as Array<Record<string, unknown> | null>).entries()) {
      const prop = `${list}[${index}]`;
      const name = checkText(
        problems,
        `${prop}.${key}`,
        item?.[key],
        'Give the name as it stands in the file, such as StatefulSet shop/orders.',
      );
      const to = list === 'moved' ? checkText(problems, `${prop}.to`, item?.to, 'Give the name that has the data now.') : undefined;
      const reason = checkText(
        problems,
        `${prop}.reason`,
        item?.reason,
        'Say what has become of the data, for whoever reads it next year.',
      );
      if (name !== undefined && reason !== undefined) said.push({ prop, name, to, reason });
    }
  }
  return { said, frozen: options.frozen ?? ((process.env.CI ?? '') !== '' && process.env.CI !== 'false') };
}

const EMPTY: NamesFile = { names: new Map(), gone: new Map() };

function lock(app: App, given: string, { said, frozen }: Said): void {
  // The process may go to another directory until it synthesizes.
  const path = resolve(given);
  let found: Comparison | undefined;
  const look = (): string[] => {
    found = undefined;
    const before = readNamesFile(path);
    if (typeof before === 'string') return [`${given}: ${before}`];
    if (before === undefined && frozen) {
      return [`${given}: there is no such file, and it is frozen here. Synthesize once where CI is not set, and commit what is written.`];
    }
    found = compareNames(before ?? EMPTY, keptNames(manifestsOf(app)), said);
    const added = frozen ? found.added : [];
    return [
      ...found.problems,
      ...added.map(
        (name) => `${given}: ${name} is not in it, and it is frozen here. Synthesize once where CI is not set, and commit what is written.`,
      ),
    ];
  };
  app.node.addValidation({ validate: duringSynthesis(app, look) });
  afterSynthesis(app, () => {
    if (frozen || found === undefined) return;
    const text = namesFileText(found.next);
    const present = readNamesFile(path);
    const isSame = present !== undefined && typeof present !== 'string' && namesFileText(present) === text;
    if (!isSame) writeNamesFile(path, text);
  });
}
