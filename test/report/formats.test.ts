import { SCRIPT, SCRIPT_SOURCE } from '../../src/report/filter';
import { reportHtml } from '../../src/report/html';
import { reportJson } from '../../src/report/json';
import { reportMarkdown } from '../../src/report/markdown';
import { STYLE } from '../../src/report/style';
import { claimOn, classOf, modelOf, podWith } from './support';

const CLAIM = 'persistentVolumeClaim: { claimName: data }';

const workload = (kind: string, name: string, namespace: string, volumes: string, mounts: string, more = '') => `---
apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${JSON.stringify(name)}, namespace: ${JSON.stringify(namespace)} }
spec:
  ${more}
  template:
    spec:
      initContainers: [{ name: seed, image: "x:1", volumeMounts: ${mounts} }]
      containers: [{ name: main, image: "x:1", volumeMounts: ${mounts} }]
      volumes: ${volumes}
`;

/** One of each, in two namespaces. */
const ALL = [
  podWith(CLAIM, claimOn('storageClassName: fast,') + classOf('ebs.csi.aws.com')),
  workload(
    'Deployment',
    'api',
    'shop',
    `[{ name: data, ${CLAIM} }, { name: tmp, emptyDir: {} }, { name: idle, emptyDir: {} }]`,
    '[{ name: data, mountPath: /d, readOnly: true }, { name: tmp, mountPath: /tmp, subPath: x }]',
    'replicas: 3',
  ),
  workload(
    'DaemonSet',
    'agent',
    'monitoring',
    '[{ name: root, hostPath: { path: / } }]',
    '[{ name: root, mountPath: /host, readOnly: true }]',
  ),
  workload('Deployment', 'stateless', 'monitoring', '[]', '[]'),
  workload(
    'Deployment',
    'elsewhere',
    'other',
    '[{ name: d, persistentVolumeClaim: { claimName: gone } }, { name: n, nfs: { server: a, path: /b } }]',
    '[{ name: d, mountPath: /d }, { name: n, mountPath: /n }]',
  ),
].join('');

