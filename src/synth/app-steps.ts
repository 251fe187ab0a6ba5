import { ApiObject, App, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ConstructGraph } from './construct-graph';
import { declaredBy } from './dependencies';

/*
 * The steps of cdk8s's synthesis that it takes again for each chart, each written to be taken once for all constructs of an app.
 */

/** Throws what the validations of all constructs say. */
export function validate(constructs: readonly IConstruct[]): void {
  const errors: string[] = [];
  for (const { node } of constructs) for (const error of node.validate()) errors.push(`[${node.path}] ${error}`);
  if (errors.length > 0) throw new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`);
}

/**
 * Makes the dependencies between charts, and between API objects, that follow from those between constructs.
 * Returns whether any chart depends on another: their files are numbered then.
 */
export function resolveDependencies(constructs: readonly IConstruct[]): boolean {
  let between = false;
  for (const parent of constructs.filter((construct) => Chart.isChart(construct))) {
    for (const child of parent.node.children.filter((construct) => Chart.isChart(construct))) {
      parent.node.addDependency(child);
      between = true;
    }
  }
  for (const [source, target] of declaredBy(constructs)) {
    const [from, to] = [Chart.of(source), Chart.of(target)];
    if (from === to) continue;
    from.node.addDependency(to);
    between = true;
  }
  const known = new Map<IConstruct, readonly IConstruct[]>();
  const objects = (construct: IConstruct): readonly IConstruct[] => {
    const found = known.get(construct) ?? objectsBelow(construct, Chart.of(construct));
    known.set(construct, found);
    return found;
  };
  for (const [source, target] of declaredBy(constructs)) {
    for (const dependency of objects(target)) {
      for (const dependent of objects(source)) if (dependent !== dependency) dependent.node.addDependency(dependency);
    }
  }
  return between;
}

function objectsBelow(construct: IConstruct, chart: Chart): IConstruct[] {
  return construct.node.findAll().filter((child) => ApiObject.isApiObject(child) && Chart.of(child) === chart);
}

/** The API objects of a chart, without those of charts inside it, each after those that it depends on. */
export function sortedObjects(chart: Chart, graph = new ConstructGraph(chart.node)): ApiObject[] {
  return graph.sorted().filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && Chart.of(construct) === chart);
}

/** The charts of an app, each after those that it depends on. */
export function sortedCharts(app: App): Chart[] {
  return new ConstructGraph(app.node).sorted().filter((construct): construct is Chart => Chart.isChart(construct));
}
