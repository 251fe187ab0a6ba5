import { normalizePath } from '../../facts/kubernetes/paths';
import { checkProbes, ProbedContainer } from '../../hardening/probed-container';
import { Problems } from '../../props/problems';
import { isObject, Unchecked } from '../../util/unchecked';
import { LIVENESS, Ports, REGISTRAR, SOCKET, VARIABLES } from './parts';
import type { CsiNodePluginProps } from './props';

/** Checks what the container of the driver may not say, since the plugin says it. */
export function checkDriver(problems: Problems, container: ProbedContainer, props: Unchecked<CsiNodePluginProps>, ports: Ports): void {
  const given = container as Unchecked<ProbedContainer>;
  const { name, env, hardening } = given;
  if (name === REGISTRAR || name === LIVENESS) problems.add('driver.name', name, 'A container of the plugin has this name. Give another.');
  for (const variable of VARIABLES) {
    if (!isObject(env) || env[variable] === undefined) continue;
    problems.add(`driver.env["${variable}"]`, undefined, 'The plugin sets it. Leave it out.');
  }
  for (const field of ['command', 'args'] as const) checkSockets(problems, `driver.${field}`, given[field]);
  const { allowPrivilegeEscalation, capabilities } = (isObject(hardening) ? hardening : {}) as Record<string, unknown>;
  for (const [prop, value] of Object.entries({ allowPrivilegeEscalation, capabilities })) {
    if (value !== undefined) {
      problems.add(`driver.hardening.${prop}`, value, 'The driver is privileged, which is all of that. Leave it out.');
    }
  }
  checkHealth(problems, container, props);
  checkPortsFree(problems, given.ports, props, ports);
}

/** The driver answers where registrar and liveness probe ask. */
function checkSockets(problems: Problems, at: string, words: unknown): void {
  if (!Array.isArray(words)) return;
  words.forEach((word: unknown, index) => {
    if (typeof word !== 'string') return;
    if (word.includes('kubelet-registration-path')) {
      problems.add(`${at}[${index}]`, word, 'The registrar says it, and registers the driver. Leave it out.');
      return;
    }
    const path = /unix:(\/[^\s,'"]*)/.exec(word)?.[1];
    if (path === undefined || normalizePath(path) === SOCKET) return;
    problems.add(`${at}[${index}]`, word, `The socket of the driver is ${SOCKET}, where it is asked. Use $(CSI_ENDPOINT).`);
  });
}

const PROBES = ['liveness', 'readiness', 'declineLiveness', 'declineReadiness'] as const;

function checkHealth(problems: Problems, container: ProbedContainer, { livenessImage }: Unchecked<CsiNodePluginProps>): void {
  if (livenessImage === undefined) {
    checkProbes(problems, 'driver', container, 'livenessImage, whose probe asks the driver; or ');
    return;
  }
  for (const prop of PROBES) {
    if (container[prop] === undefined) continue;
    const value = typeof container[prop] === 'string' ? container[prop] : undefined;
    problems.add(`driver.${prop}`, value, 'The probe of livenessImage asks the driver. Leave one of them out.');
  }
}

function checkPortsFree(problems: Problems, given: unknown, { livenessImage }: Unchecked<CsiNodePluginProps>, ports: Ports): void {
  if (!Array.isArray(given)) return;
  const taken = [ports.registrar, ...(livenessImage === undefined ? [] : [ports.liveness])];
  given.forEach((port: unknown, index) => {
    if (!isObject(port) || !taken.includes(port.number as number)) return;
    problems.add(
      `driver.ports[${index}].number`,
      port.number,
      `${port.number === ports.registrar ? 'registrarPort' : 'livenessPort'} is this too. Give another.`,
    );
  });
}
