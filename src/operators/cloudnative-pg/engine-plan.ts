import { parseImage } from '../../facts/kubernetes/images';
import { CNPG_FLAVOUR, CNPG_IMAGE, CNPG_SERIES, majorOfClusterImage } from '../../facts/operators/cloudnative-pg';
import { DatabaseEngine } from '../../patterns/database/engine';
import { described } from '../../props/format-value';
import { isA } from '../../props/kinds';
import { NotSecret } from '../../props/not-secret';
import { Problems } from '../../props/problems';
import { InitdbJson, initdbOf } from './initdb';
import { SmallestDisk } from './storage';

/** What clients are told of the server. */
export interface ServerPlan {
  readonly title: string;
  readonly port: number;
  readonly clientVariables: Clients;
}

type Clients =
  | { readonly host: string; readonly port: string; readonly database: string; readonly username: string; readonly password: string }
  | undefined;

/** The image that runs, and what it demands. */
export interface EnginePlan {
  readonly image: string;
  readonly series: string;
  readonly server: ServerPlan;
  readonly initdb: InitdbJson;
  readonly least: { readonly smallestData?: SmallestDisk; readonly smallestLog?: SmallestDisk };
}

export function checkEngine(problems: Problems, given: unknown): EnginePlan | undefined {
  if (!isA(given, DatabaseEngine)) {
    problems.add('engine', given, 'Give PostgreSQL with its version, such as DatabaseEngine.postgres({ version: "18" }).');
    return undefined;
  }
  const before = problems.count;
  const notSecret = new NotSecret(problems, 'notSecret', undefined);
  const spec = given._plan(problems, 'engine', notSecret);
  if (spec === undefined || problems.count > before) return undefined;
  const { operated, title, port, clientVariables, smallestData, smallestLog } = spec;
  if (operated === undefined) {
    problems.add(
      'engine',
      described(title),
      `CloudNativePG runs PostgreSQL, and no ${title}. Name an operator that is made for it: docs/operators.md tells which.`,
    );
    return undefined;
  }
  if (!CNPG_SERIES.includes(operated.series)) {
    problems.add('engine.version', operated.version, `The operator runs ${CNPG_SERIES.join(', ')}. Use one of them.`);
  }
  if (operated.image !== undefined) checkClusterImage(problems, operated.image, operated.series);
  const initdb = initdbOf(problems, 'engine.initdbArgs', operated);
  return {
    image: operated.image ?? `${CNPG_IMAGE}:${operated.version}-${CNPG_FLAVOUR}`,
    series: operated.series,
    server: { title, port, clientVariables },
    least: { smallestData, smallestLog },
    initdb,
  };
}

function checkClusterImage(problems: Problems, image: string, series: string): void {
  const major = majorOfClusterImage(image);
  const { repository = '', tag } = parseImage(image) ?? {};
  if (tag === undefined || major === undefined) {
    problems.add(
      'engine.image',
      image,
      `The operator reads the version at the beginning of the tag, beside a digest too. Use a tag such as ${series}.1-${CNPG_FLAVOUR}.`,
    );
  } else if (String(major) !== series) {
    problems.add('engine.image', image, `The operator reads version ${major} in its tag, and the engine says ${series}. Say the same.`);
  } else if (/(^|\/)(postgres|postgis)$/.test(repository) && !repository.includes('cloudnative-pg')) {
    problems.add(
      'engine.image',
      image,
      `It is made to run by itself, as another user. Use one that is made for the operator, such as ${CNPG_IMAGE}.`,
    );
  }
}
