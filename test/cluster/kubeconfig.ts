import { readFileSync } from 'fs';
import { dirname, resolve } from 'path';
import { parse, stringify } from 'yaml';

/** How an API server is reached. */
export interface Cluster {
  readonly server: string;
  readonly ca?: string;
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly insecure?: boolean;
}

/** The text of a kubeconfig, for the programs of the control plane and for the tests. */
export function formatKubeconfig(cluster: Cluster): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'test', cluster: { server: cluster.server, 'certificate-authority-data': Buffer.from(cluster.ca ?? '').toString('base64') } },
    ],
    users: [{ name: 'test', user: { token: cluster.token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  });
}

/** Reads the current context of a kubeconfig. Users that ask a program for their credentials are refused: give a token instead. */
export function readKubeconfig(file: string): Cluster {
  const config = parse(readFileSync(file, 'utf8'));
  const context = named(config.contexts, config['current-context'], 'context').context;
  const { cluster } = named(config.clusters, context.cluster, 'cluster');
  const { user } = named(config.users, context.user, 'user');
  if (user.exec !== undefined || user['auth-provider'] !== undefined) {
    throw new Error(`${file}: the user ${context.user} gets credentials from a program. Give a kubeconfig with a token or a certificate.`);
  }
  const text = (holder: Record<string, string>, key: string): string | undefined => {
    if (holder[`${key}-data`] !== undefined) return Buffer.from(holder[`${key}-data`], 'base64').toString('utf8');
    return holder[key] === undefined ? undefined : readFileSync(resolve(dirname(file), holder[key]), 'utf8');
  };
  return {
    server: cluster.server,
    ca: text(cluster, 'certificate-authority'),
    token: user.token ?? (user.tokenFile === undefined ? undefined : readFileSync(user.tokenFile, 'utf8').trim()),
    certificate: text(user, 'client-certificate'),
    key: text(user, 'client-key'),
    insecure: cluster['insecure-skip-tls-verify'] === true,
  };
}

function named(list: Array<{ name: string }> | undefined, name: string, what: string) {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const found = list?.find((item) => item.name === name) as any;
  if (found === undefined) throw new Error(`the kubeconfig has no ${what} ${JSON.stringify(name)}`);
  return found;
}
