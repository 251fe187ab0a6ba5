import { inEntry, inText, inVariable } from '../lookup/credentials';
import { ManifestSet } from '../manifest-set';
import { Container } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) for (const container of pod.containers) yield* checkContainer(container);
  yield* checkConfigMaps(set);
}

const REMEDY = 'Put it into a Secret, and mount that as a file.';

function* checkContainer({ at, name }: Container): Generator<Discovery> {
  for (const variable of at.at('env').items) {
    const [key, value] = [variable.at('name').text, variable.at('value').text];
    if (key === undefined || value === undefined || inVariable(key, value) === undefined) continue;
    yield {
      at: variable.at('value'),
      cause: `Variable ${key} of container ${name} holds a credential that everybody who can read the manifest reads.`,
      remedy: REMEDY,
    };
  }
  for (const list of ['command', 'args']) {
    for (const word of at.at(list).items) {
      if (word.text === undefined || inText(word.text) === undefined) continue;
      yield {
        at: word,
        cause: `${list === 'args' ? 'An argument' : 'The command'} of container ${name} holds a credential that everybody who can read the manifest, or list processes, reads.`,
        remedy: REMEDY,
      };
      break;
    }
  }
}

function* checkConfigMaps(set: ManifestSet): Generator<Discovery> {
  for (const object of set.all('ConfigMap')) {
    for (const [key, at] of object.root.at('data').entries) {
      const reason = at.text === undefined ? undefined : inEntry(key, at.text);
      if (reason === undefined) continue;
      yield {
        at,
        cause: `Entry ${key} of ConfigMap ${object.name} holds a credential, and ConfigMaps are readable for many.`,
        remedy: 'Put it into a Secret, and mount both where the program reads them.',
      };
    }
  }
}

export const literalCredential: Rule = {
  id: 'literal-credential',
  level: 'error',
  summary: 'a password, token or key written out in a variable, an argument or a ConfigMap',
  explanation: {
    why: [
      'Manifests are in version control, in pipelines’ logs, and readable for whoever may list Pods. A credential in one of them is known to all of these, and changing it means changing the manifest. Secrets have rights of their own and can be encrypted at rest; a file from one shows neither in `kubectl describe` nor in a list of processes.',
      'Found are variables, settings and options that are called password, token, secret, key and so on, URLs with a password, and private keys. References such as $(PASSWORD), paths and empty values are not.',
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
