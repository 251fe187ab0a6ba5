import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Manifest } from '../checks/manifest';
import { readValues } from '../checks/read-yaml';
import { whileLooking } from './synthesis-memo';

/** What a construct and all below it synthesize, each object with the path of the construct that makes it. */
export function manifestsOf(scope: IConstruct): Manifest[] {
  return whileLooking(() => render(scope));
}

function render(scope: IConstruct): Manifest[] {
  const constructs = scope.node.findAll();
  // A chart that makes its manifests in a way of its own is asked for them, as synthesis does.
  const own = new Set(constructs.filter((construct): construct is Chart => Chart.isChart(construct) && makesItsOwn(construct)));
  const values = constructs.flatMap((construct): Array<readonly [string, unknown]> => {
    if (!ApiObject.isApiObject(construct)) return [];
    return own.has(Chart.of(construct)) ? [] : [[construct.node.path, construct.toJson()]];
  });
  for (const chart of own) for (const value of chart.toJson() as unknown[]) values.push([chart.node.path, value]);
  return values.flatMap(([constructPath, value]) => readValues([value], { constructPath }).manifests);
}

/** Whether a chart does not leave it to the Chart of its cdk8s, of which an app may have several copies. */
function makesItsOwn(chart: Chart): boolean {
  let prototype = Object.getPrototypeOf(chart) as Chart;
  while (!Object.hasOwn(prototype.constructor, 'isChart')) prototype = Object.getPrototypeOf(prototype) as Chart;
  return chart.toJson !== prototype.toJson;
}
