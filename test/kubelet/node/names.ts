import { writeFileSync } from 'fs';
import { setTimeout as sleep } from 'timers/promises';
import { ApiClient, Manifest } from '../../cluster/client';

/** Writes the names of Services, and of the Pods of headless ones, into a file of hosts, as long as it is not stopped. */
export class ServiceNames {
  private stopped = false;
  private written = '';
  private readonly loop: Promise<void>;

  constructor(
    private readonly api: ApiClient,
    private readonly file: string,
  ) {
    writeFileSync(file, '');
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const text = await this.hosts().catch(() => undefined);
      if (text !== undefined && text !== this.written) writeFileSync(this.file, (this.written = text));
      await sleep(300);
    }
  }

  private async hosts(): Promise<string> {
    const [services, slices] = await Promise.all([
      this.api.list('/api/v1/services'),
      this.api.list('/apis/discovery.k8s.io/v1/endpointslices'),
    ]);
    const lines = services
      .filter(({ spec }) => spec.clusterIP !== 'None')
      .map(({ metadata, spec }) => hostLine(spec.clusterIP, `${metadata.name}.${metadata.namespace}`));
    const headless = new Set(
      services.filter(({ spec }) => spec.clusterIP === 'None').map(({ metadata }) => `${metadata.name}.${metadata.namespace}`),
    );
    for (const { metadata, endpoints } of slices) {
      const service = `${metadata.labels?.['kubernetes.io/service-name']}.${metadata.namespace}`;
      if (!headless.has(service)) continue;
      for (const { addresses, hostname } of (endpoints ?? []) as Manifest[]) {
        if (hostname !== undefined) lines.push(hostLine(addresses[0], `${hostname}.${service}`));
        lines.push(hostLine(addresses[0], service));
      }
    }
    return lines.sort().join('\n') + '\n';
  }
}

const hostLine = (address: string, name: string): string => `${address} ${name}.svc.cluster.local ${name}.svc`;
