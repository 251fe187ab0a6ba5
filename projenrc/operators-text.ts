import { OPERATED } from '../src/facts/operators/operated';

/*
 * The page of what runs on an operator of others, from the facts that `explain` tells.
 */

const GENERATED = '<!-- Generated from the facts by `npm run rule-pages`. -->';

export function operatorsPage(): string {
  const rows = OPERATED.map(({ program, operators, storage, loses }) => {
    const runs = operators.map(({ title, kinds }) => `${title}: ${kinds.map((kind) => `\`${kind}\``).join(', ')}`);
    return `| ${[program, runs.join('; '), storage.join('; '), loses.join('; ')].join(' | ')} |`;
  });
  return `${[
    GENERATED,
    '# What runs on an operator',
    'Databases and stores of several members are run by operators, and most of what can go wrong with their storage is in a few fields of their resources. PostgreSQL has [ReplicatedDatabase](replicated-database.md); these are named, not rebuilt, and `npx cdk8s-storage explain mysql` tells the same:',
    ['| for | operator and its resources | what its storage has to say | what loses data |', '| -- | -- | -- | -- |', ...rows].join('\n'),
    'What is written here was read in the definitions and the code of the operators, in their state of August 2026; that of Spotahome has not changed since August 2023.',
    'The rules read all of it: [operator-deletes-claims](rules/operator-deletes-claims.md) finds what is told to delete, [claims-go-with-resource](rules/claims-go-with-resource.md) what deletes unless it is told otherwise or guarded, [operator-data-on-scratch](rules/operator-data-on-scratch.md) what is on no disk, [database-without-backup](rules/database-without-backup.md) what nobody backs up, [misread-schedule](rules/misread-schedule.md) schedules that never run; and all rules on claims read the claims inside these resources.',
  ].join('\n\n')}\n`;
}
