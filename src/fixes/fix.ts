import { Cursor } from '../checks/cursor';
import { ManifestSet } from '../checks/manifest-set';
import { Change } from './change';

export interface FixContext {
  readonly set: ManifestSet;
  /** The sizeLimit that scratch volumes without one get; undefined where nobody asked for it. */
  readonly scratchLimit?: string;
}

/** The remedy of a rule, where there is one that is always right. Its file has the name of the rule. */
export interface Fix {
  readonly rule: string;
  /** What it writes, as a phrase. */
  readonly writes: string;
  /** When it writes nothing, as a phrase: what somebody has to decide. */
  readonly unless?: string;
  /** What an object that is in a cluster already wants besides, as a sentence. */
  readonly note?: string;
  /** Whether it makes an object what was meant, so that others have to come after it. */
  readonly first?: boolean;
  /** What mends a finding, in the object in which it is; nothing where somebody has to decide. */
  changes(at: Cursor, context: FixContext): readonly Change[];
}

/** What a fix writes, and where it writes nothing: the end of a sentence. */
export function whatItWrites({ writes, unless }: Fix): string {
  return `writes ${writes}${unless === undefined ? '' : `; nothing where ${unless}`}`;
}
