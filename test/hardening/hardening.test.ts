import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Hardening } from '../../src';
import { findKind, newChart, refusal } from '../support';

describe('Hardening', () => {
  test('gives a workload of cdk8s-plus what "restricted" wants and cdk8s-plus cannot say, late containers included', () => {
    const chart = newChart();
    const capabilities = { add: [kplus.Capability.NET_BIND_SERVICE] };
    const deployment = new kplus.Deployment(chart, 'web', {
      securityContext: { fsGroup: 10001 },
      containers: [{ name: 'web', image: 'web:1', securityContext: { capabilities } }],
    });
    Hardening.apply(deployment);
    deployment.addContainer({ name: 'late', image: 'late:1', resources: { memory: { limit: Size.mebibytes(10) } } });
    deployment.addInitContainer({ image: 'init:1' });
    const { spec } = findKind(chart, 'Deployment').spec.template;
    expect(spec.enableServiceLinks).toBe(false);
    expect(spec.securityContext).toMatchObject({
      fsGroup: 10001,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(spec.containers[0].securityContext.capabilities).toEqual({ add: ['NET_BIND_SERVICE'], drop: ['ALL'] });
    for (const container of [spec.containers[1], spec.initContainers[0]]) {
      expect(container.securityContext.capabilities).toEqual({ drop: ['ALL'] });
      expect(container.resources.limits['ephemeral-storage']).toBe('256Mi');
    }
  });

  test('leaves alone what the workload says itself', () => {
    const chart = newChart();
    const resources = { ephemeralStorage: { limit: Size.mebibytes(100) } };
    const securityContext = { readOnlyRootFilesystem: false, user: 101 };
    const pod = new kplus.Pod(chart, 'web', { containers: [{ image: 'web:1', resources, securityContext }] });
    Hardening.apply(pod);
    const [container] = findKind(chart, 'Pod').spec.containers;
    expect(container.resources).toEqual({ limits: { 'ephemeral-storage': '100Mi' } });
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: false, runAsUser: 101 });
  });

  test('refuses what is no workload', () => {
    expect(refusal(() => Hardening.apply('web' as never))).toBe(
      'Hardening at apply: 1 problem\n  workload: "web". Give a Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob of any cdk8s-plus, a k8s.Kube… class, an ApiObject, an Include, or a construct that holds one.',
    );
  });
});
