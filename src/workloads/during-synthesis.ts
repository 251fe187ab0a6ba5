import { App } from 'cdk8s';
import { IConstruct } from 'constructs';

/** On the app, so that two copies of this library mark the same synthesis. */
const SPAN = Symbol.for('cdk8s-storage.synthesis');

interface WatchedApp extends App {
  [SPAN]?: { found?: Map<object, unknown> };
}

/**
 * What has been found in the synthesis of an app that is going on, by keys of whoever found it; it is empty at the beginning of each.
 *
 * Returns a function that gives it, or undefined between two syntheses, and where a construct has no app to watch. The app is told by its
 * shape: another copy of cdk8s may have made it.
 */
export function watchSynthesis(construct: IConstruct): () => Map<object, unknown> | undefined {
  const app = construct.node.root as WatchedApp;
  if (typeof app.synth !== 'function' || typeof app.synthYaml !== 'function') return () => undefined;
  const span = (app[SPAN] ??= watch(app));
  return () => span.found;
}

/** Marks where a synthesis of the app begins and ends. */
function watch(app: App): { found?: Map<object, unknown> } {
  const span: { found?: Map<object, unknown> } = {};
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
  app.synth = () => within(synth);
  app.synthYaml = () => within(synthYaml);
  return span;
}
