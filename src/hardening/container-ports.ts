import type * as kplus from 'cdk8s-plus-27';
import { containerPortProblems } from '../facts/kubernetes/ports';
import { Ports } from '../props/actions';
import { Problems } from '../props/problems';
import { isObject, Unchecked } from '../util/unchecked';

type GivenPort = Unchecked<kplus.ContainerPort>;

/** Reports ports of one container that the API server refuses; returns those that could be looked at. */
export function checkPorts(problems: Problems, at: string, ports: unknown): Ports {
  if (ports === undefined) return [];
  if (!Array.isArray(ports)) {
    problems.add(at, ports, 'Give a list such as [{ number: 8080 }].');
    return [];
  }
  const names = new Map<unknown, number>();
  ports.forEach((port: unknown, index) => {
    const { number, name, protocol, hostPort, hostIp }: GivenPort = isObject(port) ? port : {};
    problems.addFields(`${at}[${index}]`, containerPortProblems({ containerPort: number, name, protocol, hostPort, hostIP: hostIp }));
    const first = names.get(name);
    if (name === undefined) return;
    if (first === undefined) names.set(name, index);
    else problems.add(`${at}[${index}].name`, name, `${at}[${first}] has this name too. Give each port its own.`);
  });
  return ports as Ports;
}

interface GivenContainer {
  readonly ports?: unknown;
}

/** Reports ports that two containers of a Pod share: they have one network, and one node. */
export function checkPortsApart(problems: Problems, at: string, containers: ReadonlyArray<GivenContainer | undefined>): void {
  const taken = new Map<string, string>();
  containers.forEach((container, index) => {
    if (!Array.isArray(container?.ports)) return;
    container.ports.forEach((port: GivenPort | null, portIndex) => {
      const { number, protocol = 'TCP', hostPort } = port ?? {};
      const prop = `${at}[${index}].ports[${portIndex}]`;
      if (typeof protocol !== 'string') return;
      const take = (field: string, value: unknown, place: string) => {
        if (typeof value !== 'number') return;
        const other = taken.get(`${place} ${value}/${protocol}`);
        if (other === undefined) taken.set(`${place} ${value}/${protocol}`, `${prop}.${field}`);
        else problems.add(`${prop}.${field}`, value, `${other} is the same port: ${place}. Use another.`);
      };
      take('number', number, 'the containers of a Pod share one network');
      take('hostPort', hostPort, 'a node has each port once');
    });
  });
}
