import { Claim, formatRef, ManifestSet, PodTemplate, readValues, selects } from '../../src/checks';
import { expectLinear } from '../linear';
import { read } from './support';

const setOf = (text: string) => new ManifestSet(read(text).manifests);
const object = (kind: string, name: string, namespace?: string, apiVersion = 'v1') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}${namespace === undefined ? '' : `, namespace: ${namespace}`} }\n`;

describe('objects', () => {
  const set = setOf(
    [
      object('ConfigMap', 'a', 'shop'),
      object('ConfigMap', 'a', 'office'),
      object('ConfigMap', 'b'),
      object('ConfigMap', 'c', 'shop'),
      object('Service', 'a', 'shop', 'serving.knative.dev/v1'),
      object('Deployment', 'a', 'shop', 'extensions/v1beta1'),
    ].join('---\n'),
  );
  const find = (type: string, namespace: string | undefined, name: string | undefined) => set.find(type, namespace, name)?.toString();

  test('are found by kind, namespace and name', () => {
    expect(find('ConfigMap', 'office', 'a')).toBe('ConfigMap office/a');
    expect(find('ConfigMap', 'elsewhere', 'a')).toBeUndefined();
    expect(find('ConfigMap', 'shop', '')).toBeUndefined();
    expect(find('ConfigMap', 'shop', undefined)).toBeUndefined();
    expect(set.findGlobal('ConfigMap', undefined)).toBeUndefined();
    expect(set.findAll('ConfigMap', 'a')).toHaveLength(2);
    expect(set.all('Gone')).toEqual([]);
  });

  test('without a namespace are in all, and find those that are in one where there is no doubt', () => {
    expect(find('ConfigMap', 'shop', 'b')).toBe('ConfigMap b');
    expect(find('ConfigMap', undefined, 'b')).toBe('ConfigMap b');
    expect(find('ConfigMap', undefined, 'c')).toBe('ConfigMap shop/c');
    expect(find('ConfigMap', undefined, 'a')).toBeUndefined();
  });

  test('of another group with the same kind are others; the old group of workloads is theirs', () => {
    expect(find('Service', 'shop', 'a')).toBeUndefined();
    expect(find('serving.knative.dev/Service', 'shop', 'a')).toBe('Service shop/a');
    expect(find('apps/Deployment', 'shop', 'a')).toBe('Deployment shop/a');
  });

  test('are written as people write them', () => expect(formatRef({ kind: 'Pod', name: 'a' })).toBe('Pod a'));
});

describe('Pods', () => {
  const template = 'template: { metadata: { labels: { app: a } }, spec: { containers: [{ name: a, image: a }] } }';
  const workload = (kind: string, apiVersion: string, spec: string) => `${object(kind, 'a', undefined, apiVersion)}spec: { ${spec} }\n`;

  test.each([
    ['Deployment', 'apps/v1', template, 1],
    ['ReplicaSet', 'apps/v1', `replicas: 4, ${template}`, 4],
    ['ReplicationController', 'v1', `replicas: 0, ${template}`, 0],
    ['StatefulSet', 'apps/v1', `replicas: 3, ${template}`, 3],
    ['DaemonSet', 'apps/v1', template, Infinity],
    ['Job', 'batch/v1', template, 1],
    ['Job', 'batch/v1', `parallelism: 5, ${template}`, 5],
    ['CronJob', 'batch/v1', `jobTemplate: { spec: { parallelism: 2, ${template} } }`, 2],
    ['CronJob', 'batch/v1', `jobTemplate: { spec: { ${template} } }`, 1],
    ['Pod', 'v1', 'containers: [{ name: a }]', 1],
  ])('of a %s are found', (kind, apiVersion, spec, most) => {
    const set = setOf(workload(kind, apiVersion, spec));
    expect(set.pods).toHaveLength(1);
    expect(set.pods[0].containers.map(({ name }) => name)).toEqual(['a']);
    expect(set.mostReplicas(set.pods[0])).toBe(most);
    expect(set.podsOf(set.manifests[0])).toBe(set.pods[0]);
    expect(set.pods[0].isTask).toBe(kind.endsWith('Job'));
  });

  test('of a PodTemplate are found', () => {
    expect(setOf(`${object('PodTemplate', 'a')}${template}\n`).pods[0].containers).toHaveLength(1);
  });

  test('of kinds that look like workloads are none', () => {
    expect(setOf(workload('Deployment', 'example.com/v1', template)).pods).toEqual([]);
    expect(setOf(object('constructor', 'a')).pods).toEqual([]);
  });

  test('scale as far as their autoscalers let them', () => {
    const scaler = (kind: string, apiVersion: string, most: string) =>
      `---\n${object(kind, 's', undefined, apiVersion)}spec: { ${most}scaleTargetRef: { name: a } }\n`;
    const most = (more: string) => {
      const set = setOf(workload('Deployment', 'apps/v1', template) + more);
      return set.mostReplicas(set.pods[0]);
    };
    expect(most(scaler('HorizontalPodAutoscaler', 'autoscaling/v2', 'maxReplicas: 7, '))).toBe(7);
    expect(most(scaler('HorizontalPodAutoscaler', 'autoscaling/v2', ''))).toBe(1);
    expect(most(scaler('ScaledObject', 'keda.sh/v1alpha1', ''))).toBe(100);
    expect(
      most(
        `${scaler('ScaledObject', 'keda.sh/v1alpha1', 'maxReplicaCount: 4, ')}${scaler('HorizontalPodAutoscaler', 'autoscaling/v2', 'maxReplicas: 2, ')}`,
      ),
    ).toBe(4);
    expect(most(`---\n${object('HorizontalPodAutoscaler', 's', undefined, 'autoscaling/v2')}spec: { maxReplicas: 3 }\n`)).toBe(1);
  });

  test('have containers with roles, and mounts with their volumes', () => {
    const set = setOf(`${object('Pod', 'a')}spec:
  initContainers:
    - name: init
      volumeMounts: [{ name: data, mountPath: /a, subPath: "" }]
    - { name: side, restartPolicy: Always }
  containers:
    - name: main
      volumeMounts:
        - { name: data, mountPath: /a, subPathExpr: x, readOnly: true }
        - { name: fixed, mountPath: /b }
        - { name: 3 }
      volumeDevices: [{ name: disk, devicePath: /dev/x }]
  volumes:
    - { name: data }
    - { name: fixed, persistentVolumeClaim: { claimName: c, readOnly: true } }
    - { name: disk, emptyDir: null, persistentVolumeClaim: { claimName: d } }
    - { emptyDir: {} }
