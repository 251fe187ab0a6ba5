import { podFieldProblem } from '../facts/kubernetes/file-sources';
import { resourceProblems } from '../facts/kubernetes/variable-sources';
import { Problems } from '../props/problems';

/**
 * What a file shows of its own Pod: its name, namespace, uid, labels and annotations, or how much a container may use.
 *
 * Other fields (the node, addresses, the account) are for variables, `kplus.EnvValue.fromFieldRef()`: files cannot have them.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 */
export class PodField {
  /** The name of the Pod. */
  static readonly NAME = PodField.of('metadata.name');
  /** Its namespace. */
  static readonly NAMESPACE = PodField.of('metadata.namespace');
  /** Its uid. */
  static readonly UID = PodField.of('metadata.uid');
  /** All labels, one in a line, as `key="value"`. They change in the file when they change. */
  static readonly LABELS = PodField.of('metadata.labels');
  /** All annotations, one in a line, as `key="value"`. They change in the file when they change. */
  static readonly ANNOTATIONS = PodField.of('metadata.annotations');

  /** The value of one label; an empty file where the Pod does not have it. */
  static label(key: string): PodField {
    return PodField.keyed('labels', key);
  }

  /** The value of one annotation; an empty file where the Pod does not have it. */
  static annotation(key: string): PodField {
    return PodField.keyed('annotations', key);
  }

  /** A field by its path, such as `metadata.name`; one that files cannot have is refused. */
  static of(fieldPath: string): PodField {
    return new PodField((problems, at) => {
      const remedy = typeof fieldPath === 'string' && fieldPath !== '' ? podFieldProblem(fieldPath) : 'Give a path, such as metadata.name.';
      if (remedy !== undefined) problems.add(at, fieldPath, remedy);
      return { fieldRef: { fieldPath } };
    });
  }

  /**
   * The request or limit of a container, in whole units. Without a limit the file has what the node has to give: give one where a
   * program sizes itself by the file.
   *
   * @param resource The request or limit of `cpu`, `memory` or `ephemeral-storage`, such as `limits.memory`; `kplus.ResourceFieldPaths` has them.
   * @param container The container, init containers included; the Pod has to have it.
   * @param divisor The unit: `1` or `1m` for cpu, `1`, `1Ki`, `1Mi`, `1Gi` and the like for amounts. 1 unless given, and parts are rounded up.
   */
  static resource(resource: string, container: string, divisor?: string): PodField {
    const ref = { containerName: container, resource, ...(divisor !== undefined && divisor !== null && { divisor }) };
    return new PodField((problems, at) => {
      for (const { field, value, remedy } of resourceProblems(ref)) problems.add(`${at}.${field}`, value, remedy);
      if (typeof container !== 'string' || container === '') problems.add(`${at}.container`, container, 'Give a container of the Pod.');
      return { resourceFieldRef: ref };
    });
  }

  private static keyed(field: string, key: unknown): PodField {
    return typeof key === 'string'
      ? PodField.of(`metadata.${field}['${key}']`)
      : new PodField((problems, at) => {
          problems.add(at, key, `Give the key of one of the Pod's ${field}.`);
          return {};
        });
  }

  private constructor(
    /** @internal */
    readonly _plan: (problems: Problems, at: string) => object,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'PodField';
  }
}
