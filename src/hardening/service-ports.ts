import type * as kplus from 'cdk8s-plus-27';
import { LONGEST_LABEL } from '../../facts/kubernetes/names';
import { MOST_PORT, PROTOCOLS } from '../../facts/kubernetes/ports';
import { checkServiceName } from '../../hardening/identity';
import { checkInteger, checkLabelName, checkOneOf } from '../../props/check';
import { formatValue } from '../../props/format-value';
import { Problems } from '../../props/problems';
import { isObject, Unchecked } from '../../util/unchecked';

interface Listening {
  readonly ports?: unknown;
}

/** Reports ports of a Service that the API server refuses, or that lead to no container. */
export function checkServicePorts(problems: Problems, ports: unknown, name: string, containers: readonly Listening[]): void {
  if (ports === undefined) return;
  if (!Array.isArray(ports) || ports.length === 0) {
    problems.add('servicePorts', ports, 'Give a list such as [{ port: 80, targetPort: 8080 }].');
    return;
  }
  checkServiceName(problems, 'servicePorts', name);
  const open = containers.flatMap((container) => (Array.isArray(container.ports) ? (container.ports as unknown[]) : [])).map(numberOf);
  const taken = new Map<string, string>();
  const take = (prop: string, value: unknown, key: string, what: string) => {
    const other = taken.get(key);
    if (other === undefined) taken.set(key, prop);
    else problems.add(prop, value, `${other} has this ${what} too. Give each its own.`);
  };
  ports.forEach((item: unknown, index) => {
    const at = `servicePorts[${index}]`;
    const given: Unchecked<kplus.ServicePort> = isObject(item) ? item : {};
    const { protocol = 'TCP', nodePort } = given;
    const port = checkInteger(problems, `${at}.port`, given.port, { min: 1, max: MOST_PORT });
    checkName(problems, `${at}.name`, given.name, ports.length > 1, take);
    const checked = checkOneOf(problems, `${at}.protocol`, protocol, PROTOCOLS);
    if (nodePort !== undefined) {
      problems.add(
        `${at}.nodePort`,
        nodePort,
        'The Service has an address in the cluster only (ClusterIP), and the API server refuses it. Leave it out.',
      );
    }
    if (port === undefined) return;
    checkTarget(problems, `${at}.targetPort`, given.targetPort ?? port, open);
    if (checked !== undefined) take(`${at}.port`, port, `${port}/${checked}`, 'port');
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
