import { DependencyGraph } from 'cdk8s';
import { IConstruct, Node } from 'constructs';
import { declaredBy, Dependency, group, postOrder } from './dependencies';
import { cycleMessage } from './dependency-cycle';

/**
 * The constructs below a node and the dependencies among them, as they are now.
 *
 * Sorts as the DependencyGraph of cdk8s does, in time linear in the dependencies: that one walks every route from every construct,
 * both to look for cycles and to sort, which takes exponential time for dependencies in layers.
 */
export class ConstructGraph {
  readonly constructs: readonly IConstruct[];
  /** All that the constructs depend on, also elsewhere. */
  readonly declared: readonly Dependency[];

  constructor(private readonly root: Node) {
    this.constructs = root.findAll();
    this.declared = declaredBy(this.constructs);
  }

  /** The constructs, each after those that it depends on. Throws on a cycle what cdk8s throws. */
  public sorted(): readonly IConstruct[] {
    const inside = this.inside();
    if (inside.length === 0) return this.inOrder();
    // What depends on itself vanishes in cdk8s, or overflows its stack: its own business.
    if (inside.some(([source, target]) => source === target)) return new DependencyGraph(this.root).topology();
    const targets = new Set(inside.map(([, target]) => target));
    const sorted = postOrder(
      this.inOrder().filter((construct) => !targets.has(construct)),
      group(inside),
    );
    // A cycle that nothing leads into is not reached.
    if (sorted === undefined || sorted.length < this.constructs.length) throw new Error(cycleMessage(inside));
    return sorted;
  }

  /** The dependencies on constructs below the node. */
  private inside(): Dependency[] {
    if (this.declared.length === 0) return [];
    const members = new Set(this.constructs);
    return this.declared
      .map(([source, target]): Dependency => [source, members.has(target) ? target : inPlaceOf(target)])
      .filter(([, target]) => members.has(target));
  }

  /** cdk8s keys constructs by path, so those in the app whose ids are numbers come first. */
  private inOrder(): readonly IConstruct[] {
    if (this.root.scope !== undefined) return this.constructs;
    const numbers = this.root.children.filter(({ node }) => /^(?:0|[1-9][0-9]{0,9})$/.test(node.id) && Number(node.id) < 2 ** 32 - 1);
    const first = new Set<IConstruct>(numbers);
    return [...numbers, ...this.constructs.filter((construct) => !first.has(construct))];
  }
}

/** What is now where a construct was before it was removed: cdk8s finds constructs by path. */
function inPlaceOf(removed: IConstruct): IConstruct {
  const [root, ...path] = removed.node.scopes;
  return path.reduce((scope, { node }) => scope.node.tryFindChild(node.id) ?? removed, root);
}
