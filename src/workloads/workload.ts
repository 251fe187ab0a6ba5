import { Construct, IConstruct } from 'constructs';
import { checkText } from '../props/check';
import { Problems } from '../props/problems';
import { standFor, standsFor, workloadsIn, workloadsNamed } from './find-workload';
import { WorkloadObject } from './workload-object';

/**
 * One workload of a construct that holds several, such as an Include or a Helm chart: for whatever takes a workload.
 *
 *     claim.mountInto(Workload.named(include, 'web'), '/data');
 *
 * It creates nothing. A construct that holds one workload can be given as it is.
 *
 * @see https://cdk8s.io/docs/latest/basics/include/
 * @example
 * const manifests = new Include(chart, 'shop', { url: 'k8s/shop.yaml' });
 * database.connect(Workload.named(manifests, 'web'));
 */
export class Workload extends Construct {
  /**
   * The workload of a name. Fails where there is none, or several.
   *
   * @param construct What holds it: an Include, a Helm chart, an ApiObject of kind List, a chart.
   * @param name Its `metadata.name`.
   * @param kind Its kind, where workloads of several kinds have the name.
   * @param namespace Its namespace, where workloads of several namespaces have the name.
   */
  static named(construct: IConstruct, name: string, kind?: string, namespace?: string): Workload {
    const problems = new Problems('Workload.named', () => construct?.node?.path ?? '');
    if (!Construct.isConstruct(construct)) {
      problems.add('construct', construct, 'Give what holds the workload: an Include, a Helm chart, an ApiObject or a chart.');
    }
    checkText(problems, 'name', name, 'Give the name of the workload, as metadata.name has it.');
    for (const [prop, value] of Object.entries({ kind, namespace })) {
      if (value !== undefined && value !== null) checkText(problems, prop, value, `Give the ${prop} of the workload, or leave it out.`);
    }
    problems.throwIfAny();
    const found = workloadsNamed(construct, name).filter(
      (workload) => workload.kind === (kind ?? workload.kind) && workload.namespace === (namespace ?? workload.namespace),
    );
    if (found.length !== 1) {
      const all = workloadsIn(construct);
      const known = all.map((workload) => `${workload.kind} ${[workload.namespace, workload.name].filter(Boolean).join('/')}`).join(', ');
      const remedy = found.length > 1 ? 'Several workloads are called so. Give the kind and the namespace' : 'It holds no such workload';
      problems.add('name', name, known === '' ? 'It holds no workload.' : `${remedy}: it has ${known}.`);
      problems.throwIfAny();
    }
    return standInFor(construct, found[0]);
  }

  /** @internal */
  static _below(scope: IConstruct, id: string): Workload {
    return new Workload(scope, id);
  }

  private constructor(scope: IConstruct, id: string) {
    super(scope, id);
  }

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'Workload';
  }
}

/** The construct that stands for a workload: one for each, whoever asks first. */
function standInFor(construct: IConstruct, workload: WorkloadObject): Workload {
  const id = `Workload-${workload.kind}-${workload.name}`;
  for (let count = 1; ; count += 1) {
    const free = count === 1 ? id : `${id}-${count}`;
    const present = construct.node.tryFindChild(free);
    if (present === undefined) {
      const made = Workload._below(construct, free);
      standFor(made, workload);
      return made;
    }
    // That of another copy of this package has the same shape.
    if (standsFor(present, workload)) return present as unknown as Workload;
  }
}
