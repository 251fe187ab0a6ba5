import { App } from 'cdk8s';
import { IConstruct } from 'constructs';

/** On the app, so that two copies of this library mark the same synthesis. */
const SPAN = Symbol.for('cdk8s-storage.synthesis');

interface Span {
  found?: Map<object, unknown>;
  /** What is done when the manifests are written. */
  readonly after: Array<() => void>;
}

interface WatchedApp extends App {
  [SPAN]?: Span;
}

/**
 * What has been found in the synthesis of an app that is going on, by keys of whoever found it; it is empty at the beginning of each.
 *
 * Returns a function that gives it, or undefined between two syntheses, and where a construct has no app to watch. The app is told by its
 * shape: another copy of cdk8s may have made it.
 */
export function watchSynthesis(construct: IConstruct): () => Map<object, unknown> | undefined {
  const app = construct.node.root;
  if (!isApp(app)) return () => undefined;
  const span = spanOf(app);
  return () => span.found;
}

/** Does something each time that an app has written its manifests. */
export function afterSynthesis(app: App, work: () => void): void {
  spanOf(app).after.push(work);
}

/** Whether something is an app, of any copy of cdk8s. */
export function isApp(value: unknown): value is App {
  const { synth, synthYaml } = (value ?? {}) as Partial<App>;
  return typeof synth === 'function' && typeof synthYaml === 'function';
}

function spanOf(app: WatchedApp): Span {
  return (app[SPAN] ??= watch(app));
}

/** Marks where a synthesis of the app begins and ends. */
function watch(app: App): Span {
  const span: Span = { after: [] };
  const within = <T>(work: () => T): T => {
    const isOutermost = span.found === undefined;
    span.found ??= new Map();
    try {
      return work();
    } finally {
      if (isOutermost) span.found = undefined;
    }
  };
  const [synth, synthYaml] = [app.synth.bind(app), app.synthYaml.bind(app)];
  app.synth = () => {
    within(synth);
    for (const work of span.after) work();
  };
  app.synthYaml = () => within(synthYaml);
  return span;
}
