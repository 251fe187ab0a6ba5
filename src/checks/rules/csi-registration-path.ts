import { isRegistrationDirectory, registrationDirectory, rootOfSocket } from '../../facts/kubernetes/csi-node';
import { flagOf, NodePlace, onNode, REGISTRATION_FLAG, registrarsOf, socketPath } from '../lookup/node-plugins';
import { Container, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    const registrars = registrarsOf(pod);
    for (const registrar of registrars) yield* checkRegistrar(pod, registrar, registrars.length === 1);
  }
}

/** Where registrars look for the driver, and put their own socket, unless told otherwise. */
const ADDRESS = '/run/csi/socket';
const REGISTRATION = '/registration';

const WAIT = 'Pods with volumes of the driver wait for ever: "driver name not found in the list of registered CSI drivers".';

function* checkRegistrar(pod: PodTemplate, registrar: Container, isOnly: boolean): Generator<Discovery> {
  const flag = flagOf(registrar, REGISTRATION_FLAG);
  if (flag === undefined) {
    // A command of its own may say it in a script, and who writes no arguments at all says it elsewhere.
    const args = registrar.at.at('args');
    if (registrar.at.at('command').exists || args.items.length === 0) return;
    yield {
      at: args,
      cause: `Container ${registrar.name} does not say --${REGISTRATION_FLAG}, and ends without it.`,
      remedy: 'Give it the path of the socket of the driver on the node.',
    };
    return;
  }
  const told = socketPath(flag.text);
  if (told === undefined) return;
  const address = flagOf(registrar, 'csi-address');
  const asked = address === undefined ? ADDRESS : socketPath(address.text);
  const socket = asked === undefined ? undefined : onNode(registrar, asked);
  if (asked !== undefined && socket !== undefined && socket.path !== told) {
    yield {
      at: flag.at,
      cause: `Container ${registrar.name} tells the kubelet ${told}, and the socket that it asks, ${asked}, is ${placed(socket)}. ${WAIT}`,
      remedy:
        socket.path === undefined
          ? 'Let the driver have its socket in a hostPath below the plugins directory of the kubelet.'
          : `Say --${REGISTRATION_FLAG}=${socket.path}, or mount the directory of the socket from where it says.`,
    };
    return;
  }
  yield* checkDirectory(registrar, told);
  if (isOnly && socket !== undefined) yield* checkOthers(pod, registrar, told);
}

const placed = ({ path, mount }: NodePlace): string =>
  path === undefined ? `in volume ${mount.name}, which is no directory of the node` : `${path} of the node`;

/** The registrar's own socket lies where the kubelet looks that has the driver's. */
function* checkDirectory(registrar: Container, told: string): Generator<Discovery> {
  const flag = flagOf(registrar, 'plugin-registration-path');
  const place = flag === undefined ? REGISTRATION : socketPath(flag.text);
  const directory = place === undefined ? undefined : onNode(registrar, place);
  if (directory === undefined) return;
  const { path, mount } = directory;
  const root = rootOfSocket(told);
  const right = registrationDirectory(root ?? '/var/lib/kubelet');
  if (path === right || (path !== undefined && root === undefined && isRegistrationDirectory(path))) return;
  const isOfOther = path !== undefined && isRegistrationDirectory(path);
  yield {
    at: mount.volume!.source.at('path').written,
    cause: isOfOther
      ? `Container ${registrar.name} registers in ${path}, and tells a socket below ${root}: these are the directories of two kubelets. ${WAIT}`
      : `Container ${registrar.name} registers in ${path ?? `volume ${mount.name}`}, where no kubelet looks. ${WAIT}`,
    remedy: `Mount ${right} there, or what the kubelet of your distribution has in its place.`,
  };
}

const ENDPOINTS = ['csi-address', 'endpoint', 'csi-endpoint'] as const;

/** The other containers of the Pod meet at the socket that the kubelet is told. */
function* checkOthers(pod: PodTemplate, registrar: Container, told: string): Generator<Discovery> {
  for (const container of pod.containers) {
    if (container === registrar) continue;
    for (const name of ENDPOINTS) {
      const flag = flagOf(container, name);
      const path = socketPath(flag?.text);
      const socket = path === undefined ? undefined : onNode(container, path);
      // A driver may have sockets of other servers too: only those of a directory of plugins are looked at.
      if (socket?.path === undefined || socket.path === told || rootOfSocket(socket.path) === undefined) continue;
      yield {
        at: flag!.at,
        cause: `Container ${container.name} has the socket ${path}, which is ${socket.path} of the node, and the kubelet is told ${told}. ${name === 'csi-address' ? 'It asks where nobody answers.' : WAIT}`,
        remedy: 'Let all containers of the Pod name the same socket in the same volume.',
      };
    }
  }
}

const PLUGIN = yaml`
  apiVersion: apps/v1
  kind: DaemonSet
  metadata:
    name: files-csi-node
  spec:
    selector:
      matchLabels: { app: files-csi-node }
    template:
      metadata:
        labels: { app: files-csi-node }
      spec:
        containers:
          - name: node-driver-registrar
            image: registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0
            args:
              - --csi-address=/csi/csi.sock
              - --kubelet-registration-path=__PATH__
            volumeMounts:
              - { name: socket, mountPath: /csi }
              - { name: registration, mountPath: /registration }
        volumes:
          - name: socket
            hostPath: { path: /var/lib/kubelet/plugins/files.csi.example.com, type: DirectoryOrCreate }
          - name: registration
            hostPath: { path: /var/lib/kubelet/plugins_registry, type: Directory }
`;

export const csiRegistrationPath: Rule = {
  id: 'csi-registration-path',
  level: 'error',
  summary: 'a CSI driver whose socket is not where the kubelet is told, or that registers where no kubelet looks',
  explanation: {
    why: [
      'The registrar of a CSI driver tells the kubelet the path of the socket of the driver, and the kubelet connects to it on the node: what the containers call it is nothing to it. So the path has to be that of the hostPath in which the driver has its socket, with its name. Otherwise the Pods of the driver run, and every Pod with a volume of it waits in ContainerCreating.',
      'The registrar puts a socket of its own into plugins_registry of the kubelet. Its directory, --root-dir, is /var/lib/kubelet for most, and another one for MicroK8s, k0s and others: all paths of a driver have to be of one of them.',
    ],
    wrong: PLUGIN.replace('__PATH__', '/var/lib/kubelet/plugins/csi-files/csi.sock'),
    right: PLUGIN.replace('__PATH__', '/var/lib/kubelet/plugins/files.csi.example.com/csi.sock'),
    see: ['https://kubernetes-csi.github.io/docs/node-driver-registrar.html', 'https://kubernetes-csi.github.io/docs/deploying.html'],
  },
  check,
};
