import type * as kplus from 'cdk8s-plus-27';
import { ActionJson, actionProblems, ProbeJson, ProbeKind, probeProblems } from '../facts/kubernetes/actions';
import { isObject } from '../util/unchecked';
import { checkWords } from './environment';
import { NotSecret } from './not-secret';
import { isPlus, plainJson } from './plus-values';
import { Problems } from './problems';

/*
 * Probes and handlers of any cdk8s-plus. They keep what they were given to themselves, so what they write is looked at.
 */

/** What can be asked for its manifest; the container gives the port where none was said. */
interface Action {
  _toKube(container: { readonly port: number; readonly portNumber: number }): Readonly<Record<string, unknown>>;
}

/** The ports of a container, where they are a list. */
export type Ports = ReadonlyArray<{ readonly number?: unknown; readonly name?: unknown } | null>;

/** Stands for the port of a container, and is none that anybody could name. */
const UNSAID = Symbol('the port of the container') as unknown as number;

/** Reports a probe that the API server refuses, or that asks nothing in the container. */
export function checkProbe(problems: Problems, at: string, probe: unknown, kind: ProbeKind, ports: Ports, notSecret: NotSecret): void {
  const json: ProbeJson | undefined = render(problems, at, probe, ports, notSecret);
  if (json !== undefined) problems.addFields(at, probeProblems(json, kind, namesOf(ports)));
}

/** Reports a handler that the API server refuses, or that asks nothing in the container. */
export function checkHandler(problems: Problems, at: string, handler: unknown, ports: Ports, notSecret: NotSecret): void {
  const json = render(problems, at, handler, ports, notSecret);
  if (json !== undefined) problems.addFields(at, actionProblems(json, namesOf(ports)));
}

const namesOf = (ports: Ports): string[] => ports.flatMap((port) => (typeof port?.name === 'string' ? [port.name] : []));

/** What an action writes; undefined where that could not be found out, or was wrong. */
function render(problems: Problems, at: string, action: unknown, ports: Ports, notSecret: NotSecret): ActionJson | undefined {
  if (!isPlus(action, 'Probe') && !isPlus(action, 'Handler')) return undefined;
  const json = write(problems, at, action as unknown as Action);
  if (json === undefined) return undefined;
  const { exec, httpGet, tcpSocket, grpc } = json;
  checkWords(problems, `${at}.command`, exec?.command, 'command', notSecret);
  const [first] = ports;
  if ([httpGet, tcpSocket, grpc].some((call) => call !== undefined && call.port === UNSAID) && first === undefined) {
    const remedy = 'It names no port, and the container has none: it would ask port 80. Name the port, or give the container its ports.';
    problems.add(`${at}.port`, undefined, remedy);
    return undefined;
  }
  const withPort = <C extends { readonly port?: unknown }>(call: C | undefined) =>
    call && { ...call, port: call.port === UNSAID ? first?.number : call.port };
  return { ...json, httpGet: withPort(httpGet), tcpSocket: withPort(tcpSocket), grpc: withPort(grpc) };
}

function write(problems: Problems, at: string, action: Action): ProbeJson | undefined {
  const written = writtenBy(action);
  if (!(written instanceof Error)) return written;
  problems.add(at, undefined, `cdk8s-plus cannot write it: ${written.message}`);
  return undefined;
}

/** An action as cdk8s-plus writes it, or why it cannot. */
function writtenBy(action: Action): ProbeJson | Error {
  try {
    return plainJson(action._toKube({ port: UNSAID, portNumber: UNSAID }));
  } catch (error) {
    return error as Error;
  }
}

/** The same action, which asks the first port of its container where it names none: cdk8s-plus itself would ask port 80. */
export function ofFirstPort<A extends kplus.Probe | kplus.Handler>(action: A | undefined, ports: Ports | undefined): A | undefined {
  const number = ports?.[0]?.number;
  // What is none has been reported.
  if (!isObject(action) || typeof number !== 'number') return action;
  const written = action as unknown as Action;
  const withPort = (container: object) => Object.create(container, { port: { value: number }, portNumber: { value: number } }) as never;
  return Object.create(action, { _toKube: { value: (container: object) => written._toKube(withPort(container)) } }) as A;
}

/** What a probe asks: the path of its request, or the words of its command, one a line; undefined where it asks neither, or cannot be written. */
export function actionOf(probe: unknown): string | undefined {
  const written = isPlus(probe, 'Probe') ? writtenBy(probe as unknown as Action) : undefined;
  if (written === undefined || written instanceof Error) return undefined;
  const { exec, httpGet } = written;
  const words: unknown = exec?.command;
  return typeof httpGet?.path === 'string' ? httpGet.path : Array.isArray(words) ? words.join('\n') : undefined;
}
