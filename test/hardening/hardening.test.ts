import { ApiObject, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { IConstruct } from 'constructs';
import { Hardening, HardeningOptions } from '../../src';
import { findKind, Manifest, newChart, refusal } from '../support';

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

  test('is not for Pods of Windows, of which the server refuses it', () => {
    const pod = new kplus.k8s.KubePod(newChart(), 'web', {
      spec: { os: { name: 'windows' }, containers: [{ name: 'web', image: 'web:1' }] },
    });
    expect(refusal(() => Hardening.apply(pod))).toBe(
      'Hardening at apply: 1 problem\n' +
        '  workload: shop/web. Its Pods are for Windows, where the API server refuses what the standard asks of Linux. Leave it out.',
    );
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

describe('users and images under Hardening', () => {
  const specOf = (make: (chart: Chart) => IConstruct, options?: HardeningOptions) => {
    const chart = newChart();
    Hardening.apply(make(chart), options);
    return findKind(chart, 'Job').spec.template.spec;
  };
  const plus = (containers: kplus.ContainerProps[], securityContext?: kplus.PodSecurityContextProps) => (chart: Chart) =>
    new kplus.Job(chart, 'job', { containers, securityContext });
  const plain = (spec: object) => (chart: Chart) =>
    new ApiObject(chart, 'job', { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job' }, spec: { template: { spec } } });

  test.each([
    ['cdk8s-plus', plus([{ name: 'main', image: 'busybox:1.37.0' }])],
    ['an ApiObject', plain({ containers: [{ name: 'main', image: 'busybox:1.37.0' }] })],
  ])('an image of root is run as a user, in a workload of %s', (_, make) => {
    expect(specOf(make).securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001 });
    expect(specOf(make, { user: 2000, group: 3000 }).securityContext).toMatchObject({ runAsUser: 2000, runAsGroup: 3000 });
    expect(specOf(make, { imageUser: true }).securityContext.runAsUser).toBeUndefined();
  });

  test('a user that somebody has named stays, and so does the group of its image', () => {
    const { securityContext } = specOf(plus([{ name: 'main', image: 'busybox:1.37.0' }], { user: 1000 }));
    expect(securityContext.runAsUser).toBe(1000);
    expect(securityContext.runAsGroup).toBeUndefined();
  });

  test('each container has the user that it names, that its image is made for, or the default', () => {
    const { containers, securityContext } = specOf(
      plus([
        { name: 'own', image: 'own:1', securityContext: { user: 1000 } },
        { name: 'known', image: 'grafana/grafana:12.1.0' },
        { name: 'other', image: 'busybox:1.37.0' },
      ]),
    );
    expect(securityContext.runAsUser).toBeUndefined();
    const usersOf = (containers as Manifest[]).map(({ securityContext: own }) => [own.runAsUser, own.runAsGroup]);
    expect(usersOf).toEqual([
      [1000, undefined],
      [472, undefined],
      [10001, 10001],
    ]);
  });

  test('whoever lets containers be root is taken at their word', () => {
    const { containers, securityContext } = specOf(
      plain({
        containers: [
          { name: 'root', image: 'a:1', securityContext: { runAsUser: 0 } },
          { name: 'open', image: 'a:1', securityContext: { runAsNonRoot: false } },
          { name: 'agent', image: 'a:1', securityContext: { privileged: true } },
          { name: 'other', image: 'a:1' },
        ],
      }),
    );
    expect((containers as Manifest[]).map(({ securityContext: own }) => own.runAsUser)).toEqual([0, undefined, undefined, 10001]);
    expect(securityContext.runAsNonRoot).toBeUndefined();
    expect(specOf(plain({ securityContext: { runAsNonRoot: false }, containers: [{ name: 'a', image: 'a:1' }] })).securityContext).toEqual({
      fsGroupChangePolicy: 'OnRootMismatch',
      runAsNonRoot: false,
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('an image of a version is pulled where the node has it not; one that moves on is pulled each time, as cdk8s-plus has it', () => {
    const images = ['web:1.29.1', `web@sha256:${'ab'.repeat(32)}`, 'web:main', 'web:latest', 'web'];
    const policies = (options?: HardeningOptions) =>
      (specOf(plus(images.map((image, index) => ({ name: `c${index}`, image }))), options).containers as Manifest[]).map(
        ({ imagePullPolicy }) => imagePullPolicy as string,
      );
    expect(policies()).toEqual(['IfNotPresent', 'IfNotPresent', 'Always', 'Always', 'Always']);
    expect(policies({ imagePullPolicy: kplus.ImagePullPolicy.ALWAYS })).toEqual(images.map(() => 'Always'));
  });

  test('what a workload of another make says of pulling is what somebody has said', () => {
    const said = [
      { imagePullPolicy: 'Always' },
      { imagePullPolicy: 'Never' },
      // Of a version, what the API server would say by itself, so that Pods of every make read the same.
      {},
      { image: 'web' },
    ];
    const containers = said.map((container, index) => ({ name: `c${index}`, image: 'web:1', ...container }));
    const policies = (options?: HardeningOptions) =>
      (specOf(plain({ containers }), options).containers as Manifest[]).map(({ imagePullPolicy }) => imagePullPolicy as string | undefined);
    expect(policies()).toEqual(['Always', 'Never', 'IfNotPresent', undefined]);
    const { IF_NOT_PRESENT } = kplus.ImagePullPolicy;
    expect(policies({ imagePullPolicy: IF_NOT_PRESENT })).toEqual(['Always', 'Never', 'IfNotPresent', 'IfNotPresent']);
  });

  test('refuses options that cannot be meant', () => {
    const make = plus([{ name: 'main', image: 'busybox:1.37.0' }]);
    expect(refusal(() => specOf(make, { user: 0, group: -1, imageUser: true, imagePullPolicy: 'Sometimes' as never }))).toBe(
      [
        'Hardening at apply: 4 problems',
        '  options.user: 0. Give the id of a user, above zero and best above 10000: whoever means root says so in the security context.',
        '  options.group: -1. Give a whole number from 0 to 2147483647.',
        '  options.imageUser: true. The user is that of the image, or the one that is given. Leave one of them out.',
        '  options.imagePullPolicy: "Sometimes". Use one of Always, IfNotPresent, Never.',
      ].join('\n'),
    );
    expect(refusal(() => specOf(make, 'strict' as never))).toBe(
      'Hardening at apply: 1 problem\n  options: "strict". Give an object, such as { user: 1000, group: 1000 }, or leave it out.',
    );
  });
});
