import type * as kplus from 'cdk8s-plus-27';
import { LONGEST_LABEL } from '../facts/kubernetes/names';
import { MOST_PORT, PROTOCOLS } from '../facts/kubernetes/ports';
import { checkServiceName } from './identity';
import { checkInteger, checkLabelName, checkOneOf } from '../props/check';
import { formatValue } from '../props/format-value';
import { Problems } from '../props/problems';
import { isObject, Unchecked } from '../util/unchecked';

interface Listening {
  readonly ports?: unknown;
}

/** Reports ports of a Service that the API server refuses, or that lead to no container; and its name, where that is not checked already. */
export function checkServicePorts(
  problems: Problems,
  ports: unknown,
  name: string | undefined,
  containers: readonly Listening[],
  at = 'servicePorts',
): void {
  if (ports === undefined) return;
  if (!Array.isArray(ports) || ports.length === 0) {
    problems.add(at, ports, 'Give a list such as [{ port: 80, targetPort: 8080 }].');
    return;
  }
  if (name !== undefined) checkServiceName(problems, at, name);
  const open = containers.flatMap((container) => (Array.isArray(container.ports) ? (container.ports as unknown[]) : [])).map(numberOf);
  const taken = new Map<string, string>();
  const take = (prop: string, value: unknown, key: string, what: string) => {
    const other = taken.get(key);
    if (other === undefined) taken.set(key, prop);
    else problems.add(prop, value, `${other} has this ${what} too. Give each its own.`);
  };
  ports.forEach((item: unknown, index) => {
    const own = `${at}[${index}]`;
    const given: Unchecked<kplus.ServicePort> = isObject(item) ? item : {};
    const { protocol = 'TCP', nodePort } = given;
    const port = checkInteger(problems, `${own}.port`, given.port, { min: 1, max: MOST_PORT });
    checkName(problems, `${own}.name`, given.name, ports.length > 1, take);
    const checked = checkOneOf(problems, `${own}.protocol`, protocol, PROTOCOLS);
    if (nodePort !== undefined) {
      problems.add(
        `${own}.nodePort`,
        nodePort,
        'The Service has an address in the cluster only (ClusterIP), and the API server refuses it. Leave it out.',
      );
    }
    if (port === undefined) return;
    checkTarget(problems, `${own}.targetPort`, given.targetPort ?? port, open);
    if (checked !== undefined) take(`${own}.port`, port, `${port}/${checked}`, 'port');
  });
}

type Take = (prop: string, value: unknown, key: string, what: string) => void;

function checkName(problems: Problems, prop: string, name: unknown, isOneOfSeveral: boolean, take: Take): void {
  if (name === undefined) {
    if (isOneOfSeveral) problems.add(prop, name, 'Each of several ports needs a name.');
    return;
  }
  const checked = checkLabelName(problems, prop, name, LONGEST_LABEL, '');
  if (checked !== undefined) take(prop, checked, `name ${checked}`, 'name');
}

function checkTarget(problems: Problems, prop: string, target: unknown, open: readonly unknown[]): void {
  if (open.includes(target)) return;
  const known = open.length > 0 ? `they have ${open.map((number) => formatValue(number)).join(', ')}` : 'they name none';
  problems.add(prop, target, `No container has this port: ${known}. Name one of them.`);
}

const numberOf = (port: unknown): unknown => (isObject(port) ? port.number : undefined);

/** The ports of a Service as they are made: those of its containers where nothing else is said. */
export const withTargets = (ports: readonly kplus.ServicePort[]): kplus.ServicePort[] =>
  ports.map((port) => ({ ...port, targetPort: port.targetPort ?? port.port }));
