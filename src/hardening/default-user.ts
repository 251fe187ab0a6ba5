import { userOfImage } from '../facts/programs';
import { ContainerJson, listed, PodSpecJson, SecurityContextJson } from '../workloads/pod-json';
import { PodSpecRewrite } from '../workloads/rewrites';

/** Who processes are where nobody has said so. */
export interface DefaultUser {
  readonly user: number;
  readonly group: number;
}

/**
 * Names a user and a group where neither Pod nor container does: without one, `runAsNonRoot` keeps an image of root from starting, and one
 * whose user has no number. A container whose image is made for a user that is known gets that one.
 */
export const asDefaultUser =
  ({ user, group }: DefaultUser): PodSpecRewrite =>
  (spec) => {
    const { securityContext } = spec;
    // Whoever lets the image decide means it.
    if (securityContext?.runAsUser !== undefined || securityContext?.runAsNonRoot === false) return;
    const all = [...listed(spec.containers), ...listed(spec.initContainers)];
    const nameless = all.filter(isNameless);
    const users = nameless.map(({ image }) => (typeof image === 'string' ? userOfImage(image) : undefined));
    if (nameless.length === all.length && users.every((known) => known === undefined)) {
      spec.securityContext = { ...securityContext, runAsUser: user, runAsGroup: securityContext?.runAsGroup ?? group };
      return;
    }
    nameless.forEach((container, index) => {
      nameUser(container, spec, { user: users[index] ?? user, group: users[index] === undefined ? group : undefined });
    });
  };

/** Whether a container leaves it to its image who it runs as, and needs no more rights than others. */
function isNameless({ securityContext = {} }: ContainerJson): boolean {
  const { runAsUser, runAsNonRoot, privileged } = securityContext;
  return runAsUser === undefined && runAsNonRoot !== false && privileged !== true;
}

/** The group of a known user is left to its image, whose files may belong to it. */
function nameUser(container: ContainerJson, spec: PodSpecJson, { user, group }: { readonly user: number; readonly group?: number }): void {
  const { securityContext } = container;
  const runAsGroup = securityContext?.runAsGroup ?? spec.securityContext?.runAsGroup ?? group;
  const named: SecurityContextJson = { ...securityContext, runAsUser: user };
  container.securityContext = runAsGroup === undefined ? named : { ...named, runAsGroup };
}
