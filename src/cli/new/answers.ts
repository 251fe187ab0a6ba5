import { Size } from 'cdk8s';
import { dnsLabelRule, isDnsLabel } from '../../facts/kubernetes/names';
import type { DatabaseEngine } from '../../patterns/database/engine';
import type { BackupStore } from '../../operators/cloudnative-pg/backup-store';
import type { StorageDriver } from '../../storage-classes/storage-driver';
import { formatValue } from '../../props/format-value';
import type { AnswerName, Pattern } from './patterns';
import { AnswerProblem, readDatabase, readDriver, readNamespace, readServiceImage, readSize, readStore, readZones, Value } from './values';

/** What a template is told, as the user wrote it. */
export type Answers = Readonly<Partial<Record<AnswerName, string>>>;

/** The same, understood. */
export interface Values {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly engine: Value<DatabaseEngine>;
  readonly size: Value<Size>;
  readonly driver: Value<StorageDriver>;
  readonly zones: Value<readonly string[] | undefined>;
  readonly server: string;
  readonly path: string;
  readonly store: Value<BackupStore>;
}

/** What is wrong with one option: the value, why it cannot be, and what to write instead. */
export interface Problem {
  readonly option: AnswerName | 'name';
  readonly text: string;
}

/** A web server that runs as any user, so that what is made runs before it has an image of its own. */
const SERVER = 'nginxinc/nginx-unprivileged:1.29.1-alpine';
const DATABASE = 'postgres:18.6';

/** What stands where nothing is answered. */
export function defaultsOf(pattern: Pattern, name: string): Readonly<Record<AnswerName, string>> {
  return {
    namespace: name,
    image: pattern.database === true ? DATABASE : (pattern.image ?? SERVER),
    size: pattern.size ?? '1Gi',
    'class-driver': 'aws-ebs',
    zones: '',
    'nfs-server': 'nfs.example.com',
    'nfs-path': `/exports/${name}`,
    bucket: `s3://backups/${name}`,
  };
}

/** Reads all answers; reports all that is wrong with them. */
export function readAnswers(
  pattern: Pattern,
  name: string,
  given: Answers,
): { readonly values?: Values; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const answers = { ...defaultsOf(pattern, name), ...given };
  const read = <T>(option: AnswerName, reader: (text: string) => T): T | undefined => {
    try {
      return reader(answers[option]);
    } catch (error) {
      if (!(error instanceof AnswerProblem)) throw error;
      problems.push({ option, text: `${formatValue(answers[option])}. ${error.message}` });
      return undefined;
    }
  };
  const isNamed = isDnsLabel(name);
  if (!isNamed) problems.push({ option: 'name', text: `${formatValue(name)}. ${NAME_REMEDY}` });
  const values = {
    name,
    // Named after the service unless told, so it has no fault of its own.
    namespace: isNamed || given.namespace !== undefined ? read('namespace', readNamespace) : name,
    image: pattern.database === true ? answers.image : read('image', readServiceImage),
    engine: pattern.database === true ? read('image', readDatabase) : readDatabase(DATABASE),
    size: read('size', readSize),
    driver: read('class-driver', readDriver),
    zones: read('zones', readZones),
    server: answers['nfs-server'],
    path: answers['nfs-path'],
    store: read('bucket', (text) => readStore(text, `${name}-store`)),
  };
  return problems.length > 0 ? { problems } : { values: values as Values, problems };
}

const NAME_REMEDY = `${dnsLabelRule()}; --name sets it apart from the directory.`;
