import { CHANGE_KINDS, EFFECTS } from '../src/facts/data-changes';
import { Allowed, FixedField, NEWEST_MINOR, OLDEST_MINOR, UPDATE_RULES, When } from '../src/facts/kubernetes/update-rules';

/*
 * The table of what the API server refuses to change, and of the kinds of changes that the plan tells of, from the facts that it uses.
 */

const ALLOWED: Readonly<Record<Allowed, string>> = {
  set: 'may be set where it is unset',
  'left-out': 'left out, it stays as the server has it',
  grow: `may grow, where the class allows it; from 1.32 also shrink to more than the volume has, which undoes a growth that failed`,
  less: 'may be set, or be lowered',
  added: 'items may be added',
  removed: 'items may be taken away',
  true: 'may become true',
  'any-order': 'in any order',
  'with-parallelism': 'of an Indexed Job may change together with parallelism',
  'while-suspended':
    'of a suspended Job that has not started, labels, annotations, node selector, node affinity, tolerations and scheduling gates may change; from 1.36 resources too',
};

const WHEN: Readonly<Record<When, string>> = {
  bound: 'of a claim that is Bound',
  pending: 'of a claim that is not Bound',
  immutable: 'with immutable: true',
  'in-cluster': 'of types other than ExternalName',
  balanced: 'of type LoadBalancer',
};

const GENERATED = '<!-- Generated from the facts by `npm run rule-pages`. -->';

export function updateRulesPage(): string {
  return `${[
    GENERATED,
    '# What may be changed of an object that is there',
    `The answer of the API server of Kubernetes 1.${OLDEST_MINOR} to 1.${NEWEST_MINOR}, by kind and field, compared after defaulting. All other fields of these kinds may change. [\`plan\`](plan.md) says \`refused\` by this table.`,
    UPDATE_RULES.map(({ types, fixed, remedy }) =>
      [`## ${types.map((type) => type.split('/').at(-1)!).join(', ')}`, table(fixed), `Way out: ${remedy}`].join('\n\n'),
    ).join('\n\n'),
    '## Growth',
    'A claim that is Bound may grow where its class is there and has `allowVolumeExpansion: true`; a claim without a class, or of a class that is no object, may not.',
    '## Kinds of changes',
    'What [`plan`](plan.md) tells of, and what an acknowledgement names:',
    kinds(),
  ].join('\n\n')}\n`;
}

function table(fixed: readonly FixedField[]): string {
  const rows = fixed.map((field) => `| ${fieldInWords(field)} | ${exceptions(field)} | ${versions(field)} |`);
  return ['| may not change | but | versions |', '| -- | -- | -- |', ...rows].join('\n');
}

const code = (text: string) => `\`${text}\``;

function fieldInWords({ at, when }: FixedField): string {
  const path = at.slice(1).replaceAll('/', '.').replaceAll('~1', '/');
  return `${code(path)}${when === undefined ? '' : ` ${WHEN[when]}`}`;
}

function exceptions({ but = [], allows }: FixedField): string {
  const fields = but.length === 0 ? [] : [but.map((field) => code(field.replaceAll('/', '.').replaceAll('~1', '/'))).join(', ')];
  return [...fields, ...(allows === undefined ? [] : [ALLOWED[allows]])].join('; ');
}

function versions({ since, until }: FixedField): string {
  if (since === undefined && until === undefined) return 'all';
  return since === undefined ? `up to 1.${until}` : `from 1.${since}`;
}

function kinds(): string {
  const all = Object.entries(CHANGE_KINDS).filter(([, { effect }]) => effect !== 'safe');
  const rows = EFFECTS.flatMap((effect) => all.filter(([, kind]) => kind.effect === effect)).map(
    ([id, { effect, summary }]) => `| ${code(`plan-${id}`)} | ${effect} | ${summary} |`,
  );
  return ['| acknowledged as | effect | what it is |', '| -- | -- | -- |', ...rows].join('\n');
}
