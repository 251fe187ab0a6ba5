import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { IConstruct } from 'constructs';

/** Props of an `NfsTestServer`. */
export interface NfsTestServerProps {
  /** Says that this server is for trying things out and keeps no data: must be true. */
  readonly acknowledgeForTestsOnly: boolean;

  /**
   * Networks from which nodes reach Pods, in CIDR notation. Volumes are mounted by nodes and not by Pods, so no selector of Pods lets them
   * in: name the network of the nodes' addresses, and where the network plugin tunnels (Calico, Flannel) that of the Pods, which the
   * ends of the tunnels are in.
   */
  readonly nodeNetworks: string[];

  /**
   * Name of the server; all that is made is named `<name>-nfs-test-server`.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * A fixed address for the Service, free in the cluster's Service range. `inTreeDriver()` needs it, since the kubelet mounts with the
   * resolver of its node, which on most clusters does not know Services.
   *
   * @default - any address
   */
  readonly clusterIP?: string;

  /**
   * Group id that owns the exported directory.
   *
   * @default 10001
   */
  readonly group?: number;

  /**
   * Most that the server may store on its node's disk, before it is evicted with all that it has.
   *
   * @default Size.gibibytes(1)
   */
  readonly sizeLimit?: Size;

  /**
   * What to export instead of a directory that is lost with the server's Pod: a `Claim` of an ordinary disk, or a volume or claim of any
   * cdk8s-plus.
   *
   * @default - a scratch volume of `sizeLimit`
   */
  readonly data?: IConstruct;

  /**
   * Image of the server, with a tag or digest: it serves the directories named as its arguments, and takes their group by `-G`, as the
   * one of Kubernetes' own tests does.
   *
   * @default 'registry.k8s.io/e2e-test-images/volume/nfs:1.6.0'
   */
  readonly image?: string;

  /**
   * Requests and limits of the server.
   *
   * @default - 100m to 500m of CPU, 128Mi to 256Mi of memory, 64Mi to 256Mi of ephemeral storage, and what the scratch volume adds
   */
  readonly resources?: kplus.ContainerResources;

  /**
   * Labels that a node must have to run the server: its kernel must have the module nfsd.
   *
   * @default - any node
   */
  readonly nodeSelector?: { readonly [key: string]: string };

  /**
   * Labels of the Pod, besides `app.kubernetes.io/name`, `component`, `managed-by` and `cdk8s-storage/for-tests-only`.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of the Pod.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}
