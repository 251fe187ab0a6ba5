import { execFileSync } from 'child_process';

/** Addresses in a namespace of networks of its own, which no route leads to. */
export const NETWORK = { node: '10.231.0.10', pods: '10.231.16.0/20', services: '10.96.0.0/16' };

/** What the node has instead of a network card. */
export function makeNetwork(): void {
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  ip('link', 'set', 'lo', 'up');
  ip('link', 'add', 'node0', 'type', 'veth', 'peer', 'name', 'node1');
  ip('address', 'add', `${NETWORK.node}/24`, 'dev', 'node0');
  ip('link', 'set', 'node0', 'up');
  ip('link', 'set', 'node1', 'up');
  // Without one the kubelet and the proxy find no address.
  ip('route', 'add', 'default', 'dev', 'node0');
}

/** A machine that starts has no bridge of the time before. */
export function forgetBridge(): void {
  try {
    execFileSync('ip', ['link', 'delete', 'cni0'], { stdio: 'ignore' });
  } catch {
    // There is none at the first start.
  }
}
