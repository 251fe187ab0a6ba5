import { ManifestSet } from '../../src/checks/manifest-set';
import { readYaml } from '../../src/checks/read-yaml';
import { ReportModel, VolumeReport } from '../../src/report/model';
import { reportOn } from '../../src/report/report-on';

export function modelOf(yaml: string, file?: string): ReportModel {
  const { manifests, problems } = readYaml(yaml, file);
  expect(problems).toEqual([]);
  return reportOn(new ManifestSet(manifests));
}

/** A Pod with one volume, mounted at /data, and what else there is. */
export function podWith(volume: string, more = '', mount = '{ name: data, mountPath: /data }'): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  containers:
    - name: web
      image: example.com/web:1
      volumeMounts: [${mount}]
  volumes:
    - { name: data, ${volume} }
---
${more}`;
}

/** The volume of such a Pod. */
export function volumeOf(yaml: string): VolumeReport {
  const pod = modelOf(yaml).workloads.find(({ kind }) => kind === 'Pod')!;
  expect(pod.volumes).toHaveLength(1);
  return pod.volumes[0];
}

/** A claim called data in the Pod's namespace, on a class. */
export function claimOn(storageClass: string, more = ''): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: shop }
spec: { ${storageClass} accessModes: [ReadWriteOnce], resources: { requests: { storage: 5Gi } } ${more} }
`;
}

export function classOf(provisioner: string, more = ''): string {
  return `---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fast }
provisioner: ${provisioner}
${more}
`;
}
