import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { ConfigMap, NodeTaintQuery, Probe } from 'cdk8s-plus-27';
import { HostPathType, NodeAgent, PodVolume } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** A program on each node, which reads the logs of its Pods. The namespace has to allow "privileged". */
export class TemplateServiceChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'template-namespace' });

    const config = new ConfigMap(this, 'Config', { metadata: { name: 'template-service' } });
    config.addDirectory(join(__dirname, '..', 'config', 'template-service'));

    // Where it sends to is said by `allowTo`, who may ask it by `allowFrom`; nobody else is reached or reaches it.
    const agent = new NodeAgent(this, 'Agent', {
      name: 'template-service',
      containers: [
        {
          name: 'agent',
          image: 'registry.example.com/template-image:1.0.0',
          ports: [{ name: 'api', number: 8686 }],
          readiness: Probe.fromTcpSocket({ port: 8686 }),
          liveness: Probe.fromTcpSocket({ port: 8686, failureThreshold: 6 }),
          writablePaths: ['/tmp'],
        },
      ],
      hostMounts: [{ name: 'logs', path: '/var/log', type: HostPathType.DIRECTORY }],
      // Logs of containers belong to root, with mode 0640.
      supplementalGroups: [0],
      // What is not sent yet outlives the Pod.
      buffer: { path: '/var/lib/node-agents/template-service', mountPath: '/var/lib/vector', prepareImage: 'busybox:1.37.0' },
      // Every node, with those of the control plane.
      tolerations: [NodeTaintQuery.any()],
      priorityClassName: 'system-node-critical',
    });
    PodVolume.configMap({ name: 'config', configMap: config }).mountInto(agent.daemonSet, '/etc/vector');
  }
}
