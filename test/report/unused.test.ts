import { createHash } from 'crypto';
import { reportHtml } from '../../src/report/html';
import { reportJson } from '../../src/report/json';
import { reportMarkdown } from '../../src/report/markdown';
import { sizeText } from '../../src/report/cells';
import { claimOn, classOf, modelOf, podWith, volumeOf } from './support';

const RELEASED = `apiVersion: v1
kind: PersistentVolume
metadata: { name: pv-1 }
spec: { capacity: { storage: 200Gi }, storageClassName: fast, persistentVolumeReclaimPolicy: Retain, claimRef: { namespace: shop, name: old }, csi: { driver: ebs.csi.aws.com, volumeHandle: vol-1 } }
status: { phase: Released }
---
`;
const LEFTOVER = claimOn('storageClassName: fast,').replace('name: data', 'name: left');

describe('data that nobody uses', () => {
  test('is claims that nobody mounts, and volumes whose claims are gone, the largest first', () => {
    const { unused, summary } = modelOf(RELEASED + LEFTOVER + classOf('ebs.csi.aws.com'));
    expect(unused).toEqual([
      expect.objectContaining({
        kind: 'PersistentVolume',
        name: 'pv-1',
        size: '200Gi',
        reclaim: 'Retain',
        why: 'Released: it was that of claim shop/old',
      }),
      expect.objectContaining({
        kind: 'PersistentVolumeClaim',
        namespace: 'shop',
        name: 'left',
        size: '5Gi',
        reclaim: 'Delete',
        driver: 'ebs.csi.aws.com',
      }),
    ]);
    expect(summary.unused).toEqual({ objects: 2, bytes: 205 * 2 ** 30 });
  });

  test('is not what is mounted, bound, taken by a set, or named by other objects', () => {
    const set = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec: { replicas: 2, volumeClaimTemplates: [{ metadata: { name: data }, spec: {} }], template: { spec: {} } }
---
`;
    const run = `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: run, namespace: shop }
spec: { workspaces: [{ name: source, persistentVolumeClaim: { claimName: source } }] }
---
`;
    const claim = (name: string) => `---\n${claimOn('').replace('name: data', `name: ${name}`)}`;
    const yaml = podWith('persistentVolumeClaim: { claimName: data }', set + run + RELEASED.replace('Released', 'Bound') + claimOn(''));
    const { unused } = modelOf(yaml + ['data-db-0', 'data-db-1', 'data-db-2', 'source'].map(claim).join(''));
    expect(unused.map(({ name }) => name)).toEqual(['data-db-2']);
  });

  test('a snapshot of it is no use of it', () => {
    const snapshot = `---\napiVersion: snapshot.storage.k8s.io/v1\nkind: VolumeSnapshot\nmetadata: { name: s, namespace: shop }\nspec: { source: { persistentVolumeClaimName: left } }\n`;
    expect(modelOf(LEFTOVER + snapshot).unused).toHaveLength(1);
  });

  test('is in all formats', () => {
    const model = modelOf(RELEASED + LEFTOVER);
    expect(reportMarkdown(model)).toContain('## Data that nobody uses (205Gi)');
    expect(reportMarkdown(model)).toContain('| claim shop/left | 5Gi | no workload here mounts it |');
    expect(reportHtml(model)).toContain('<h2 id="unused-head">Data that nobody uses</h2>');
    expect((JSON.parse(reportJson(model)) as { unused: unknown[] }).unused).toHaveLength(2);
    expect(reportMarkdown(modelOf(podWith('emptyDir: {}')))).not.toContain('nobody uses');
  });

  test.each([
    [0, '0B'],
    [1023, '1023B'],
    [1536, '1.5Ki'],
    [250 * 2 ** 30, '250Gi'],
    [1.25 * 2 ** 40, '1.3Ti'],
  ])('%p bytes are %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});

describe('the page', () => {
  test('runs its own script alone, which its policy names by digest', () => {
    const html = reportHtml(modelOf(podWith('emptyDir: {}')));
    const [, script] = /<script>([\s\S]*)<\/script>/.exec(html)!;
    const digest = createHash('sha256').update(script).digest('base64');
    expect(html).toContain(`script-src 'sha256-${digest}'`);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(script).not.toMatch(/innerHTML|eval|fetch|XMLHttp|import\(/);
  });

  test('folds namespaces, open where there are few', () => {
    const pods = (count: number) =>
      Array.from({ length: count }, (_, index) => podWith('emptyDir: {}').replace('namespace: shop', `namespace: shop-${index}`)).join('');
    expect(reportHtml(modelOf(pods(3))).match(/<details data-title="[^"]*" open="">/g)).toHaveLength(3);
    expect(reportHtml(modelOf(pods(6))).match(/<details data-title="[^"]*">/g)).toHaveLength(6);
  });
});

describe('drivers', () => {
  const on = (provisioner: string, parameters = '', mode = 'ReadWriteOnce') =>
    volumeOf(
      podWith(
        'persistentVolumeClaim: { claimName: data }',
        claimOn('storageClassName: fast,').replace('ReadWriteOnce', mode) + classOf(provisioner, parameters),
      ),
    );

  test('of which nothing is known are named', () => {
    const { details, survives } = on('disk.example.com');
    expect(details).toEqual(['driver disk.example.com']);
    expect(survives.nodeLost).toEqual({ fate: 'unknown', note: 'not known of disk.example.com' });
  });

  test.each([
    ['csi.vsphere.vmware.com', '', 'ReadWriteOnce', 'zonal-disk'],
    ['csi.vsphere.vmware.com', '', 'ReadWriteMany', 'network-files'],
    ['driver.longhorn.io', '', 'ReadWriteOnce', 'replicated-disk'],
    ['driver.longhorn.io', 'parameters: { numberOfReplicas: "1" }', 'ReadWriteOnce', 'single-copy-disk'],
  ])('%s %s %s is %s', (provisioner, parameters, mode, kind) => {
    expect(on(provisioner, parameters, mode).kind).toBe(kind);
  });
});
