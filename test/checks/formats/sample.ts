import { AcknowledgedFinding, Finding } from '../../../src/checks/finding';
import { Checked } from '../../../src/checks/formats/checked';
import { Manifest } from '../../../src/checks/manifest';
import { readYaml } from '../../../src/checks/read-yaml';

/* What a run of the checks may come to, with all that a format has to cope with. */

export const SOURCE = [
  'apiVersion: v1',
  'kind: PersistentVolumeClaim',
  'metadata: { name: data, namespace: shop }',
  'spec:',
  '  accessModes: [ReadWriteMany]',
  '---',
  'apiVersion: v1',
  'kind: ConfigMap',
  'metadata: { name: web }',
].join('\n');

export const MANIFESTS: readonly Manifest[] = readYaml(SOURCE, 'k8s/shop.yaml').manifests;

const object = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' };

export const ERROR: Finding = {
  rule: 'rwx-on-block-storage',
  level: 'error',
  object,
  pointer: '/spec/accessModes/0',
  file: 'k8s/shop.yaml',
  line: 5,
  cause: 'Claim data is ReadWriteMany, and a block disk is not.',
  remedy: 'Write ReadWriteOnce.',
};

export const WARNING: Finding = {
  ...ERROR,
  rule: 'two-default-classes',
  level: 'warning',
  pointer: '',
  line: 1,
  cause: 'There are two <default> classes & "one" too many.',
  remedy: "Don't.",
};

/** About the checks' own configuration: no object, no file. */
export const INFO: Finding = {
  rule: 'unused-acknowledgement',
  level: 'info',
  pointer: '',
  constructPath: 'app/shop',
  cause: 'Nothing needs it.',
  remedy: 'Remove it.',
};

export const ACKNOWLEDGED: AcknowledgedFinding = {
  ...ERROR,
  rule: 'host-path-volume',
  reason: 'It reads the node.',
  by: 'annotation of PersistentVolumeClaim shop/data',
};

export function checked(parts: { findings?: Finding[]; acknowledged?: AcknowledgedFinding[] } & Partial<Checked> = {}): Checked {
  const { findings = [], acknowledged = [], ...rest } = parts;
  const count = (level: string) => findings.filter((finding) => finding.level === level).length;
  return {
    manifests: MANIFESTS,
    problems: [],
    failOn: 'error',
    result: { findings, acknowledged, counts: { error: count('error'), warning: count('warning'), info: count('info') } },
    ...rest,
  };
}
