import { Fix } from '../fix';

export const claimRefWithoutNamespace: Fix = {
  rule: 'claim-ref-without-namespace',
  writes: 'the namespace of the claim into the claimRef',
  unless: 'the manifests have no claim of that name in a namespace, or several',
  changes: (at, { set }) => {
    const claims = set.findAll('PersistentVolumeClaim', at.at('name').text ?? '');
    const namespace = claims.length === 1 ? claims[0].namespace : undefined;
    return namespace === undefined ? [] : [{ kind: 'set', path: [...at.path, 'namespace'], to: namespace, after: 'name' }];
  },
};
