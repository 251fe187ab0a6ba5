import * as fc from 'fast-check';
import { readAnswers } from '../../../src/cli/new/answers';
import { AnswerName, PATTERNS } from '../../../src/cli/new/patterns';
import { tryOut } from '../../../src/cli/new/try-out';

const OPTIONS = ['name', 'namespace', 'image', 'size', 'class-driver', 'zones', 'nfs-server', 'nfs-path', 'bucket'];

const plausible: Readonly<Record<AnswerName | 'name', readonly string[]>> = {
  name: ['orders', 'a', '1a', 'x'.repeat(50), 'x'.repeat(63), 'shop-db', 'Shop', ''],
  namespace: ['shop', 'kube-system', '-', ''],
  image: ['nginx:1.29.1', 'postgres:18.6', 'mysql:8.4', 'mariadb:12', 'registry:5000/x/postgres:17', 'postgres:latest', 'a b', ''],
  size: ['1Ki', '512Mi', '1Gi', '20Gi', '999999999Ti', '0Gi', '1.5Gi', ''],
  'class-driver': ['aws-ebs', 'vsphere', 'local', 'csi.example.com', 'kubernetes.io/aws-ebs', 'nfs.csi.k8s.io', '...', ''],
  zones: ['', 'a', 'a,a', 'eu-central-1a,eu-central-1b', ',', 'x'.repeat(64)],
  'nfs-server': ['nfs.example.com', '10.0.0.1', 'fd00::1', 'nfs.shop.svc.cluster.local', 'fs-12345678.efs.eu-central-1.amazonaws.com', ''],
  bucket: [
    's3://backups/shop',
    'gs://backups',
    'https://account.blob.core.windows.net/backups/x',
    's3://B',
    'https://example.com',
    'backups',
    '',
  ],
  'nfs-path': ['/', '/exports', 'exports', '/a/../b', '/a:b', ''],
};

const answer = (option: AnswerName | 'name') =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...plausible[option]) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 70 }) },
  );

const answers = fc.record(Object.fromEntries(Object.keys(plausible).map((option) => [option, answer(option as AnswerName)])), {
  requiredKeys: ['name'],
});

test('whatever is answered is either taken or refused option by option, and never crashes', () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(PATTERNS)), answers, (id, { name, ...given }) => {
      const { values, problems } = readAnswers(PATTERNS[id], name, given);
      const all = values === undefined ? problems : tryOut(id, values);
      if (values === undefined) expect(problems).not.toEqual([]);
      for (const { option, text } of all) {
        expect(OPTIONS).toContain(option);
        expect(text).toMatch(/^[^\n]+\. [^\n]+\.$/);
      }
      if (all.length === 0) taken += 1;
    }),
    { numRuns: 400 },
  );
  expect(taken).toBeGreaterThan(0);
});
