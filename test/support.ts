import { App, Chart, Testing, Yaml } from 'cdk8s';
import { InvalidPropsError } from '../src/props/problems';

/** A manifest, as deep as a test looks into it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Manifest = any;

/** A chart in a namespace, as most charts are. */
export function newChart(id = 'shop'): Chart {
  return new Chart(new App(), id, { namespace: 'shop' });
}

/** What a chart synthesizes. */
export function manifests(chart: Chart): Manifest[] {
  return Testing.synth(chart);
}

export function findKind(chart: Chart, kind: string): Manifest {
  const found = manifests(chart).filter((manifest) => manifest.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
}

/** What a chart synthesizes, as the text that is applied. */
export function yaml(chart: Chart): string {
  return Yaml.stringify(...manifests(chart));
}

/** The whole message of the error that wrong props give. */
export function refusal(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    if (error instanceof InvalidPropsError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}
