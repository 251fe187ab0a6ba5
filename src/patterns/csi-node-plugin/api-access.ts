import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fullName, Identity, identityLabels } from '../../hardening/identity';
import { checkText, checkTexts } from '../../props/check';
import { Problems } from '../../props/problems';
import { isObject, Unchecked } from '../../util/unchecked';
import { leaveNamespace } from '../../workloads/cluster-scoped';
import type { CsiApiAccess } from './props';

const RBAC = 'rbac.authorization.k8s.io';

const ALL =
  'Each node has the token of all of them, so that one that is taken over would have the whole cluster. Name what the driver asks for.';

/** Checks what a driver asks of the API. */
export function checkApiAccess(problems: Problems, at: string, given: unknown, namespace: string | undefined): void {
  if (given === undefined) return;
  if (!Array.isArray(given)) {
    problems.add(at, given, 'Give a list, such as [{ resources: ["nodes"], verbs: ["get"] }].');
    return;
  }
  if (given.length > 0 && namespace === undefined) {
    const remedy = 'A ClusterRoleBinding names its account with the namespace, and the chart has none. Give it to the chart.';
    problems.add('namespace', undefined, remedy);
  }
  given.forEach((one: unknown, index) => {
    if (isObject(one)) checkOne(problems, `${at}[${index}]`, one);
    else problems.add(`${at}[${index}]`, one, 'Give an object with resources and verbs.');
  });
}

function checkOne(problems: Problems, at: string, { apiGroup, resources, verbs }: Unchecked<CsiApiAccess>): void {
  if (apiGroup !== undefined && apiGroup !== '') {
    checkText(problems, `${at}.apiGroup`, apiGroup, 'Name the group, such as storage.k8s.io, or leave it out for the core group.');
  }
  if (apiGroup === '*') problems.add(`${at}.apiGroup`, apiGroup, ALL);
  for (const [prop, words, example] of [
    ['resources', resources, '["nodes"]'],
    ['verbs', verbs, '["get"]'],
  ] as const) {
    const texts = words === undefined ? undefined : checkTexts(problems, `${at}.${prop}`, words);
    if (words === undefined || texts?.length === 0) problems.add(`${at}.${prop}`, words, `Name at least one, such as ${example}.`);
    texts?.forEach((word, index) => {
      const place = `${at}.${prop}[${index}]`;
      if (word.trim() === '' || word !== word.toLowerCase()) {
        problems.add(place, word, 'Give the name as the API has it, in lower-case letters.');
      } else if (word.includes('*')) problems.add(place, word, ALL);
      else if (prop === 'resources' && (apiGroup ?? '') === '' && /^secrets(?:\/|$)/.test(word)) {
        const remedy =
          'Each node has this token, and would read the Secrets of all namespaces. The kubelet hands a driver those that a class or volume names: nodeStageSecretRef, nodePublishSecretRef.';
        problems.add(place, word, remedy);
      }
    });
  }
}

/** Lets an account ask for what a driver needs, in all namespaces. */
export function permit(scope: Construct, identity: Identity, account: kplus.IServiceAccount, access: readonly CsiApiAccess[]): void {
  const metadata = { name: fullName(identity), labels: identityLabels(identity) };
  const role = new ApiObject(scope, 'ClusterRole', {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRole',
    metadata,
    rules: access.map(({ apiGroup = '', resources, verbs }) => ({ apiGroups: [apiGroup], resources: [...resources], verbs: [...verbs] })),
  });
  const binding = new ApiObject(scope, 'ClusterRoleBinding', {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata,
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: metadata.name },
    subjects: [{ kind: 'ServiceAccount', name: account.name, namespace: Chart.of(scope).namespace }],
  });
  for (const object of [role, binding]) leaveNamespace(object);
}