const HARMLESS_TAG =
  /^<(!DOCTYPE html|\/?(html|head|body|meta|title|style|header|main|nav|footer|section|h1|h2|p|ul|li|small|strong|span|div|code|a|table|thead|tbody|tr|th|td|svg|defs|marker|g|rect|text|path|form|label|input|output|details|summary)(\s+[\w-]+="[^"<>]*")*\s*\/?)>$/;

const HARMLESS_ATTRIBUTES = (
  'html lang charset http-equiv content name class id href scope colspan tabindex role aria-label aria-labelledby aria-hidden data-label ' +
  'viewBox width height rx x y d transform markerWidth markerHeight refX refY orient marker-end ' +
  'role hidden type placeholder autocomplete spellcheck aria-live data-title open'
).split(' ');

/** What a person with bad intentions calls things. */
const EVIL = [
  `"><script>alert(1)</script>`,
  `'onload=alert(1) x='`,
  '</svg></style><img src=//evil.example>',
  '`|[x](javascript:alert(1))',
  '"]; click n0 "javascript:alert(1)"',
  '\u0000\u202e',
];
const evil = EVIL.map((name) =>
  workload(
    'Deployment',
    name,
    name,
    `[{ name: ${JSON.stringify(name)}, emptyDir: {} }]`,
    `[{ name: ${JSON.stringify(name)}, mountPath: ${JSON.stringify(name)} }]`,
  ),
).join('');

describe('the HTML page', () => {
  const page = reportHtml(modelOf(ALL, 'shop.yaml'));

  test('names every workload, volume, claim and class', () => {
    for (const name of ['web', 'api', 'agent', 'stateless', 'elsewhere']) expect(page).toContain(`<span class="title">${name}</span>`);
    for (const name of ['fast', 'data', 'tmp', 'gone']) expect(page).toContain(`class="name" x="14" y="21">${name}</text>`);
    expect(page).toContain('shop.yaml:1<');
  });

  test('loads nothing, and runs nothing but its own filter', () => {
    for (const html of [page, reportHtml(modelOf(evil))]) {
      // Nothing but the elements and attributes that are known to be harmless.
      const tags = [...withoutOwnCode(html).matchAll(/<[^]*?>/g)].map(([tag]) => tag);
      expect(tags.filter((tag) => !HARMLESS_TAG.test(tag))).toEqual([]);
      const names = new Set(tags.flatMap((tag) => [...tag.replaceAll(/"[^"]*"/g, '""').matchAll(/\s([\w-]+)/g)].map(([, name]) => name)));
      expect([...names].filter((name) => !HARMLESS_ATTRIBUTES.includes(name))).toEqual([]);
      expect([...html.matchAll(/\shref="([^"]*)"/g)].map(([, target]) => target).filter((target) => !/^#n\d+$/.test(target))).toEqual([]);
      expect(STYLE).not.toMatch(/@import|url\(|<|expression/i);
      expect(html.includes(`content="default-src 'none'; style-src 'unsafe-inline'; script-src ${SCRIPT_SOURCE}"`)).toBe(true);
      expect(SCRIPT).not.toContain('</');
    }
  });

  test('is well-formed: what is opened is closed, and ids are there once', () => {
    for (const html of [page, reportHtml(modelOf(evil))]) {
      expect(unbalanced(html)).toEqual([]);
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [, id] of html.matchAll(/aria-labelledby="([^"]*)"/g)) expect(ids).toContain(id);
    }
  });

  test('says in words what the signs mean, for those who do not see them', () => {
    expect(page).toContain('<span class="mark lost" aria-hidden="true">✕</span><span class="fate">lost</span>');
    expect(page).toContain('role="img" aria-labelledby=');
    expect(page).toMatch(/<th scope="col"/);
  });

  test('shows who writes and who only reads, and what is not among the manifests', () => {
    expect(page).toContain('class="edge reads"');
    expect(page).toContain('class="edge writes"');
    expect(page).toMatch(/<g class="box unknown elsewhere"[^>]*><title>gone: not among the manifests<\/title>/);
    expect(page).toContain('<span class="by">seed init, reads; main reads</span>');
    expect(page).toContain('<span class="quiet">nowhere</span>');
    expect(page).toContain('<td colspan="10">No volumes: what it writes is lost when its container restarts.</td>');
  });

  test('leads to the namespaces where there are many', () => {
    expect(page).toContain('<nav aria-label="Namespaces"><ul><li><a href="#n0">monitoring</a> <small>2</small>');
    expect(reportHtml(modelOf(podWith('emptyDir: {}')))).not.toContain('<nav');
  });

  test('of nothing says so', () => {
    const empty = reportHtml(modelOf('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }'));
    expect(empty).toContain('There is no workload in these manifests');
    const stateless = reportHtml(modelOf(workload('Deployment', 'x', 'y', '[]', '[]')));
    expect(stateless).toContain('No workload here keeps data on a volume.');
    expect(stateless).toContain('<strong>1</strong><span>workload</span>');
  });

  test('shortens long names in the picture, and only there', () => {
    const name = 'a-name-that-goes-on-and-on-and-ends-in-worker-42';
    const html = reportHtml(modelOf(workload('Deployment', name, 'x', '[{ name: t, emptyDir: {} }]', '[{ name: t, mountPath: /t }]')));
    expect(html).toContain('>a-name-that-goes…rker-42</text>');
    expect(html).toContain(`<title>${name}: Deployment</title>`);
  });

  test('of a hundred workloads has them all', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      workload('Deployment', `w-${index}`, `n-${index % 4}`, '[{ name: t, emptyDir: {} }]', '[{ name: t, mountPath: /t }]'),
    );
    const html = reportHtml(modelOf(many.join('')));
    expect([...html.matchAll(/<span class="title">w-\d+<\/span>/g)]).toHaveLength(100);
    expect([...html.matchAll(/<svg /g)]).toHaveLength(4);
  });
});

describe('the Markdown', () => {
  const markdown = reportMarkdown(modelOf(ALL));

  test('has a diagram and a table', () => {
    expect(markdown).toContain(`\`\`\`mermaid
flowchart LR
  n0["api<br/>Deployment × 3"]
  n1(["data<br/>5Gi · RWO"])
  n2{{"fast<br/>ebs.csi.aws.com · Delete"}}
  n3(["tmp<br/>scratch · no size limit"])
  n4["web<br/>Pod"]
  n0 -. reads .-> n1
  n1 --> n2
  n0 --> n3
  n4 --> n1
\`\`\``);
    expect(markdown).toContain(
      '| `/d` in seed (init, reads)<br>`/d` in main (reads) | disk of one zone, claim data (5Gi, ReadWriteOnce) | ✓ | ✓ | ✓ | ✓ in its zone | ~ away until the zone is back | Pod shop/web (writes) | fast, Delete: the data goes with the claim | none in these manifests |',
    );
    expect(markdown).toContain('### agent (DaemonSet on each node)');
    expect(markdown).toContain('### stateless (Deployment)\n\nNo volumes: what it writes is lost when its container restarts.');
    expect(markdown).toContain('  style n1 stroke-dasharray: 4 3');
  });

  test('has as many cells in each row as in the head, whatever things are called', () => {
    for (const text of [markdown, reportMarkdown(modelOf(evil))]) {
      const rows = text.split('\n').filter((line) => line.startsWith('|'));
      for (const row of rows) expect(row.replace(/\\\|/g, '').split('|')).toHaveLength(12);
    }
  });

  test('lets no name become markup or a statement of the diagram', () => {
    const text = reportMarkdown(modelOf(evil));
    // What stands between backquotes is shown as it is.
    const markup = text.replace(/```[^]*?```/g, '').replace(/`[^`\n]*`/g, '');
    expect(markup.match(/<(?!br>)|(?<!\\)\[|\u202e/g)).toBeNull();
    expect(markup.includes('\u0000')).toBe(false);
    const diagrams = [...text.matchAll(/```mermaid\n([^`]*)```/g)].map(([, diagram]) => diagram);
    expect(diagrams).toHaveLength(EVIL.length);
    for (const diagram of diagrams) {
      for (const line of diagram.trimEnd().split('\n').slice(1)) {
        expect(line).toMatch(/^ {2}n\d+(\["[^"]*"\]|\(\["[^"]*"\]\)| --> n\d+)$/);
      }
    }
  });

  test('has no diagram where Mermaid would refuse to draw it', () => {
    const sets = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        workload('Deployment', `w-${index}`, 'n', '[{ name: t, emptyDir: {} }]', '[{ name: t, mountPath: /t }]'),
      );
    expect(reportMarkdown(modelOf(sets(500).join('')))).toContain('```mermaid');
    const text = reportMarkdown(modelOf(sets(501).join('')));
    expect(text).not.toContain('```mermaid');
    expect(text).toContain('## Namespace n\n\nThe diagram of this namespace is larger than Mermaid draws: see the HTML report.\n');
  });

  test('says what becomes of the data when claims are deleted, and what backs it up', () => {
    const set = (policy: string) => `---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: orders, namespace: shop }
spec:
  persistentVolumeClaimRetentionPolicy: { whenScaled: Delete }
  template: { spec: { containers: [{ name: pg, image: "postgres:17.6", volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }] }] } }
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { storageClassName: fast } }]
${classOf('efs.csi.aws.com', `reclaimPolicy: ${policy}`)}`;
    const rowOf = (yaml: string) =>
      reportMarkdown(modelOf(yaml))
        .split('\n')
        .find((line) => line.startsWith('| `/var'))!;
    const dump =
      '---\napiVersion: batch/v1\nkind: Job\nmetadata: { name: dump, namespace: shop }\nspec: { template: { spec: { containers: [{ name: d, image: "x:1", args: [pg_dump, orders, --file=/b/x], volumeMounts: [{ name: b, mountPath: /b }] }], volumes: [{ name: b, persistentVolumeClaim: { claimName: b } }] } } }\n';
    expect(rowOf(set('Retain') + dump)).toContain(
      'network file system, claim data for each Pod, holds the data of PostgreSQL | ✓ | ✓ | ✓ | ✓ | ~ on the server’s zone | – | fast, Retain: the data outlives the claim, claims are deleted when it is scaled down | Job shop/dump |',
    );
    expect(rowOf(set('Recycle'))).toContain('fast, Recycle, claims are deleted');
  });

  test('draws a volume made by hand between its claim and its class, and claim templates apart', () => {
    const pv =
      '---\napiVersion: v1\nkind: PersistentVolume\nmetadata: { name: pv }\nspec: { storageClassName: fast, nfs: { server: a, path: /b } }\n';
    const bound = podWith(
      CLAIM,
      claimOn('storageClassName: fast, volumeName: pv,').replace(/accessModes.*} }/, '') + classOf('nfs.csi.k8s.io') + pv,
    );
    const text = reportMarkdown(modelOf(bound));
    expect(text).toContain(
      '  n1(["data"])\n  n2[("pv<br/>nfs · Retain")]\n  n3{{"fast<br/>nfs.csi.k8s.io"}}\n  n0 --> n1\n  n1 --> n2\n  n2 --> n3\n',
    );
    expect(reportHtml(modelOf(bound))).toContain('<title>data</title>');
    const sets = ['a', 'b'].map((name) =>
      workload(
        'StatefulSet',
        name,
        'n',
        '[]',
        '[{ name: data, mountPath: /d }]',
        'volumeClaimTemplates: [{ metadata: { name: data }, spec: { storageClassName: fast } }]',
      ),
    );
    expect(reportMarkdown(modelOf(sets.join('') + classOf('efs.csi.aws.com'))).match(/one for each Pod/g)).toHaveLength(2);
  });

  test('names a few of many that share a volume', () => {
    const sharers = Array.from({ length: 9 }, (_, index) =>
      workload('Deployment', `w${index}`, 'shop', `[{ name: data, ${CLAIM} }]`, '[]'),
    );
    const text = reportMarkdown(modelOf(podWith(CLAIM, claimOn('')) + sharers.join('')));
    expect(text).toContain('| Deployment shop/w0 (reads), Deployment shop/w1 (reads),');
    expect(text).toMatch(/Deployment shop\/w5 \(reads\), 3 more \|/);
  });

  test('takes a class that nobody defines, beside a volume made by hand, for the name that it is', () => {
    const pv =
      '---\napiVersion: v1\nkind: PersistentVolume\nmetadata: { name: pv }\nspec: { storageClassName: by-hand, nfs: { server: a, path: /b } }\n';
    const text = reportMarkdown(modelOf(podWith(CLAIM, claimOn('storageClassName: by-hand, volumeName: pv,') + pv)));
    expect(text).toContain('| by-hand, which is only a name, Retain: the data outlives the claim |');
    expect(text).not.toContain('{{');
  });

  test('says what the cluster fills in', () => {
    const text = reportMarkdown(modelOf(podWith(CLAIM, claimOn(''))));
    expect(text).toContain('the cluster’s default, not among the manifests');
    expect(reportMarkdown(modelOf(podWith(CLAIM, claimOn('storageClassName: "",'))))).toContain('| no class |');
  });
});

test('the JSON is the model', () => {
  const model = modelOf(ALL);
  expect(JSON.parse(reportJson(model))).toEqual(JSON.parse(JSON.stringify({ formatVersion: 1, ...model })));
});

/** Elements that are closed out of order, or never. */
/** A page without its style and its script, which are ours as they are. */
function withoutOwnCode(html: string): string {
  return html.replace(`<style>${STYLE}</style>`, '').replace(`<script>${SCRIPT}</script>`, '');
}

function unbalanced(html: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const VOID = ['meta', 'br', 'input'];
  for (const [, slash, name, rest] of withoutOwnCode(html).matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>/gi)) {
    if (VOID.includes(name) || rest.endsWith('/')) continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}
