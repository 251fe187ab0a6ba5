import { Container, PodTemplate } from '../pod-template';

/** The user that a container is told to run as; undefined where that is left to its image. */
export function writtenUser({ spec }: PodTemplate, { at }: Container): number | undefined {
  return at.at('securityContext', 'runAsUser').number ?? spec.at('securityContext', 'runAsUser').number;
}

/** Whether a container is told not to be root: by its user, or without naming one. */
export function runsAsNonRoot(pod: PodTemplate, container: Container): boolean {
  const user = writtenUser(pod, container);
  if (user !== undefined) return user !== 0;
  const flags = [container.at, pod.spec].map((at) => at.at('securityContext', 'runAsNonRoot').flag);
  return flags.find((flag) => flag !== undefined) === true;
}
