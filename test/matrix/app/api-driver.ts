import { writeFileSync } from 'fs';
import { App, Chart } from 'cdk8s';

/*
 * Builds one app for each place of the API and value that is put there, and writes down what came of it:
 *
 *   node api-driver.js MODULE RESULTS
 */

type Places = Readonly<Record<string, (chart: Chart) => unknown>>;

const [program, results] = process.argv.slice(2);
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { places } = require(program) as { readonly places: Places };

function build(put: (chart: Chart) => unknown): object {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  try {
    put(chart);
    return { manifests: app.charts.flatMap((each) => each.toJson() as unknown[]) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

writeFileSync(results, JSON.stringify(Object.fromEntries(Object.entries(places).map(([place, put]) => [place, build(put)]))));
