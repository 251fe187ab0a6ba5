import { App, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { resolveDependencies, sortedObjects, validate } from './app-steps';
import { ConstructGraph } from './construct-graph';
import { declaredBy } from './dependencies';

/** What an API object renders, as far as files are named after it. */
export interface Manifest {
  readonly kind?: unknown;
  readonly metadata: { readonly name?: unknown };
}

/** One synthesis of an app. */
export class Synthesis {
  private constructs: readonly IConstruct[];
  /** The constructs whose dependencies were resolved. */
  private resolved: ReadonlySet<IConstruct> = new Set();
  /** How many dependencies a construct has since then, where it has any. */
  private declared: ReadonlyMap<IConstruct, number> = new Map();

  constructor(private readonly app: App) {
    this.constructs = app.node.findAll();
  }

  public validate(): void {
    validate(this.constructs);
  }

  /** Resolves dependencies; returns whether any chart depends on another. */
  public resolve(): boolean {
    const between = resolveDependencies(this.constructs);
    this.resolved = new Set(this.constructs);
    this.declared = countBySource(declaredBy(this.constructs));
    return between;
  }

  /** What a chart synthesizes, each manifest after those that it depends on. */
  public manifests(chart: Chart): Manifest[] {
    // A chart that makes its manifests in a way of its own is asked for them.
    if (chart.toJson !== Chart.prototype.toJson) return Object.values<Manifest>(chart.toJson());
    let graph = new ConstructGraph(chart.node);
    if (this.hasChanged(graph)) {
      this.constructs = this.app.node.findAll();
      this.resolve();
      this.validate();
      graph = new ConstructGraph(chart.node);
    }
    return sortedObjects(chart, graph).map((object) => object.toJson() as Manifest);
  }

  /** Whether rendering another chart has added to this one; cdk8s looks at the whole app again before each. */
  private hasChanged(graph: ConstructGraph): boolean {
    if (graph.constructs.some((construct) => !this.resolved.has(construct))) return true;
    for (const [construct, count] of countBySource(graph.declared)) if (this.declared.get(construct) !== count) return true;
    return false;
  }
}

function countBySource(declared: ConstructGraph['declared']): Map<IConstruct, number> {
  const counts = new Map<IConstruct, number>();
  for (const [source] of declared) counts.set(source, (counts.get(source) ?? 0) + 1);
  return counts;
}
