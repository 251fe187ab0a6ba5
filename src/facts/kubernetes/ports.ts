import { isIP } from 'node:net';
import { FieldProblem } from './field-problem';

/** The highest port. */
export const MOST_PORT = 65535;

export const PROTOCOLS: readonly string[] = ['TCP', 'UDP', 'SCTP'];

export function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_PORT;
}

const PORT_NAME = /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;

/** Whether a port of a container may have a name (an IANA service name). */
export function isPortName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 15 && PORT_NAME.test(value);
}

const NUMBER = `Give a whole number from 1 to ${MOST_PORT}.`;
const NAME = 'A port is named with at most 15 lower-case letters, digits and single dashes, one letter among them.';
const PROTOCOL = `Use one of ${PROTOCOLS.join(', ')}.`;

/** A port on which a container listens. */
export interface ContainerPortJson {
  readonly containerPort?: unknown;
  readonly name?: unknown;
  readonly protocol?: unknown;
  readonly hostPort?: unknown;
  readonly hostIP?: unknown;
}

/** What is wrong with one port of a container, by the fields of cdk8s-plus. */
export function containerPortProblems({ containerPort, name, protocol, hostPort, hostIP }: ContainerPortJson): FieldProblem[] {
  const found: FieldProblem[] = [];
  if (!isPort(containerPort)) found.push({ field: 'number', value: containerPort, remedy: NUMBER });
  if (name !== undefined && !isPortName(name)) found.push({ field: 'name', value: name, remedy: NAME });
  if (protocol !== undefined && !PROTOCOLS.includes(protocol as string)) {
    found.push({ field: 'protocol', value: protocol, remedy: PROTOCOL });
  }
  if (hostPort !== undefined && !isPort(hostPort)) found.push({ field: 'hostPort', value: hostPort, remedy: NUMBER });
  if (hostIP === undefined) return found;
  if (typeof hostIP !== 'string' || isIP(hostIP) === 0) {
    found.push({ field: 'hostIp', value: hostIP, remedy: 'Give an IPv4 or IPv6 address of the node.' });
  } else if (hostPort === undefined) {
    found.push({ field: 'hostIp', value: hostIP, remedy: 'It says where the hostPort is, and there is none. Give one, or leave it out.' });
  }
  return found;
}

/** A port that something asks for, by number or by name; `names` are those of the container. */
export function targetPortProblem(port: unknown, names: readonly string[]): string | undefined {
  if (typeof port !== 'string') return isPort(port) ? undefined : NUMBER;
  if (!isPortName(port)) return `${NUMBER} ${NAME}`;
  if (names.includes(port)) return undefined;
  const known = names.length > 0 ? `it has ${names.join(', ')}` : 'its ports have no names';
  return `The container has no port of this name, so nothing would ever answer: ${known}.`;
}

/** A port that a network policy opens. */
export interface PolicyPortJson {
  readonly port?: unknown;
  readonly endPort?: unknown;
  readonly protocol?: unknown;
}

export function policyPortProblems({ port, endPort, protocol }: PolicyPortJson): FieldProblem[] {
  const found: FieldProblem[] = [];
  if (port !== undefined && !isPort(port) && !isPortName(port)) found.push({ field: 'port', value: port, remedy: `${NUMBER} ${NAME}` });
  if (protocol !== undefined && !PROTOCOLS.includes(protocol as string)) {
    found.push({ field: 'protocol', value: protocol, remedy: PROTOCOL });
  }
  if (endPort === undefined) return found;
  if (!isPort(endPort)) found.push({ field: 'endPort', value: endPort, remedy: NUMBER });
  else if (typeof port !== 'number') {
    found.push({ field: 'endPort', value: endPort, remedy: 'It ends a range that begins with a number. Give port as a number.' });
  } else if (endPort < port) {
    found.push({ field: 'endPort', value: endPort, remedy: `The range begins with ${port}. Give that or more.` });
  }
  return found;
}
