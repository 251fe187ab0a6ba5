import { App } from 'cdk8s';
import { IConstruct } from 'constructs';

/** What has been found in the synthesis that is going on, by app. */
const ongoing = new WeakMap<App, Map<object, { readonly constructs: number; readonly errors: string[] }>>();

const watched = new WeakSet<App>();

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
export function duringSynthesis(app: App | undefined, scope: IConstruct, validate: () => string[]): () => string[] {
  if (app !== undefined) watch(app);
  const key = {};
  return () => {
    if (looking) return [];
    const memo = app && ongoing.get(app);
    const constructs = memo === undefined ? 0 : scope.node.findAll().length;
    const known = memo?.get(key);
    if (known?.constructs === constructs) return known.errors;
    const errors = validate();
    memo?.set(key, { constructs, errors });
    return errors;
  };
}

/** Marks where a synthesis of the app begins and ends. */
function watch(app: App): void {
  if (watched.has(app)) return;
  watched.add(app);
  const within = <T>(work: () => T): T => {
    const isOutermost = !ongoing.has(app);
    if (isOutermost) ongoing.set(app, new Map());
    try {
      return work();
    } finally {
      if (isOutermost) ongoing.delete(app);
    }
  };
  const [synth, synthYaml] = [app.synth.bind(app), app.synthYaml.bind(app)];
  app.synth = () => within(synth);
  app.synthYaml = () => within(synthYaml);
}
