import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { SHORTEST_TOKEN } from '../facts/kubernetes/file-sources';
import { checkDuration, checkText } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { isObject, Unchecked } from '../util/unchecked';
import {
  checkFilePath,
  checkObject,
  checkOptional,
  checkPodFiles,
  checkVolumeFiles,
  PodFile,
  ReferredObject,
  VolumeFile,
} from './volume-files';

/** What of a ConfigMap or Secret becomes part of a projected volume. */
export interface ProjectedObjectOptions {
  /**
   * The keys that become files, and where.
   *
   * @default - all keys, each as a file of its name
   */
  readonly items?: VolumeFile[];

  /**
   * Whether the Pod starts where the object, or a key of it, is not there.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/** Fields of the Pod as part of a projected volume. */
export interface ProjectedPodOptions {
  /** The files, and what each shows. */
  readonly items: PodFile[];
}

/** A token of the Pod's service account, for somebody outside of the cluster's API. */
export interface ServiceAccountTokenOptions {
  /**
   * The file that has the token, relative to the volume.
   *
   * @default 'token'
   */
  readonly path?: string;

  /**
   * Whom the token is for; who is named must not take a token for another.
   *
   * @default - the API server
   */
  readonly audience?: string;

  /**
   * How long a token lives, 600 seconds at least. The kubelet renews it when four fifths are over, so programs have to read the file again.
   *
   * @default Duration.hours(1)
   */
  readonly expiration?: Duration;
}

/** A source as it stands in a manifest, with what it shows. */
export interface PlannedSource {
  readonly source: Readonly<Record<string, object>>;
  readonly objects: readonly ReferredObject[];
}

type Plan = (problems: Problems, at: string) => PlannedSource;

/**
 * One source of a projected volume, which puts the files of several into one directory.
 *
 * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/
 */
export class ProjectedSource {
  /** Keys of a ConfigMap. */
  static configMap(configMap: kplus.IConfigMap, options?: ProjectedObjectOptions): ProjectedSource {
    return new ProjectedSource(planObject('ConfigMap', 'configMap', configMap, options));
  }

  /** Keys of a Secret. */
  static secret(secret: kplus.ISecret, options?: ProjectedObjectOptions): ProjectedSource {
    return new ProjectedSource(planObject('Secret', 'secret', secret, options));
  }

  /** Fields of the Pod itself. */
  static downwardApi(options: ProjectedPodOptions): ProjectedSource {
    const given = withoutNulls(options, 'ProjectedPodOptions');
    return new ProjectedSource((problems, at) => {
      checkKnownProps(problems, at, given, 'ProjectedPodOptions');
      const items = isObject(given) ? (given as Unchecked<ProjectedPodOptions>).items : undefined;
      return { source: { downwardAPI: { items: checkPodFiles(problems, `${at}.items`, items) } }, objects: [] };
    });
  }

  /** A token of the Pod's service account. It is mounted although the Pod does not mount the one for the API server. */
  static serviceAccountToken(options?: ServiceAccountTokenOptions): ProjectedSource {
    const given = withoutNulls(options, 'ServiceAccountTokenOptions');
    return new ProjectedSource((problems, at) => {
      checkKnownProps(problems, at, given, 'ServiceAccountTokenOptions');
      return { source: { serviceAccountToken: planToken(problems, at, given) }, objects: [] };
    });
  }

  private constructor(
    /** @internal */
    readonly _plan: Plan,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'ProjectedSource';
  }
}

function planObject(kind: ReferredObject['kind'], prop: string, value: unknown, options: ProjectedObjectOptions | undefined): Plan {
  const given = withoutNulls(options, 'ProjectedObjectOptions');
  return (problems, at) => {
    const object = checkObject(problems, at, value, kind);
    checkKnownProps(problems, at, given, 'ProjectedObjectOptions');
    const { items, optional } = (isObject(given) ? given : {}) as Unchecked<ProjectedObjectOptions>;
    const files = checkVolumeFiles(problems, `${at}.items`, items);
    const fields = { name: object?.name, ...(files && { items: files }), ...checkOptional(problems, `${at}.optional`, optional) };
    return { source: { [prop]: fields }, objects: object === undefined ? [] : [object] };
  };
}

const HOUR = Duration.hours(1);

/** A token, as the manifest has it. */
export function planToken(problems: Problems, at: string, given: unknown): object {
  const { path = 'token', audience, expiration = HOUR } = (isObject(given) ? given : {}) as Unchecked<ServiceAccountTokenOptions>;
  const prefix = at === '' ? '' : `${at}.`;
  checkFilePath(problems, `${prefix}path`, path, false);
  if (audience !== undefined) {
    checkText(problems, `${prefix}audience`, audience, 'Name whom the token is for, or leave it out for the API server.');
  }
  const life = checkDuration(problems, `${prefix}expiration`, expiration, SHORTEST_TOKEN);
  return { ...(audience !== undefined && { audience }), expirationSeconds: life?.toSeconds(), path };
}
