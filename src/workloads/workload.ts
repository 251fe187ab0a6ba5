import { Construct, IConstruct } from 'constructs';
import { checkText } from '../props/check';
import { isA } from '../props/kinds';
import { Problems } from '../props/problems';
import { standFor, workloadsIn } from './find-workload';

/**
 * One workload of a construct that holds several, such as an Include or a Helm chart: for whatever takes a workload.
 *
 *     claim.mountInto(Workload.named(include, 'web'), '/data');
 *
 * It creates nothing. A construct that holds one workload can be given as it is.
 *
 * @see https://cdk8s.io/docs/latest/basics/include/
 */
export class Workload extends Construct {
  /**
   * The workload of a name. Fails where there is none, or one of each of several kinds.
   *
   * @param construct What holds it: an Include, a Helm chart, an ApiObject of kind List, a chart.
   * @param name Its `metadata.name`.
   * @param kind Its kind, where workloads of several kinds have the name.
   */
  static named(construct: IConstruct, name: string, kind?: string): Workload {
    const problems = new Problems('Workload.named', () => construct?.node?.path ?? '');
    if (!Construct.isConstruct(construct)) {
      problems.add('construct', construct, 'Give what holds the workload: an Include, a Helm chart, an ApiObject or a chart.');
    }
    checkText(problems, 'name', name, 'Give the name of the workload, as metadata.name has it.');
    if (kind !== undefined) checkText(problems, 'kind', kind, 'Give a kind, such as Deployment, or leave it out.');
    problems.throwIfAny();
    const all = workloadsIn(construct);
    const found = all.filter((workload) => workload.name === name && (kind === undefined || workload.kind === kind));
    if (found.length !== 1) {
      const known = all.map((workload) => `${workload.kind} ${workload.name}`).join(', ');
      const remedy = found.length > 1 ? 'Several workloads have this name. Give the kind too' : 'It holds no such workload';
      problems.add('name', name, known === '' ? 'It holds no workload.' : `${remedy}: it has ${known}.`);
      problems.throwIfAny();
    }
    const [workload] = found;
    const id = `Workload-${workload.kind}-${name}`;
    const present = construct.node.tryFindChild(id);
    if (isA(present, Workload)) return present;
    const made = new Workload(construct, id);
    standFor(made, workload);
    return made;
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
