import { LabelledUser, ProcessLabel } from '../../facts/kubernetes/selinux';
import { Cursor } from '../cursor';
import { Container, PodTemplate, PodVolume } from '../pod-template';

/** A container that mounts a volume, with its label of SELinux and where that is said. */
export interface VolumeUser extends LabelledUser {
  readonly pod: PodTemplate;
  /** The label, or else the mount. */
  readonly at: Cursor;
  readonly container: Container;
}

/** The containers that see the files of a volume. */
export function usersOf(pod: PodTemplate, volume: PodVolume): readonly VolumeUser[] {
  const context = pod.spec.at('securityContext');
  return pod.mountsOf(volume).flatMap(({ container, isDevice, at }) => {
    if (isDevice) return [];
    const own = container.at.at('securityContext');
    // The label of a container stands for the whole of that of the Pod.
    const said = [own, context].map((place) => place.at('seLinuxOptions')).find((place) => place.exists);
    const isPrivileged = own.at('privileged').flag === true;
    const policy = context.at('seLinuxChangePolicy').text;
    return { pod, at: said ?? at, container, label: said && labelAt(said), policy, isPrivileged };
  });
}

function labelAt(at: Cursor): ProcessLabel {
  const text = (field: string) => at.at(field).text || undefined;
  return { user: text('user'), role: text('role'), type: text('type'), level: text('level') };
}
