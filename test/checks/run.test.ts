import {
  check,
  CheckOptions,
  Discovery,
  ENGINE_RULES,
  Finding,
  ManifestSet,
  readValues,
  Rule,
  RULES,
  ruleOf,
  RuleContext,
} from '../../src/checks';
import { read, run } from './support';

const EXPLANATION = { why: [], wrong: '', right: '', see: [] };

function rule(id: string, find: (context: RuleContext) => Iterable<Discovery>, level: Rule['level'] = 'warning'): Rule {
  return { id, level, summary: id, explanation: EXPLANATION, check: find };
}

/** Finds something on every object. */
const everywhere = (id: string, level: Rule['level'] = 'warning') =>
  rule(id, ({ set }) => set.manifests.map(({ root }) => ({ at: root.at('metadata', 'name'), cause: 'C.', remedy: 'R.' })), level);

const OBJECTS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: one
  namespace: shop
---
apiVersion: v1
kind: Secret
metadata:
  name: two
`;

const short = ({ rule: id, level, object, line, file }: Finding) => `${id} ${level} ${object?.kind ?? '-'} ${file ?? '-'}:${line ?? '-'}`;
const findings = (text: string, options: CheckOptions) => run(text, options).findings.map(short);

test('the list of rules is pinned: none vanishes, and no id changes', () => {
  expect([...RULES, ...ENGINE_RULES].map(({ id, level }) => `${id} ${level}`)).toEqual([
    'mount-without-volume error',
    'volume-mode-mismatch error',
    'volume-never-mounted warning',
    'overlapping-mounts error',
    'mount-hides-image-files warning',
    'missing-claim error',
    'missing-class error',
    'missing-config-object error',
    'claim-in-other-namespace error',
    'duplicate-object error',
    'invalid-name error',
    'unknown-field error',
    'wrong-type error',
    'unknown-value error',
    'invalid-volume error',
    'invalid-mount error',
    'decimal-file-mode warning',
    'key-file-mode warning',
    'missing-config-key error',
    'directory-at-file-path warning',
    'relative-mount-path error',
    'database-on-ephemeral-volume error',
    'stateful-data-in-container-layer warning',
    'delete-reclaim-on-database warning',
    'delete-reclaim-without-deleter warning',
    'recycle-reclaim-policy error',
    'unguarded-seed error',
    'database-without-backup info',
    'storage-without-alarm info',
    'alarm-names-missing-claim warning',
    'refused-dump-option error',
    'dump-older-than-server error',
    'fragile-dump info',
    'proxy-keeps-job-alive warning',
    'replicated-plain-database error',
    'rwo-shared-by-replicas error',
    'rwo-with-rolling-update error',
    'rwx-on-block-storage error',
    'unsupported-access-mode error',
    'claim-as-hook error',
    'deleted-with-its-release info',
    'archive-never-made info',
    'claim-cannot-bind error',
    'contested-volume error',
    'claim-falls-to-default-class warning',
    'claim-ref-without-namespace error',
    'claim-size-refused error',
    'restore-smaller-than-source error',
    'unusable-data-source error',
    'class-of-other-driver error',
    'old-snapshot-version error',
    'immediate-binding-on-zonal-class warning',
    'removed-in-tree-provisioner warning',
    'unknown-provisioner error',
    'unknown-class-parameter error',
    'wrong-topology-key error',
    'two-default-classes warning',
    'local-volume-without-affinity error',
    'pod-cannot-reach-volume error',
    'node-name-with-delayed-binding error',
    'budget-blocks-drain error',
    'statefulset-without-headless-service error',
    'nfs-soft-mount warning',
    'nfs-inline-volume warning',
    'nfs-server-not-reached error',
    'nfs-fsgroup warning',
    'shared-nfs-directory warning',
    'shared-volume-handle error',
    'class-cannot-grow info',
    'operator-data-on-scratch info',
    'operator-deletes-claims warning',
    'claims-go-with-resource info',
    'backup-method-not-set-up error',
    'in-tree-archiver warning',
    'recovery-left-in-place info',
    'log-fills-its-disk warning',
    'commits-not-on-disk warning',
    'single-copy-pool warning',
    'unknown-claim-name error',
    'retention-fills-volume warning',
    'misread-schedule warning',
    'class-without-secret warning',
    'missing-driver-annotation error',
    'several-claims-in-task warning',
    'scratch-between-tasks warning',
    'workspace-without-binding error',
    'claims-left-after-run info',
    'disk-left-by-each-pod warning',
    'invalid-spark-volume error',
    'recurring-job-without-volumes warning',
    'sync-order-deadlock warning',
    'versioned-claim-template warning',
    'scratch-without-limit warning',
    'memory-scratch-exceeds-limit error',
    'scratch-exceeds-limit warning',
    'missing-ephemeral-storage-limit info',
    'config-object-too-large error',
    'mistaken-quantity error',
    'quota-exceeded error',
    'config-change-not-rolled-out warning',
    'subpath-update-needs-restart warning',
    'literal-credential error',
    'secret-in-environment info',
    'secret-in-manifest info',
    'writable-config-mount info',
    'synced-secret-without-mount warning',
    'host-path-volume warning',
    'host-path-reveals-node warning',
    'host-path-unchecked warning',
    'host-path-out-of-reach warning',
    'bidirectional-mount-without-privilege error',
    'csi-registration-path error',
    'csi-mount-not-shared error',
    'csi-plugin-with-surge warning',
    'csi-driver-contradiction warning',
    'selinux-labels-differ error',
    'non-root-without-group warning',
    'chown-without-root error',
    'recursive-ownership-change warning',
    'world-writable-store warning',
    'shared-writer info',
    'image-volume-without-version warning',
    'database-image-without-version warning',
    'data-directory-not-empty error',
    'data-directory-shared error',
    'embedded-database-on-network-share info',
    'owner-change-on-network-share warning',
    'appends-to-bucket error',
    'majority-not-kept warning',
    'peers-wait-for-each-other error',
    'program-saves-nothing warning',
    'state-named-after-pod error',
    'read-only-root-without-room warning',
    'rule-failed error',
    'unused-acknowledgement warning',
    'acknowledgement-without-reason error',
  ]);
  expect(ruleOf('shared-writer')?.id).toBe('shared-writer');
  expect(ruleOf('gone')).toBeUndefined();
});

describe('findings', () => {
  test('say where: object, pointer, file and line', () => {
    const [finding] = run(OBJECTS, { rules: [everywhere('a')] }).findings;
    expect(finding).toEqual({
      rule: 'a',
      level: 'warning',
      object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'one' },
      pointer: '/metadata/name',
      file: 'manifests.yaml',
      line: 4,
      constructPath: undefined,
      cause: 'C.',
      remedy: 'R.',
    });
  });

  test('come from a construct, where the manifest did', () => {
    const { manifests } = readValues([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }], { constructPath: 'app/a' });
    const [finding] = check(new ManifestSet(manifests), { rules: [everywhere('a')] }).findings;
    expect(finding).toMatchObject({ constructPath: 'app/a', file: undefined, line: undefined, pointer: '/metadata/name' });
  });

  test('point at what is written: the nearest place above what is missing', () => {
    const missing = rule('a', ({ set }) => [{ at: set.manifests[0].root.at('spec', 'a/b', 0, '~'), cause: 'C.', remedy: 'R.' }]);
    expect(run('apiVersion: v1\nkind: Pod\nspec:\n  a/b: [{}]\n', { rules: [missing] }).findings[0].pointer).toBe('/spec/a~1b/0');
    expect(run('apiVersion: v1\nkind: Pod\nspec: null\n', { rules: [missing] }).findings[0].pointer).toBe('');
  });

  test('are sorted by file, line and rule, and counted', () => {
    const manifests = ['b.yaml', 'a.yaml'].flatMap((file) => read(OBJECTS, file).manifests);
    const result = check(new ManifestSet(manifests), { rules: [everywhere('z', 'error'), everywhere('y', 'info')] });
    expect(result.findings.map(short)).toEqual(
      ['a.yaml', 'b.yaml'].flatMap((file) => [
        `y info ConfigMap ${file}:4`,
        `z error ConfigMap ${file}:4`,
        `y info Secret ${file}:10`,
        `z error Secret ${file}:10`,
      ]),
    );
    expect(result.counts).toEqual({ error: 4, warning: 0, info: 4 });
  });

  test('quote foreign text on one line, and not all of it', () => {
    const quoting = rule('a', ({ set }) => [
      { at: set.manifests[0].root, cause: `It is ${'x'.repeat(2000)}.`, remedy: 'One\n::error::two\u2028\u0007three.' },
    ]);
    const [finding] = run(OBJECTS, { rules: [quoting] }).findings;
    expect(finding.cause).toBe(`It is ${'x'.repeat(592)}….`);
    expect(finding.remedy).toBe('One ::error::two three.');
  });

  test('of constructs are sorted by their paths', () => {
    const manifests = ['app/b', 'app/a'].flatMap(
      (constructPath) => readValues([{ apiVersion: 'v1', kind: 'Pod' }], { constructPath }).manifests,
    );
    expect(check(new ManifestSet(manifests), { rules: [everywhere('a')] }).findings.map(({ constructPath }) => constructPath)).toEqual([
      'app/a',
      'app/b',
    ]);
  });
});

describe('levels', () => {
  const byCase = rule('a', ({ set }) => [{ at: set.manifests[0].root, cause: 'C.', remedy: 'R.', level: 'info' }], 'error');

  test('are those of the case, unless set', () => {
    expect(findings(OBJECTS, { rules: [byCase] })).toEqual(['a info ConfigMap manifests.yaml:1']);
    expect(findings(OBJECTS, { rules: [byCase], levels: { a: 'warning' } })).toEqual(['a warning ConfigMap manifests.yaml:1']);
  });

  test('switch rules off', () => {
    const never = rule('a', () => {
      throw new Error('it ran');
    });
    expect(findings(OBJECTS, { rules: [never], levels: { a: 'off' } })).toEqual([]);
  });
});

describe('a rule that throws', () => {
  const throwing = (error: unknown) =>
    rule('broken', function* ({ set }) {
      yield { at: set.manifests[0].root, cause: 'C.', remedy: 'R.' };
      throw error;
    });

  test('is a finding, and keeps nobody else from running', () => {
    const result = run(OBJECTS, { rules: [throwing(new TypeError('x is not a function')), everywhere('a')] });
    expect(result.findings.map(short)).toEqual([
      'rule-failed error - -:-',
      'broken warning ConfigMap manifests.yaml:1',
      'a warning ConfigMap manifests.yaml:4',
      'a warning Secret manifests.yaml:10',
    ]);
    expect(result.findings[0]).toMatchObject({
      cause: 'The rule broken broke off: x is not a function.',
      remedy: 'Please report it with the manifests; until it is mended, switch broken off in the configuration.',
      pointer: '',
    });
  });

  test('may throw anything', () => {
    expect(run(OBJECTS, { rules: [throwing('a text')] }).findings[0].cause).toBe('The rule broken broke off: a text.');
  });

  test('can be set to another level', () => {
    expect(findings(OBJECTS, { rules: [throwing('x')], levels: { 'rule-failed': 'off', broken: 'off' } })).toEqual([]);
    expect(findings(OBJECTS, { rules: [throwing('x')], levels: { 'rule-failed': 'info' } })[0]).toBe('rule-failed info - -:-');
  });
});

describe('acknowledgements', () => {
  const rules = [everywhere('a'), everywhere('b')];
  const by = 'checks.yaml:3';

  test('in an annotation cover the rule on that object', () => {
    const text = OBJECTS.replace('  name: two\n', '  name: two\n  annotations:\n    cdk8s-storage/acknowledge.a: it is meant\n');
    const { findings: found, acknowledged } = run(text, { rules });
    expect(found.map(short)).toEqual([
      'a warning ConfigMap manifests.yaml:4',
      'b warning ConfigMap manifests.yaml:4',
      'b warning Secret manifests.yaml:10',
    ]);
    expect(acknowledged).toEqual([expect.objectContaining({ rule: 'a', line: 10, reason: 'it is meant', by: 'annotation of Secret two' })]);
  });

  test("in an annotation of a workload's Pods count too, and those of a bare Pod once", () => {
    const deployment = `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: x }\nspec:\n  template:\n    metadata:\n      annotations:\n        cdk8s-storage/acknowledge.a: it is meant\n`;
    expect(findings(deployment, { rules: [rules[0]] })).toEqual([]);
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  annotations:\n    cdk8s-storage/acknowledge.c: it is meant\n';
    expect(findings(pod, { rules: [everywhere('c')] })).toEqual([]);
    expect(findings(pod, { rules: [] })).toEqual(['unused-acknowledgement warning Pod manifests.yaml:5']);
  });

  test.each([
    [{ kind: 'Secret', name: 'two' }, ['ConfigMap']],
    [{ kind: 'ConfigMap', namespace: 'shop', name: 'one' }, ['Secret']],
    [{ apiVersion: 'v1', name: '*' }, []],
    [{ name: 'o*' }, ['Secret']],
    [{ name: '*o' }, ['ConfigMap']],
    [{ name: 't*o' }, ['ConfigMap']],
    [{ name: '*n*' }, ['Secret']],
    [{ name: 'o*n*e' }, ['Secret']],
    [{}, []],
  ])('of the object %j leave what is on %j', (object, left) => {
    const { findings: found } = run(OBJECTS, { rules: [rules[0]], acknowledgements: [{ rule: 'a', object, reason: 'so it is', by }] });
    expect(found.map((finding) => finding.object!.kind)).toEqual(left);
  });

  test.each([
    { kind: 'Secret', namespace: 'shop', name: 'two' },
    { apiVersion: 'v2', name: 'two' },
    { name: 'tw' },
    { name: 'two*two' },
    { name: '*x*' },
    { name: 't*w*w*' },
  ])('of the object %j cover nothing, and are unused', (object) => {
    const { findings: found } = run(OBJECTS, {
      rules: [rules[0]],
      acknowledgements: [{ rule: 'a', object, reason: 'so it is', by, file: 'checks.yaml', line: 3 }],
    });
    expect(found.map(short)).toEqual([
      'unused-acknowledgement warning - checks.yaml:3',
      'a warning ConfigMap manifests.yaml:4',
      'a warning Secret manifests.yaml:10',
    ]);
  });

  test('of a construct are inherited by all below it, and by nobody beside it', () => {
    const paths = ['app/shop', 'app/shop/db', 'app/shop-2', 'app'];
    const manifests = paths.flatMap((constructPath) => readValues([{ apiVersion: 'v1', kind: 'Pod' }], { constructPath }).manifests);
    const covering = (constructPath: string, object?: { kind: string }) =>
      check(new ManifestSet([...manifests, ...read(OBJECTS).manifests]), {
        rules: [rules[0]],
        acknowledgements: [{ rule: 'a', constructPath, object, reason: 'so it is', by }],
      }).acknowledged.map(({ constructPath: path }) => path);
    expect(covering('app/shop')).toEqual(['app/shop', 'app/shop/db']);
    expect(covering('')).toEqual(['app', 'app/shop', 'app/shop-2', 'app/shop/db']);
    expect(covering('app/shop', { kind: 'Secret' })).toEqual([]);
  });

  test('that name neither object nor construct cover nothing', () => {
    expect(findings(OBJECTS, { rules: [rules[0]], acknowledgements: [{ rule: 'a', reason: 'so it is', by }] })).toHaveLength(3);
  });

  test('without a reason acknowledge nothing, and are findings', () => {
    for (const reason of ['', '  ', undefined as unknown as string]) {
      const { findings: found, acknowledged } = run(OBJECTS, {
        rules: [rules[0]],
        acknowledgements: [{ rule: 'a', object: { name: 'one' }, reason, by }],
      });
      expect(acknowledged).toEqual([]);
      expect(found[0]).toMatchObject({
        rule: 'acknowledgement-without-reason',
        level: 'error',
        cause: 'The acknowledgement of a in checks.yaml:3 gives no reason, so it acknowledges nothing.',
        remedy: 'Say why it may stay, for whoever reads it next year.',
      });
    }
    const text = OBJECTS.replace('  name: two\n', '  name: two\n  annotations:\n    cdk8s-storage/acknowledge.a: 1\n');
    expect(findings(text, { rules: [rules[0]] })).toContain('acknowledgement-without-reason error Secret manifests.yaml:11');
  });

  test('that nothing needs, or of rules that do not exist, are findings', () => {
    const acknowledgements = [
      { rule: 'a', object: { name: 'gone' }, reason: 'so it was', by },
      { rule: 'everywhere', object: { name: 'one' }, reason: 'so it is', by },
      { rule: 'aa', object: { name: 'one' }, reason: 'so it is', by },
    ];
    const { findings: found } = run(OBJECTS, { rules: [rules[0]], acknowledgements, levels: { a: 'info' } });
    expect(found.filter(({ rule: id }) => id === 'unused-acknowledgement').map(({ cause, remedy }) => `${cause} ${remedy}`)).toEqual([
      'The acknowledgement of a in checks.yaml:3 has nothing to acknowledge. Remove it, or correct the object that it names: left in place, it would hide the next finding there.',
      'The acknowledgement in checks.yaml:3 names everywhere, and no rule is called so. Write the id of the rule as findings show it, or remove the acknowledgement.',
      'The acknowledgement in checks.yaml:3 names aa, and no rule is called so. Did you mean a?',
    ]);
  });

  test('of a rule that is switched off are not called unused', () => {
    const acknowledgements = [{ rule: 'a', object: { name: 'gone' }, reason: 'so it was', by }];
    expect(findings(OBJECTS, { rules: [rules[0]], acknowledgements, levels: { a: 'off' } })).toEqual([]);
  });

  test('cover the finding by themselves: one that was used already may cover another', () => {
    const acknowledgements = [{ rule: 'a', object: { name: '*' }, reason: 'so it is', by }];
    expect(run(OBJECTS, { rules: [rules[0]], acknowledgements }).acknowledged).toHaveLength(2);
  });
});

test('an object that is there twice is told apart by where both came from', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: {} };
  const causeOf = (...origins: Array<{ constructPath?: string; file?: string }>) =>
    check(new ManifestSet(origins.flatMap((origin) => readValues([pod], origin).manifests))).findings.find(
      ({ rule: id }) => id === 'duplicate-object',
    )!.cause;
  expect(causeOf({ constructPath: 'app/a' }, { constructPath: 'app/b' })).toBe(
    'Pod a is there already (construct app/a), and whichever is applied last replaces the other.',
  );
  expect(causeOf({ file: 'a.yaml' }, { file: 'a.yaml' })).toBe(
    'Pod a is there already (a.yaml), and whichever is applied last replaces the other.',
  );
  expect(causeOf({}, {})).toBe('Pod a is there already, and whichever is applied last replaces the other.');
});

test('complete is told to the rules', () => {
  const asks = rule('a', ({ set, complete }) => (complete ? [{ at: set.manifests[0].root, cause: 'C.', remedy: 'R.' }] : []));
  expect(findings(OBJECTS, { rules: [asks], complete: true })).toHaveLength(1);
  expect(findings(OBJECTS, { rules: [asks] })).toEqual([]);
});

test('no manifests, no findings', () => expect(check(new ManifestSet([])).findings).toEqual([]));

test('values of Secrets are in no sentence', () => {
  const text = 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { pin: 12345, key: hunter2 }\n';
  const quotes = rule('a', ({ set }) => [{ at: set.manifests[0].root, cause: 'It is hunter2, 12345.', remedy: 'Not hunter2.' }]);
  expect(run(text, { rules: [quotes] }).findings).toEqual([expect.objectContaining({ cause: 'It is ***, ***.', remedy: 'Not ***.' })]);
});