`);
    const [pod] = set.pods;
    expect(pod.containers.map(({ name, role }) => `${name} ${role}`)).toEqual(['init init', 'side sidecar', 'main main']);
    expect(pod.running.map(({ name }) => name)).toEqual(['side', 'main']);
    expect(pod.volumes.map(({ name, type, claimName, readOnly }) => [name, type, claimName, readOnly])).toEqual([
      ['data', 'emptyDir', undefined, false],
      ['fixed', 'persistentVolumeClaim', 'c', true],
      ['disk', 'persistentVolumeClaim', 'd', false],
    ]);
    expect(
      pod.mounts.map(({ name, path, subPath, writable, isDevice, volume }) => [name, path, subPath, writable, isDevice, volume?.name]),
    ).toEqual([
      ['data', '/a', undefined, true, false, 'data'],
      ['data', '/a', 'x', false, false, 'data'],
      ['fixed', '/b', undefined, false, false, 'fixed'],
      [undefined, undefined, undefined, true, false, undefined],
      ['disk', '/dev/x', undefined, true, true, 'disk'],
    ]);
    expect(pod.mountsOf(pod.volumes[0])).toHaveLength(2);
    expect(pod.mountsOf({ ...pod.volumes[0] })).toEqual([]);
  });

  test('of a StatefulSet get the claim of a template before a volume of its name', () => {
    const set = setOf(`${object('StatefulSet', 'a', undefined, 'apps/v1')}spec:
  template: { spec: { volumes: [{ name: data, emptyDir: {} }, { name: tmp, emptyDir: {} }] } }
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce] } }, { spec: {} }]
`);
    const [pod] = set.pods;
    expect(pod.volumes.map(({ name, type }) => `${name} ${type}`)).toEqual(['data claimTemplate', 'tmp emptyDir']);
    expect(set.claim(pod, pod.volumes[0])?.isSingleNode).toBe(true);
    expect(set.claim(pod, pod.volumes[1])).toBeUndefined();
  });

  test('are selected by labels, in their namespace only', () => {
    const pods = [
      ['one', 'shop', '{ app: a, tier: x }'],
      ['two', 'shop', '{ app: a }'],
      ['three', 'office', '{ app: a }'],
    ].map(
      ([name, namespace, labels]) =>
        `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: ${namespace}, labels: ${labels} }\nspec: {}\n`,
    );
    const selector = (text: string) =>
      readValues([{ apiVersion: 'v1', kind: 'X', spec: JSON.parse(text) as unknown }]).manifests[0].root.at('spec');
    const set = setOf(pods.join('---\n'));
    const selected = (namespace: string | undefined, text: string) =>
      set.selected(namespace, selector(text)).map((pod: PodTemplate) => pod.workload.name);
    expect(selected('shop', '{"matchLabels":{"app":"a"}}')).toEqual(['one', 'two']);
    expect(selected('shop', '{"matchLabels":{"app":"a","tier":"x"}}')).toEqual(['one']);
    expect(selected('office', '{}')).toEqual(['three']);
    expect(selected('office', 'null')).toEqual([]);
    expect(selected(undefined, '{}')).toEqual([]);
    expect(selected('gone', '{"matchLabels":{"app":"a"}}')).toEqual([]);
    expect(selected('shop', '{"matchExpressions":[{"key":"tier","operator":"DoesNotExist"}]}')).toEqual(['two']);
  });
});

test.each([
  [{}, true],
  [{ matchLabels: { a: '1' } }, true],
  [{ matchLabels: { a: '2' } }, false],
  [{ matchLabels: { a: 1 } }, undefined],
  [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['1', '2'] }] }, true],
  [{ matchExpressions: [{ key: 'b', operator: 'In', values: ['1'] }] }, false],
  [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['1'] }] }, false],
  [{ matchExpressions: [{ key: 'b', operator: 'NotIn', values: ['1'] }] }, true],
  [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, true],
  [{ matchExpressions: [{ key: 'a', operator: 'Gt', values: ['0'] }] }, undefined],
  [{ matchExpressions: [{ operator: 'Exists' }] }, undefined],
  [{ matchExpressions: [{ key: 'a' }] }, undefined],
  ['all', undefined],
])('the selector %j: %s', (selector, expected) => {
  const { root } = readValues([{ apiVersion: 'v1', kind: 'X', selector }]).manifests[0];
  expect(selects(root.at('selector'), new Map([['a', '1']]))).toBe(expected);
});

describe('claims', () => {
  const claim = (spec: string, metadata = 'name: data') =>
    `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { ${metadata} }\nspec: { ${spec} }\n`;
  const volume = (name: string, spec: string) => `apiVersion: v1\nkind: PersistentVolume\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`;
  const storageClass = (name: string, isDefault: boolean) =>
    `apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: ${name}, annotations: { storageclass.kubernetes.io/is-default-class: "${isDefault}" } }\nprovisioner: example.com/x\n`;
  const classOf = (...documents: string[]) => {
    const set = setOf(documents.join('---\n'));
    return set.storageClass(set.claims[0])?.name;
  };

  test('have the class that they name, or the only default one', () => {
    expect(classOf(claim('storageClassName: a'), storageClass('a', false), storageClass('b', true))).toBe('a');
    expect(classOf(claim('storageClassName: gone'), storageClass('b', true))).toBeUndefined();
    expect(classOf(claim('storageClassName: ""'), storageClass('b', true))).toBeUndefined();
    expect(classOf(claim('volumeMode: Block'), storageClass('a', false), storageClass('b', true))).toBe('b');
    expect(classOf(claim('volumeMode: Block'), storageClass('a', true), storageClass('b', true))).toBeUndefined();
    expect(
      classOf(
        claim('storageClassName: b', 'name: a, annotations: { volume.beta.kubernetes.io/storage-class: a }'),
        storageClass('a', false),
      ),
    ).toBe('a');
  });

  test('are tied to volumes from either side', () => {
    const volumeOf = (...documents: string[]) => {
      const set = setOf(documents.join('---\n'));
      return set.persistentVolume(set.claims[0])?.name;
    };
    expect(volumeOf(claim('volumeName: a'), volume('a', 'nfs: {}'))).toBe('a');
    expect(volumeOf(claim('volumeName: gone'), volume('a', 'nfs: {}'))).toBeUndefined();
    expect(
      volumeOf(claim('volumeMode: Block', 'name: data, namespace: shop'), volume('a', 'claimRef: { name: data, namespace: shop }')),
    ).toBe('a');
    expect(
      volumeOf(claim('volumeMode: Block', 'name: data, namespace: shop'), volume('a', 'claimRef: { name: data, namespace: office }')),
    ).toBeUndefined();
    expect(volumeOf(claim('volumeMode: Block', 'name: data, namespace: shop'), volume('a', 'claimRef: { name: data }'))).toBe('a');
    expect(volumeOf(claim('volumeMode: Block'), volume('a', 'claimRef: { name: data, namespace: office }'))).toBe('a');
    expect(volumeOf(claim('volumeMode: Block'), volume('a', 'claimRef: { namespace: office }'))).toBeUndefined();
  });

  test('say what they are', () => {
    const [manifest] = read(claim('accessModes: [ReadWriteOnce, ReadOnlyMany], resources: { requests: { storage: 1Gi } }')).manifests;
    const objectClaim = Claim.ofObject(manifest);
    expect([objectClaim.title, objectClaim.isSingleNode, objectClaim.request, objectClaim.volumeMode]).toEqual([
      'claim data',
      false,
      2 ** 30,
      'Filesystem',
    ]);
    expect(Claim.ofTemplate(manifest, manifest.root, 'x').title).toBe('claim template x');
    expect(Claim.ofEphemeral(manifest, manifest.root, 'x').title).toBe('ephemeral claim of volume x');
    expect(Claim.ofObject(read(claim('accessModes: []')).manifests[0]).isSingleNode).toBe(false);
  });
});

test('the cost of the index does not grow with how often a name is used', () => {
  expectLinear(2_500, (size) => {
    const documents = Array.from({ length: size }, (_, index) => ({
      apiVersion: 'v1',
      kind: index % 2 === 0 ? 'PersistentVolumeClaim' : 'Pod',
      metadata: { name: 'data', namespace: `team-${index >> 1}`, labels: { app: 'same' } },
      spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
    }));
    return () => {
      const set = new ManifestSet(readValues(documents).manifests);
      expect(set.claims.every((claim) => set.podsOfClaim(claim).length === 1)).toBe(true);
    };
  });
});
