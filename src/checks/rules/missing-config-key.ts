import { VALUE_FIELDS } from '../../facts/kubernetes/config-objects';
import { isWithin } from '../../facts/kubernetes/paths';
import { didYouMean } from '../../util/did-you-mean';
import { groupBy } from '../../util/group-by';
import { configObject, ConfigRef, configRefs } from '../lookup/config-refs';
import { keysOfMadeSecret } from '../lookup/made-secrets';
import { ManifestSet } from '../manifest-set';
import { PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const [volume, refs] of groupBy(configRefs(pod), (ref) => ref.volume)) {
      if (volume === undefined) yield* checkVariables(set, pod, refs);
      else yield* checkVolume(set, pod, volume, refs);
    }
  }
}

function* checkVolume(set: ManifestSet, pod: PodTemplate, volume: PodVolume, refs: readonly ConfigRef[]): Generator<Discovery> {
  const asksForFiles = pod.mountsOf(volume).some(({ subPath }) => subPath !== undefined);
  /** The files that the volume has; undefined where that depends on what is not here. */
  let files: string[] | undefined = [];
  for (const ref of refs) {
    const { kind, name, source, optional } = ref;
    const items = source.at('items').items;
    if (items.length === 0 && !asksForFiles) continue;
    const keys = keysOf(set, pod, ref);
    if (keys !== undefined && !optional) {
      for (const item of items) {
        const key = item.at('key');
        if (key.text === undefined || key.text === '' || keys.has(key.text)) continue;
        yield {
          at: key,
          cause: `Volume ${volume.name} shows ${key.text} of ${kind} ${name}, which has no such key: the Pod never starts.`,
          remedy: remedyFor(key.text, keys),
        };
      }
    }
    const shown: readonly (string | undefined)[] | undefined =
      items.length > 0 ? items.map((item) => item.at('path').text) : keys && [...keys];
    files = shown === undefined || files === undefined ? undefined : [...files, ...shown.filter((path) => path !== undefined)];
  }
  if (!asksForFiles) return;
  const others = otherFiles(volume);
  if (files !== undefined && others !== undefined) yield* checkSubPaths(pod, volume, refs, [...files, ...others]);
}

function* checkSubPaths(pod: PodTemplate, volume: PodVolume, refs: readonly ConfigRef[], files: readonly string[]): Generator<Discovery> {
  for (const { at, container } of pod.mountsOf(volume)) {
    const subPath = at.at('subPath');
    if (!subPath.text || subPath.text.includes('..') || subPath.text.includes('$')) continue;
    const path = subPath.text;
    if (files.some((file) => isWithin(file, path))) continue;
    const title = refs.map(({ kind, name }) => `${kind} ${name}`).join(' and ');
    yield {
      at: subPath,
      cause: `Container ${container.name} mounts ${subPath.text} of volume ${volume.name}, and ${title} ${refs.length === 1 ? 'has' : 'have'} no such file: the container gets an empty directory, or does not start.`,
      remedy: remedyFor(subPath.text, new Set(files)),
    };
  }
}

function remedyFor(name: string, known: ReadonlySet<string>): string {
  const names = [...known].slice(0, 20);
  return didYouMean(name, names).trim() || `Name one of ${names.join(', ')}, or add it.`;
}

/** Files that a projected volume shows of other things than ConfigMaps and Secrets; undefined where they are not written there. */
function otherFiles({ source }: PodVolume): string[] | undefined {
  const files: string[] = [];
  for (const item of source.at('sources').items) {
    if (item.at('podCertificate').exists) return undefined;
    const paths = [
      item.at('serviceAccountToken', 'path'),
      item.at('clusterTrustBundle', 'path'),
      ...item.at('downwardAPI', 'items').items.map((file) => file.at('path')),
    ];
    files.push(...paths.flatMap(({ text }) => text ?? []));
  }
  return files;
}

function* checkVariables(set: ManifestSet, pod: PodTemplate, refs: readonly ConfigRef[]): Generator<Discovery> {
  for (const ref of refs) {
    const key = ref.source.at('key');
    if (ref.variable === undefined || !key.text || ref.optional) continue;
    const keys = keysOf(set, pod, ref);
    if (keys === undefined || keys.has(key.text)) continue;
    yield {
      at: key,
      cause: `Variable ${ref.variable.at('name').text ?? ''} of container ${ref.container!.name} is ${key.text} of ${ref.kind} ${ref.name}, which has no such key: the container never starts.`,
      remedy: remedyFor(key.text, keys),
    };
  }
}

/** Whoever fills an object, or adds to it, says so in an annotation or label. */
const FILLED = /inject|reflect|replicat|sync|mittwald|generate|autogenerate|managed-by-controller|copied|kubed|vault/i;

/** The keys of an object; undefined where it is not here, there are several, or somebody else writes it. */
function keysOf(set: ManifestSet, pod: PodTemplate, ref: ConfigRef): ReadonlySet<string> | undefined {
  const { kind, name } = ref;
  const object = configObject(set, pod, ref);
  if (object === undefined && kind === 'Secret') return keysOfMadeSecret(set, pod.namespace, name);
  // What a kustomization changes has other keys than stand here.
  if (object === undefined || !set.owns(object) || set.findAll(kind, name).length > 1) return undefined;
  const { root } = object;
  const keys = VALUE_FIELDS[kind].flatMap((field) => Object.keys(root.at(field).map ?? {}));
  // What is empty is filled in the cluster, and so are the tokens of accounts.
  if (keys.length === 0 || root.at('type').text === 'kubernetes.io/service-account-token') return undefined;
  const marks = ['annotations', 'labels'].flatMap((field) => Object.keys(root.at('metadata', field).map ?? {}));
  return marks.some((mark) => FILLED.test(mark)) ? undefined : new Set(keys);
}

export const missingConfigKey: Rule = {
  id: 'missing-config-key',
  level: 'error',
  summary: 'a key that a volume, a subPath or a variable takes from a ConfigMap or Secret that does not have it',
  explanation: {
    why: [
      'A volume of a ConfigMap has a file for each key, or for each of its items. A subPath that names none of them shows an empty directory in the place of the file, or the container does not start, since a directory cannot be laid over a file. Items and variables of keys that are not there keep the Pod from starting, unless they are optional.',
      'Secrets that are made of an ExternalSecret or a SealedSecret have the keys that stand there.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: proxy
      data:
        nginx.conf: events {}
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: proxy
        annotations: { checksum/config: 2f9a3d5b }
      spec:
        containers:
          - name: proxy
            image: nginx:1.29.1
            volumeMounts:
              - { name: config, mountPath: /etc/nginx/nginx.conf, subPath: default.conf, readOnly: true }
        volumes:
          - name: config
            configMap: { name: proxy }
    `,
    right: yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: proxy
      data:
        nginx.conf: events {}
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: proxy
        annotations: { checksum/config: 2f9a3d5b }
      spec:
        containers:
          - name: proxy
            image: nginx:1.29.1
            volumeMounts:
              - { name: config, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf, readOnly: true }
        volumes:
          - name: config
            configMap: { name: proxy }
    `,
    see: ['https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps-as-files-from-a-pod'],
  },
  check,
};
