import { Effect, EFFECTS } from '../../facts/data-changes';
import { InputProblem } from '../../checks/input-problem';
import { ObjectRef } from '../../checks/object';
import { Change, Plan } from '../change';

/** How a change is applied all the same, with the data: steps for a person, or for a script. */
export interface PlannedRunbook {
  /** The name of its files. */
  readonly name: string;
  readonly object: ObjectRef;
  readonly title: string;
  readonly steps: readonly PlannedStep[];
}

export interface PlannedStep {
  readonly title: string;
  /** As somebody types them; none for what is done by hand. */
  readonly commands: readonly string[];
  readonly byHand?: string;
  /** It is left out unless somebody asks for it. */
  readonly optional?: boolean;
}

/** What was planned and what came out: all that a format shows. */
export interface Planned {
  readonly plan: Plan;
  /** What could not be read, and so was not compared. */
  readonly problems: readonly InputProblem[];
  readonly notes: readonly InputProblem[];
  readonly runbooks: readonly PlannedRunbook[];
  /** The effects that make the plan fail. */
  readonly failOn: readonly Effect[];
}

export function fails({ effect }: Change, failOn: readonly Effect[]): boolean {
  return failOn.includes(effect);
}

export function hasFailed({ plan, failOn }: Planned): boolean {
  return plan.changes.some((change) => fails(change, failOn));
}

/** `1 destroyed, 2 refused, 14 safe`; empty where there is nothing. */
export function countsInWords(counts: Readonly<Record<Effect, number>>, only: readonly Effect[] = EFFECTS): string {
  return EFFECTS.filter((effect) => only.includes(effect) && counts[effect] > 0)
    .map((effect) => `${counts[effect]} ${effect}`)
    .join(', ');
}
