import { createHash } from 'node:crypto';
import { CHANGE_KINDS, CHANGE_PREFIX, ChangeId, Effect, EFFECT_MEANINGS } from '../../facts/data-changes';
import { capital } from '../../util/capital';
import { artifactUri } from '../../checks/formats/artifact-uri';
import { formatRef } from '../../checks/object';
import { InputProblem } from '../../checks/input-problem';
import { HOME } from '../../checks/rule-page';
import { AcknowledgedChange, Change } from '../change';
import { hasFailed, Planned } from './planned';

export interface SarifOptions {
  /** Version of this package. */
  readonly version: string;
  /** The directory that files are relative to. */
  readonly directory: string;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS: Readonly<Record<Effect, 'error' | 'warning' | 'note'>> = {
  destroyed: 'error',
  detached: 'error',
  refused: 'error',
  'at-risk': 'warning',
  'new-only': 'note',
  disruptive: 'note',
  safe: 'note',
};

const IDS = Object.keys(CHANGE_KINDS) as ChangeId[];

/** The plan as SARIF 2.1.0; what is safe is left out. */
export function planSarif(planned: Planned, { version, directory }: SarifOptions): string {
  const { plan, problems, notes } = planned;
  const told = (change: Change) => change.effect !== 'safe';
  const run = {
    tool: {
      driver: { name: 'cdk8s-storage plan', semanticVersion: version, informationUri: HOME, rules: IDS.map(describeKind) },
    },
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The directory in which the plan was made.' } } },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: problems.length === 0,
        exitCode: problems.length > 0 ? 2 : hasFailed(planned) ? 1 : 0,
        toolExecutionNotifications: [
          ...problems.map((problem) => describeProblem(problem, 'error', directory)),
          ...notes.map((note) => describeProblem(note, 'note', directory)),
        ],
      },
    ],
    results: [
      ...plan.changes.filter(told).map((change) => describeChange(change, directory)),
      ...plan.acknowledged.filter(told).map((change) => ({ ...describeChange(change, directory), suppressions: [suppressionOf(change)] })),
    ],
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}

function describeKind(id: ChangeId) {
  const { effect, summary } = CHANGE_KINDS[id];
  return {
    id: `${CHANGE_PREFIX}${id}`,
    name: `Plan${id.split('-').map(capital).join('')}`,
    shortDescription: { text: `${capital(summary)}.` },
    fullDescription: { text: `${capital(summary)}: ${EFFECT_MEANINGS[effect]}.` },
    helpUri: `${HOME}/blob/main/docs/plan.md`,
    defaultConfiguration: { level: LEVELS[effect] },
    properties: { tags: ['kubernetes', 'storage', effect] },
  };
}

function describeChange(change: Change, directory: string) {
  const { id, effect, object, pointer, cause, remedy, file, line, constructPath } = change;
  const logical = [
    ...(constructPath === undefined ? [] : [{ fullyQualifiedName: constructPath, kind: 'module' }]),
    { fullyQualifiedName: `${formatRef(object)}${pointer}`, name: object.name, kind: 'object' },
  ];
  const parts = [id, object.apiVersion, object.kind, object.namespace, object.name, pointer];
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  return {
    ruleId: `${CHANGE_PREFIX}${id}`,
    ruleIndex: IDS.indexOf(id),
    level: LEVELS[effect],
    message: { text: [cause, remedy].filter((text) => text !== '').join(' ') },
    locations: [
      { ...(file === undefined ? {} : { physicalLocation: physicalLocation(file, line, directory) }), logicalLocations: logical },
    ],
    partialFingerprints: { 'cdk8sStorageChange/v1': hash, primaryLocationLineHash: `${hash}:1` },
    properties: { effect },
  };
}

function physicalLocation(file: string, line: number | undefined, directory: string) {
  // Code scanning shows nothing that has no region.
  return { artifactLocation: artifactUri(file, directory), region: { startLine: line ?? 1 } };
}

function describeProblem({ file, line, message }: InputProblem, level: 'error' | 'note', directory: string) {
  return {
    level,
    message: { text: message },
    ...(file === undefined ? {} : { locations: [{ physicalLocation: physicalLocation(file, line, directory) }] }),
  };
}

function suppressionOf({ reason, by }: AcknowledgedChange) {
  return { kind: by.startsWith('annotation of ') ? 'inSource' : 'external', status: 'accepted', justification: reason, properties: { by } };
}
