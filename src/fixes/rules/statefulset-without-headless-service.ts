import { Manifest } from '../../checks/manifest';
import { PodTemplate } from '../../checks/pod-template';
import { Fix } from '../fix';
import { podAround } from '../pod-around';

export const statefulsetWithoutHeadlessService: Fix = {
  rule: 'statefulset-without-headless-service',
  writes: 'the name of the headless Service that selects the Pods into serviceName',
  unless: 'none of the Services there is headless and selects the Pods, or more than one does',
  changes: (at, { set }) => {
    const pod = podAround(at, set);
    if (pod === undefined) return [];
    const fitting = set.all('Service').filter((service) => service.namespace === pod.namespace && isHeadlessFor(service, pod));
    if (fitting.length !== 1) return [];
    return [{ kind: 'set', path: ['spec', 'serviceName'], to: fitting[0].name, after: 'replicas' }];
  },
};

function isHeadlessFor({ root }: Manifest, { labels }: PodTemplate): boolean {
  const selector = root.at('spec', 'selector').entries;
  return (
    root.at('spec', 'clusterIP').text === 'None' &&
    selector.length > 0 &&
    selector.every(([key, value]) => value.text !== undefined && labels.get(key) === value.text)
  );
}
