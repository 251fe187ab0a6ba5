import { Size } from 'cdk8s';
import { CLASS_DRIVERS } from '../../facts/drivers';
import { ENGINES } from '../../facts/engines';
import { didYouMean } from '../../util/did-you-mean';
import { parseImage, unpinnedReason } from '../../facts/kubernetes/images';
import { scratchOf } from '../../facts/programs/scratch';
import { dnsLabelRule, isDnsLabel, isLabelValue } from '../../facts/kubernetes/names';
import { BackupStore } from '../../operators/cloudnative-pg/backup-store';
import { DatabaseEngine } from '../../patterns/database/engine';
import { StorageDriver } from '../../storage-classes/storage-driver';
import { quoted } from './substitute';

/** A value as it is tried out, and as it is written in TypeScript. */
export interface Value<T> {
  readonly value: T;
  readonly code: string;
}

/** Why an answer cannot be taken: what is wrong, and what to write instead. */
export class AnswerProblem extends Error {}

const UNITS: Readonly<
  Record<string, { readonly factory: 'kibibytes' | 'mebibytes' | 'gibibytes' | 'tebibytes'; readonly of: (n: number) => Size }>
> = {
  Ki: { factory: 'kibibytes', of: (amount) => Size.kibibytes(amount) },
  Mi: { factory: 'mebibytes', of: (amount) => Size.mebibytes(amount) },
  Gi: { factory: 'gibibytes', of: (amount) => Size.gibibytes(amount) },
  Ti: { factory: 'tebibytes', of: (amount) => Size.tebibytes(amount) },
};

export function readSize(text: string): Value<Size> {
  const [, amount, unit] = /^([1-9][0-9]{0,8})(Ki|Mi|Gi|Ti)$/.exec(text) ?? [];
  if (amount === undefined) throw new AnswerProblem('Give a whole number with Ki, Mi, Gi or Ti, such as 20Gi.');
  const { factory, of } = UNITS[unit];
  return { value: of(Number(amount)), code: `Size.${factory}(${amount})` };
}

export function readNamespace(text: string): string {
  if (isDnsLabel(text)) return text;
  throw new AnswerProblem(`${dnsLabelRule()}.`);
}

function readImage(text: string): string {
  const remedy = unpinnedReason(text);
  if (remedy === undefined) return text;
  throw new AnswerProblem(remedy);
}

/** What a service has besides the volumes that its template names. */
const WRITABLE = ['/tmp'];

/** The image of a service, which runs as a user without a name, on a root file system that is read-only. */
export function readServiceImage(text: string): string {
  readImage(text);
  const elsewhere = scratchOf(parseImage(text)!, () => '').filter((path) => !WRITABLE.includes(path));
  if (elsewhere.length === 0) return text;
  throw new AnswerProblem(
    `It writes to ${elsewhere.join(' and ')} as root, and what is made runs as user 10001 on a read-only root with ${WRITABLE.join(', ')} to write to.` +
      ' Use one that runs as any user, such as nginxinc/nginx-unprivileged:1.29.1-alpine; or begin with that, and change the image, its settings and writablePaths in the chart.',
  );
}

/** Databases that are known by the name of their image. */
export const DATABASE_NAMES = ENGINES.map(({ factory }) => factory);

/** The factories that take a version and an image. */
type EngineFactory = {
  [Name in keyof typeof DatabaseEngine]: (typeof DatabaseEngine)[Name] extends (options: EngineOptions) => DatabaseEngine ? Name : never;
}[keyof typeof DatabaseEngine];

interface EngineOptions {
  readonly version: string;
  readonly image?: string;
}

/** The engine that an image runs; one that is built on the official one is recognized by the last part of its name. */
export function readDatabase(text: string): Value<DatabaseEngine> {
  readImage(text);
  const { repository, tag } = parseImage(text)!;
  const path = repository.split('/');
  const engine = ENGINES.find(
    ({ factory, images }) => factory === path.at(-1) || images.some(({ repositories }) => repositories.includes(path.slice(-2).join('/'))),
  );
  if (engine === undefined) {
    throw new AnswerProblem(
      `Databases that are known by their image: ${DATABASE_NAMES.join(', ')}. Begin with one, and change the engine in the chart.`,
    );
  }
  if (tag === undefined) {
    throw new AnswerProblem('The tag says which version it is. Write it, with the digest behind it: postgres:18.6@sha256:....');
  }
  const isOfficial = text === `${engine.image}:${tag}`;
  // Images that are built on the official one begin their tags with something of their own, or with the version.
  const version = /[0-9]+(\.[0-9]+)*/.exec(tag)?.[0] ?? tag;
  const options = isOfficial ? { version: tag } : { version, image: text };
  const code = isOfficial ? `{ version: ${quoted(tag)} }` : `{ version: ${quoted(version)}, image: ${quoted(text)} }`;
  return { value: DatabaseEngine[engine.factory as EngineFactory](options), code: `DatabaseEngine.${engine.factory}(${code})` };
}

/** The factory of each driver that has one, by the name on the command line. */
const FACTORIES = new Map(
  CLASS_DRIVERS.flatMap(({ typed }) => (typed === undefined ? [] : [[typed.name, typed.factory as DriverFactory] as const])),
);

/** The factories that want no options. */
type DriverFactory = {
  [Name in keyof typeof StorageDriver]: (typeof StorageDriver)[Name] extends () => StorageDriver ? Name : never;
}[keyof typeof StorageDriver];

export const DRIVER_NAMES = [...FACTORIES.keys()];

export function readDriver(text: string): Value<StorageDriver> {
  const factory = FACTORIES.get(text);
  if (factory !== undefined) return { value: StorageDriver[factory](), code: `StorageDriver.${factory}()` };
  // The names of CSI drivers are domains.
  if (text.includes('.')) return { value: StorageDriver.csi(text), code: `StorageDriver.csi(${quoted(text)})` };
  throw new AnswerProblem(
    `Use one of ${DRIVER_NAMES.join(', ')}, or the name of a CSI driver, as kubectl get csidrivers shows it.${didYouMean(text, DRIVER_NAMES)}`,
  );
}

/** Zones, separated by commas; none means wherever the first Pod runs. */
export function readZones(text: string): Value<readonly string[] | undefined> {
  const zones = text.split(',').map((zone) => zone.trim());
  if (text.trim() === '') return { value: undefined, code: '' };
  const wrong = zones.find((zone) => zone === '' || !isLabelValue(zone));
  if (wrong !== undefined) throw new AnswerProblem(`Give the names of zones, separated by commas, such as eu-central-1a,eu-central-1b.`);
  return { value: zones, code: `[${zones.map(quoted).join(', ')}]` };
}

/** The kinds of stores, by how their addresses begin. */
const STORES = [
  ['s3://', 's3'],
  ['gs://', 'google'],
  ['https://', 'azure'],
] as const;

/** Where backups go to: the kind of the store follows from its address. */
export function readStore(path: string, secretName: string): Value<BackupStore> {
  const kind = STORES.find(([scheme]) => path.startsWith(scheme))?.[1];
  if (kind === undefined) {
    throw new AnswerProblem(
      'Give the address of a bucket, such as s3://backups/shop, gs://backups/shop or https://account.blob.core.windows.net/backups/shop.',
    );
  }
  return {
    value: BackupStore[kind]({ path, secretName }),
    code: `BackupStore.${kind}({ path: ${quoted(path)}, secretName: ${quoted(secretName)} })`,
  };
}
