import { CLIENT, passwordProblem } from '../../facts/dump-programs';
import { commandsOf, mentions, placeOfCommands, programOf } from '../lookup/shell';
import { Container } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const container of pod.containers) if (mentions(container, CLIENT)) yield* checkContainer(container);
  }
}

function* checkContainer(container: Container): Generator<Discovery> {
  // With a terminal somebody may be there.
  if (container.at.at('tty').flag === true) return;
  for (const command of commandsOf(container)) {
    const hasInput = command.joint === '|' || command.redirects.some(({ sign }) => sign.startsWith('<'));
    const problem = passwordProblem(command.words, hasInput);
    if (problem === undefined) continue;
    yield {
      at: placeOfCommands(container),
      cause: `Container ${container.name} does not get into the database: of ${programOf(command)}, ${problem.why}.`,
      remedy: problem.remedy,
    };
    return;
  }
}

export const refusedDumpOption: Rule = {
  id: 'refused-dump-option',
  level: 'error',
  summary: 'a client of a database that is given its password in a way that it does not take, so that each backup fails',
  explanation: {
    why: [
      'Clients of databases do not agree on their options. --password of PostgreSQL takes no value: pg_dump ends with an error, or waits for somebody to type. -p of MySQL wants its value in the same word; with a blank between, it asks, and takes the password for the name of a database. In a Job nobody answers, and there is no backup.',
    ],
    wrong: yaml`
      apiVersion: batch/v1
      kind: CronJob
      metadata:
        name: shop-dump
      spec:
        schedule: "45 3 * * *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: dump
                    image: postgres:17.6
                    command: [pg_dump, --host=shop, --username=shop, --password=$(PASSWORD), --file=/dumps/shop.sql, shop]
    `,
    right: yaml`
      apiVersion: batch/v1
      kind: CronJob
      metadata:
        name: shop-dump
      spec:
        schedule: "45 3 * * *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: dump
                    image: postgres:17.6
                    command: [pg_dump, --host=shop, --username=shop, --no-password, --file=/dumps/shop.sql, shop]
                    env:
                      - name: PGPASSFILE
                        value: /run/secrets/shop/pgpass
    `,
    see: ['https://www.postgresql.org/docs/current/app-pgdump.html', 'https://dev.mysql.com/doc/refman/8.4/en/connecting.html'],
  },
  check,
};
