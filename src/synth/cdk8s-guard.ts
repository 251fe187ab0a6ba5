import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { sortedCharts } from './app-steps';
import { Synthesis } from './synthesis';
import { writeYaml } from './yaml-writer';

/** The options that the App of cdk8s keeps, all of which FleetApp follows. */
const APP_FIELDS = ['node', 'outdir', 'outputFileExtension', 'recordConstructMetadata', 'resolvers', 'yamlOutputType'];

const OUTPUT_TYPES = ['FILE_PER_APP', 'FILE_PER_CHART', 'FILE_PER_RESOURCE', 'FOLDER_PER_CHART_FILE_PER_RESOURCE'];

/** What is private in the App of cdk8s and needed all the same. */
interface AppInternals {
  readonly recordConstructMetadata: boolean;
  writeConstructMetadata(objects: readonly ApiObject[]): void;
}

const internals = (app: App): AppInternals => app as unknown as AppInternals;

let known: boolean | undefined;

/**
 * Whether the cdk8s that is installed is one whose synthesis is known: its App has no option that is not, and a sample of charts comes
 * out the same. Found out once; otherwise cdk8s does the work itself, slowly and rightly.
 */
export function isKnownCdk8s(): boolean {
  if (known === undefined) {
    // Also where FleetApp stands in for the App of cdk8s, the sample is compared with what cdk8s itself does.
    known = false;
    known = hasKnownShape() && synthesizesAlike();
  }
  return known;
}

export function recordsConstructMetadata(app: App): boolean {
  return internals(app).recordConstructMetadata;
}

export function writeConstructMetadata(app: App, objects: readonly ApiObject[]): void {
  internals(app).writeConstructMetadata(objects);
}

function hasKnownShape(): boolean {
  const app = new App();
  const types = Object.values(YamlOutputType).filter((type) => typeof type === 'string');
  return (
    sameMembers(Object.keys(app), APP_FIELDS) &&
    sameMembers(types, OUTPUT_TYPES) &&
    typeof internals(app).recordConstructMetadata === 'boolean' &&
    typeof internals(app).writeConstructMetadata === 'function'
  );
}

function sameMembers(found: readonly string[], expected: readonly string[]): boolean {
  return [...found].sort().join() === [...expected].sort().join();
}

function synthesizesAlike(): boolean {
  const [theirs, ours] = [sampleApp(), sampleApp()];
  const expected = theirs.synthYaml();
  const synthesis = new Synthesis(ours);
  synthesis.resolve();
  const charts = sortedCharts(ours);
  const paths = (found: readonly Chart[]) => found.map((chart) => chart.node.path).join();
  return writeYaml(charts.flatMap((chart) => synthesis.manifests(chart))) === expected && paths(charts) === paths(theirs.charts);
}

/** Charts with each kind of dependency: inside a chart, between charts, on a whole chart, from being nested. */
function sampleApp(): App {
  const app = new App();
  const [web, db] = ['web', 'db'].map((id) => new Chart(app, id));
  const nested = new Chart(web, 'nested');
  const objects = [web, web, db, db, nested].map(
    (chart, index) => new ApiObject(chart, `o${index}`, { apiVersion: 'v1', kind: 'Secret', data: { z: index, a: ['x'] } }),
  );
  objects[0].addDependency(objects[1]);
  objects[1].addDependency(objects[3]);
  objects[2].addDependency(objects[3]);
  web.addDependency(db);
  return app;
}
