import { Cursor } from '../cursor';
import { Container } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const container of pod.containers) {
      const places = secretPlaces(container);
      if (places.length === 0) continue;
      const names = [...new Set(places.map(({ name }) => name))].join(', ');
      yield {
        at: places[0].at,
        cause: `Container ${container.name} gets ${names} as environment, which child processes inherit, crash reports print, and a change of the Secret does not reach.`,
        remedy: 'Mount the Secret as files, where the program can read them (many take a variable that ends in _FILE).',
      };
    }
  }
}

function secretPlaces({ at }: Container): Array<{ readonly at: Cursor; readonly name: string }> {
  return [
    ...at.at('env').items.map((item) => item.at('valueFrom', 'secretKeyRef')),
    ...at.at('envFrom').items.map((item) => item.at('secretRef')),
  ].flatMap((ref) => {
    const name = ref.at('name').text;
    return name === undefined ? [] : [{ at: ref, name: `Secret ${name}` }];
  });
}

export const secretInEnvironment: Rule = {
  id: 'secret-in-environment',
  level: 'info',
  summary: 'a Secret given as environment instead of as a file',
  explanation: {
    why: [
      'Environment variables are inherited by every child process, end up in crash reports and debug pages, and keep their value until the container restarts. Files of a mounted Secret are read by who opens them, and are refreshed when it changes. One finding is made for each container.',
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
                valueFrom:
                  secretKeyRef: { name: report-db, key: password }
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
    see: ['https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets'],
  },
  check,
};
