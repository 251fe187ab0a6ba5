import { driverNamed } from '../../facts/drivers';
import { driverOfPodVolume } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) yield* checkPod(set, pod);
}

function* checkPod(set: ManifestSet, pod: PodTemplate): Generator<Discovery> {
  const told = new Set<string>();
  for (const volume of pod.volumes) {
    const facts = driverNamed(driverOfPodVolume(set, pod, volume) ?? '');
    const wanted = facts?.podAnnotation;
    if (wanted === undefined || told.has(wanted.key) || pod.containers.some(({ name }) => name === wanted.sidecar)) continue;
    const at = pod.metadata.at('annotations', wanted.key);
    if (at.text?.toLowerCase() === wanted.value) continue;
    told.add(wanted.key);
    const isOnWorkload = !pod.isBare && pod.workload.annotation(wanted.key) !== undefined;
    yield {
      at: at.exists ? at : volume.at,
      cause: `Volume ${volume.name} is of ${facts!.title}, whose sidecar is added only to Pods with the annotation ${wanted.key}: "${wanted.value}"${isOnWorkload ? ', which is on the workload instead of its Pods' : ''}: the Pods wait for a mount that never comes.`,
      remedy: `Add ${wanted.key}: "${wanted.value}" to the annotations of the Pod template.`,
    };
  }
}

export const missingDriverAnnotation: Rule = {
  id: 'missing-driver-annotation',
  level: 'error',
  summary: 'a volume whose driver wants an annotation that the Pod does not have',
  explanation: {
    why: [
      'Cloud Storage FUSE and Parallelstore of GKE serve each volume by a sidecar in the Pod, and a webhook adds it where the Pod asks by annotation. Without, the volume is never mounted, and the Pod stays in ContainerCreating. The annotation belongs to the Pod, not to its Deployment, and its value is text.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: gallery
      spec:
        containers:
          - name: gallery
            image: registry.example.com/gallery:1.9
            volumeMounts:
              - { name: pictures, mountPath: /pictures, readOnly: true }
        volumes:
          - name: pictures
            csi:
              driver: gcsfuse.csi.storage.gke.io
              readOnly: true
              volumeAttributes: { bucketName: pictures }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: gallery
        annotations:
          gke-gcsfuse/volumes: "true"
      spec:
        containers:
          - name: gallery
            image: registry.example.com/gallery:1.9
            volumeMounts:
              - { name: pictures, mountPath: /pictures, readOnly: true }
        volumes:
          - name: pictures
            csi:
              driver: gcsfuse.csi.storage.gke.io
              readOnly: true
              volumeAttributes: { bucketName: pictures }
    `,
    see: [
      'https://cloud.google.com/kubernetes-engine/docs/how-to/cloud-storage-fuse-csi-driver-ephemeral',
      'https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver/issues/153',
    ],
  },
  check,
};
