import { IConstruct } from 'constructs';
import { Acknowledgement } from '../checks/acknowledgement';
import { RULE_IDS } from '../checks/rules';
import { Problems } from '../props/problems';
import { didYouMean } from '../util/did-you-mean';
import { notesOn, RecordedNote, recordConstructs } from '../workloads/construct-record';

/** In the construct's metadata, so that another copy of this library in the same app reads it too. */
const METADATA_TYPE = 'cdk8s-storage.acknowledge';

/** Notes on a construct that what a rule finds there, and below it, may stay. */
export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  const problems = new Problems('StorageChecks.acknowledge', construct.node.path);
  if (!RULE_IDS.includes(rule)) problems.add('rule', rule, `No rule is called so.${didYouMean(String(rule), RULE_IDS)}`);
  if (typeof reason !== 'string' || reason.trim() === '') {
    problems.add('reason', reason, 'Say why it may stay, for whoever reads it next year.');
  }
  problems.throwIfAny();
  construct.node.addMetadata(METADATA_TYPE, { rule, reason });
  // The plugin of the cdk8s CLI works in another process.
  recordConstructs(construct);
}

/** An acknowledgement in code. */
export interface CodeAcknowledgement extends Acknowledgement {
  readonly constructPath: string;
}

/** The acknowledgements on constructs; those of the innermost come first. */
export function acknowledgementsOn(constructs: readonly IConstruct[]): CodeAcknowledgement[] {
  return acknowledgementsIn(constructs.flatMap(notesOn));
}

/** The acknowledgements among what was noted on constructs; those of the innermost come first. */
export function acknowledgementsIn(notes: readonly RecordedNote[]): CodeAcknowledgement[] {
  return notes
    .filter(({ type }) => type === METADATA_TYPE)
    .map(({ path, data }) => {
      const { rule, reason } = data as { rule: string; reason: string };
      return { rule, reason, constructPath: path, by: `code, on ${path === '' ? 'the app' : path}` };
    })
    .sort((one, other) => other.constructPath.length - one.constructPath.length);
}
