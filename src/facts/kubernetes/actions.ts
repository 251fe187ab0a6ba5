import { FieldProblem } from './field-problem';
import { isPort, MOST_PORT, targetPortProblem } from './ports';

/**
 * What the kubelet asks of a container: by probes, and at its start and stop.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 * @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
 */

/** A call, of a probe or of a hook. */
export interface ActionJson {
  readonly exec?: { readonly command?: unknown };
  readonly httpGet?: { readonly path?: unknown; readonly port?: unknown; readonly host?: unknown; readonly scheme?: unknown };
  readonly tcpSocket?: { readonly port?: unknown; readonly host?: unknown };
  readonly grpc?: { readonly port?: unknown };
}

export interface ProbeJson extends ActionJson {
  readonly failureThreshold?: unknown;
  readonly successThreshold?: unknown;
  readonly initialDelaySeconds?: unknown;
  readonly periodSeconds?: unknown;
  readonly timeoutSeconds?: unknown;
  readonly terminationGracePeriodSeconds?: unknown;
}

export type ProbeKind = 'liveness' | 'readiness' | 'startup';

/** The most that a number of seconds or tries can be (an int32). */
export const MOST_COUNT = 2 ** 31 - 1;

const HOST =
  'Pod Security refuses it since Kubernetes 1.34, since the call comes from the node and could reach anything there. Leave it out: the Pod is asked.';

/** What is wrong with a call; `names` are those of the container's ports. */
export function actionProblems({ exec, httpGet, tcpSocket, grpc }: ActionJson, names: readonly string[]): FieldProblem[] {
  const found: FieldProblem[] = [];
  if (exec !== undefined && !(Array.isArray(exec.command) && exec.command.length > 0)) {
    found.push({ field: 'command', value: exec.command, remedy: 'Give the program to run.' });
  }
  for (const { port, host } of [httpGet, tcpSocket].filter((call) => call !== undefined)) {
    const remedy = targetPortProblem(port, names);
    if (remedy !== undefined) found.push({ field: 'port', value: port, remedy });
    if (host !== undefined && host !== '') found.push({ field: 'host', value: host, remedy: HOST });
  }
  if (grpc !== undefined && !isPort(grpc.port)) {
    found.push({ field: 'port', value: grpc.port, remedy: `Give a whole number from 1 to ${MOST_PORT}.` });
  }
  if (httpGet === undefined) return found;
  const { path, scheme } = httpGet;
  if (typeof path !== 'string' || path === '') {
    found.push({ field: 'path', value: path, remedy: 'Give the path to ask, such as "/healthz".' });
  }
  if (scheme !== undefined && scheme !== 'HTTP' && scheme !== 'HTTPS') {
    found.push({ field: 'scheme', value: scheme, remedy: 'Use one of HTTP, HTTPS.' });
  }
  return found;
}

/** The least that each number of a probe can be. Where it is 0 the API server puts its own default, which is not what was asked for. */
const LEAST = {
  failureThreshold: 1,
  successThreshold: 1,
  initialDelaySeconds: 0,
  periodSeconds: 1,
  timeoutSeconds: 1,
  terminationGracePeriodSeconds: 1,
} as const;

/** What is wrong with a probe; `names` are those of the container's ports. */
export function probeProblems(probe: ProbeJson, kind: ProbeKind, names: readonly string[]): FieldProblem[] {
  const found = actionProblems(probe, names);
  for (const [field, least] of Object.entries(LEAST)) {
    const value = probe[field as keyof typeof LEAST];
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= MOST_COUNT)) continue;
    found.push({ field, value, remedy: `Give a whole number from ${least} to ${MOST_COUNT}.` });
  }
  const { successThreshold, terminationGracePeriodSeconds } = probe;
  if (kind !== 'readiness' && typeof successThreshold === 'number' && successThreshold > 1) {
    const remedy = `A ${kind} probe has succeeded when it succeeds once, and the API server refuses another number. Leave it out.`;
    found.push({ field: 'successThreshold', value: successThreshold, remedy });
  }
  if (kind === 'readiness' && terminationGracePeriodSeconds !== undefined) {
    const remedy = 'A readiness probe stops nothing. Leave it out.';
    found.push({ field: 'terminationGracePeriodSeconds', value: terminationGracePeriodSeconds, remedy });
  }
  return found;
}
