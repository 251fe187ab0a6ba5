import { IConstruct } from 'constructs';
import { watchSynthesis } from '../workloads/during-synthesis';

/** What a validation has found, and how many constructs there were. */
interface Found {
  readonly constructs: number;
  readonly errors: string[];
}

let looking = false;

/** Looks at what constructs render, which may start their validations: ours would begin again without an end. */
export function whileLooking<T>(look: () => T): T {
  const before = looking;
  looking = true;
  try {
    return look();
  } finally {
    looking = before;
  }
}

/**
 * A validation that works once in each synthesis of an app.
 *
 * cdk8s runs validations again for each chart. What was found holds from the beginning of `synth()` to its end, unless rendering has
 * added constructs; between two calls anything may change, so nothing is kept. Outside of them, as where a test renders a single chart,
 * it works each time.
 */
export function duringSynthesis(scope: IConstruct, validate: () => string[]): () => string[] {
  const ongoing = watchSynthesis(scope);
  const key = {};
  return () => {
    if (looking) return [];
    const memo = ongoing();
    const constructs = memo === undefined ? 0 : scope.node.findAll().length;
    const known = memo?.get(key) as Found | undefined;
    if (known?.constructs === constructs) return known.errors;
    const errors = validate();
    memo?.set(key, { constructs, errors });
    return errors;
  };
}
