import { credentialInEntry, credentialInVariable, credentialInWords, NOT_SECRET, saysNotSecret } from '../../facts/credentials';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { Container, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) for (const container of pod.containers) yield* checkContainer(pod, container);
  for (const object of set.all('ConfigMap')) yield* checkConfigMap(object);
  for (const object of set.all('PersistentVolume')) {
    yield* checkSettings(object, ['spec', 'csi', 'volumeAttributes'], ['spec', 'mountOptions']);
  }
  for (const object of set.all('storage.k8s.io/StorageClass')) yield* checkSettings(object, ['parameters'], ['mountOptions']);
  const inDatabase = 'Keep it in a Secret, and set it in the database.';
  for (const object of set.all('postgresql.cnpg.io/Cluster')) yield* checkEntries(object, ['spec', 'postgresql', 'parameters'], inDatabase);
  for (const object of set.all('postgresql.cnpg.io/Pooler')) yield* checkEntries(object, ['spec', 'pgbouncer', 'parameters'], inDatabase);
}

const REMEDY = 'Put it into a Secret, and mount that as a file.';

function* checkContainer({ metadata }: PodTemplate, container: Container): Generator<Discovery> {
  const { at, name } = container;
  const annotation = metadata.at('annotations', NOT_SECRET).text;
  for (const variable of at.at('env').items) {
    const [key, value] = [variable.at('name').text, variable.at('value').text];
    if (key === undefined || value === undefined || credentialInVariable(key, value) === undefined) continue;
    if (saysNotSecret(annotation, key)) continue;
    yield {
      at: variable.at('value'),
      cause: `Variable ${key} of container ${name} holds a credential that everybody who can read the manifest reads.`,
      remedy: REMEDY,
    };
  }
  for (const { list, field, what } of commandsOf(container)) {
    const words = list.items;
    const found = credentialInWords(words.map((word) => word.text ?? ''));
    if (found === undefined || saysNotSecret(annotation, field)) continue;
    yield {
      at: words[found.index],
      cause: `${what} of container ${name} holds a credential that everybody who can read the manifest, or list processes, reads.`,
      remedy: REMEDY,
    };
  }
}

interface Command {
  readonly list: Cursor;
  /** What the annotation calls it. */
  readonly field: 'command' | 'args';
  readonly what: string;
}

/** All that is run in a container. */
function commandsOf({ at }: Container): Command[] {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => [`The ${probe}`, at.at(probe)] as const);
  const hooks = ['postStart', 'preStop'].map((hook) => [`The ${hook} hook`, at.at('lifecycle', hook)] as const);
  return [
    { list: at.at('command'), field: 'command', what: 'The command' },
    { list: at.at('args'), field: 'args', what: 'An argument' },
    ...[...probes, ...hooks].map(([what, action]): Command => ({ list: action.at('exec', 'command'), field: 'command', what })),
  ];
}

function* checkConfigMap(object: Manifest): Generator<Discovery> {
  const annotation = object.annotation(NOT_SECRET);
  for (const field of ['data', 'binaryData']) {
    for (const [key, at] of object.root.at(field).entries) {
      const text = field === 'data' ? at.text : Buffer.from(at.text ?? '', 'base64').toString('utf8');
      if (text === undefined || credentialInEntry(key, text) === undefined || saysNotSecret(annotation, key)) continue;
      yield {
        at,
        cause: `Entry ${key} of ConfigMap ${object.name} holds a credential, and ConfigMaps are readable for many.`,
        remedy: 'Put it into a Secret, and mount both where the program reads them.',
      };
    }
  }
}

function* checkEntries(object: Manifest, settings: readonly string[], remedy: string): Generator<Discovery> {
  for (const [key, at] of object.root.at(...settings).entries) {
    if (at.text === undefined || credentialInVariable(key, at.text) === undefined) continue;
    yield { at, cause: `${key} of ${object.toString()} holds a credential that everybody who can list such objects reads.`, remedy };
  }
}

/** What volumes and classes tell their drivers, and the options of their mounts. */
function* checkSettings(object: Manifest, settings: readonly string[], options: readonly string[]): Generator<Discovery> {
  const remedy = 'Name a Secret that the driver reads; its documentation says where.';
  yield* checkEntries(object, settings, remedy);
  const words = object.root.at(...options).items;
  const found = credentialInWords(words.map((word) => word.text ?? ''));
  if (found === undefined) return;
  const cause = `A mount option of ${object.toString()} holds a credential that everybody who can list such objects, or mounts, reads.`;
  yield { at: words[found.index], cause, remedy };
}

export const literalCredential: Rule = {
  id: 'literal-credential',
  level: 'error',
  summary: 'a password, token or key written out in a variable, a command, a ConfigMap or the settings of a volume or a database',
  explanation: {
    why: [
      'Manifests are in version control, in pipelines’ logs, and readable for whoever may list Pods. A credential in one of them is known to all of these, and changing it means changing the manifest. Secrets have rights of their own and can be encrypted at rest; a file from one shows neither in `kubectl describe` nor in a list of processes.',
      'Found are variables, settings and options that are called password, token, secret, key and so on, URLs with a password, and private keys. References such as $(PASSWORD), placeholders such as <PASSWORD> and CHANGE_ME, paths, addresses and empty values are not, nor are names of what tells about a secret: DB_PASSWORD_FILE, TOKEN_URL.',
      'Where a name looks like that of a secret and is none, the annotation cdk8s-storage/not-secret of the ConfigMap, or of the Pods, says why: "TOKEN_FORMAT: a format; args: no password". It has names of entries or variables, and command or args.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: report
      spec:
        containers:
          - name: report
            image: registry.example.com/report:3.1.0
            env:
              - name: DB_PASSWORD
                value: hunter2
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: report
      spec:
        containers:
          - name: report
            image: registry.example.com/report:3.1.0
            env:
              - name: DB_PASSWORD_FILE
                value: /run/secrets/db/password
            volumeMounts:
              - { name: db, mountPath: /run/secrets/db, readOnly: true }
        volumes:
          - name: db
            secret: { secretName: report-db, defaultMode: 0440 }
    `,
    see: ['https://kubernetes.io/docs/concepts/configuration/secret/'],
  },
  check,
};
