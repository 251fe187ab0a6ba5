import { parseQuantity } from '../facts/kubernetes/quantities';
import { Adoption, newSecretName } from '../runbooks/adopt/adoption';

/** The construct that takes data over, as TypeScript that compiles. */
export function adoptionCode(adoption: Adoption): string {
  const { name, workload, factory, version, image, database } = adoption;
  const storage = storageOf(adoption);
  const lines = [
    `new StatefulDatabase(this, ${text(name)}, {`,
    `  name: ${text(name)},`,
    `  engine: DatabaseEngine.${factory}({ version: ${text(version)}${image === undefined ? '' : `, image: ${text(image)}`} }),`,
    '  storage: {',
    ...storage.map((line) => `    ${line}`),
    '  },',
    `  credentials: ${credentialsOf(adoption)},`,
    ...(database === undefined ? [] : [`  database: ${text(database)},`]),
    '});',
  ];
  const isSized = storage.some((line) => line.includes('Size.'));
  const isSingle = storage.some((line) => line.includes('kplus.'));
  return [
    `import { Chart${isSized ? ', Size' : ''} } from 'cdk8s';`,
    ...(isSingle ? ["import * as kplus from 'cdk8s-plus-27';"] : []),
    "import { DatabaseCredentials, DatabaseEngine, ExistingData, StatefulDatabase } from 'cdk8s-storage';",
    "import { Construct } from 'constructs';",
    '',
    `/** Takes over the data of ${workload.kind} ${workload.namespace}/${workload.name}. */`,
    `export class ${className(name)} extends Chart {`,
    '  constructor(scope: Construct, id: string) {',
    `    super(scope, id, { namespace: ${text(workload.namespace)} });`,
    ...lines.map((line) => `    ${line}`),
    '  }',
    '}',
    '',
  ].join('\n');
}

function storageOf({ way, claim, layout, directory, owner }: Adoption): string[] {
  const options = [
    ...(way === 'as it is' ? [`claimName: ${text(claim.name)}`] : []),
    ...(directory === undefined ? [] : [`directory: ${text(directory)}`]),
    ...(['user', 'group', 'fsGroup'] as const).flatMap((id) => (owner[id] === undefined ? [] : [`${id}: ${owner[id]}`])),
  ];
  const given = options.length === 0 ? '' : `{ ${options.join(', ')} }`;
  const existing = `existing: ExistingData.${layout ?? 'ofLayout'}(${given}),`;
  if (way === 'as it is') return [existing];
  return [
    `size: ${sizeOf(claim.size)},`,
    `storageClass: { storageClassName: ${text(claim.className)} },`,
    ...(claim.accessModes.includes('ReadWriteOncePod') ? ['accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE_POD,'] : []),
    existing,
  ];
}

function credentialsOf(adoption: Adoption): string {
  const { credentials } = adoption;
  const name = text(newSecretName(adoption));
  if (!('userKey' in credentials)) return `DatabaseCredentials.fromSecretName(${name})`;
  return `DatabaseCredentials.fromSecretName(${name}, { username: ${text(credentials.userKey)}, password: ${text(credentials.passwordKey)} })`;
}

const UNITS = [
  ['gibibytes', 2 ** 30],
  ['mebibytes', 2 ** 20],
  ['kibibytes', 2 ** 10],
] as const;

/** The size, rounded up to whole KiB where it is none of any unit. */
function sizeOf(size: string): string {
  const bytes = parseQuantity(size)!;
  const [unit, factor] = UNITS.find(([, each]) => bytes % each === 0) ?? UNITS[2];
  return `Size.${unit}(${Math.ceil(bytes / factor)})`;
}

const className = (name: string): string =>
  name
    .split('-')
    .filter((part) => part !== '')
    .map((part) => part[0].toUpperCase() + part.slice(1))
    .join('');

/** A text as code, whatever is in it. */
const text = (value: string): string => `'${JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
