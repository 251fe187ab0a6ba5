import { isAbsolute, normalizePath } from '../../facts/kubernetes/paths';
import { toldTo } from '../lookup/scripts';
import { isConfigVolume, isPersistent } from '../lookup/storage';
import { Mount } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const { mounts } of set.pods) {
    for (const mount of mounts) if (isAtFile(mount)) yield discoveryOf(mount);
  }
}

/** Ends of the names of files, which few directories have. */
const FILE =
  /^[^.][^/]*\.(conf|cfg|cnf|ini|json|ya?ml|toml|xml|html?|css|js|mjs|ts|py|rb|php|sh|bash|lua|sql|properties|env|txt|md|csv|crt|cer|pem|key|p12|pfx|jks|pub|htpasswd|log|db|sqlite3?|rules|tmpl|tpl|hcl)$/i;

/** Hidden ones, of which most are directories, such as .kube and .ssh. */
const HIDDEN_FILE =
  /^\.(env|npmrc|yarnrc|pypirc|netrc|pgpass|my\.cnf|htpasswd|htaccess|gitconfig|git-credentials|bashrc|profile|dockercfg)$/;

function isAtFile({ path, subPath, isDevice, volume, container }: Mount): boolean {
  if (path === undefined || subPath !== undefined || isDevice || volume === undefined || !isAbsolute(path)) return false;
  if (!isConfigVolume(volume) && !isPersistent(volume) && volume.type !== 'emptyDir') return false;
  const name = lastPart(path);
  if (!FILE.test(name) && !HIDDEN_FILE.test(name)) return false;
  // A program that is told of what is below it knows that it is a directory.
  return !toldTo(container).includes(`${normalizePath(path)}/`);
}

function lastPart(path: string): string {
  return normalizePath(path).split('/').at(-1)!;
}

function discoveryOf({ at, path, name, volume, container }: Mount): Discovery {
  const what = isConfigVolume(volume!) ? `its files are ${path}/…` : 'the program finds no file there';
  return {
    at: at.at('mountPath'),
    cause: `Container ${container.name} mounts volume ${name} at ${path}, the path of a file, and a volume is a directory: ${what}, or the container does not start where the image has a file.`,
    remedy: isConfigVolume(volume!)
      ? `Add subPath: ${lastPart(path!)}, the name of the file in the volume, or mount it at a directory.`
      : 'Mount it at the directory that the file is in.',
  };
}

export const directoryAtFilePath: Rule = {
  id: 'directory-at-file-path',
  level: 'warning',
  summary: 'a volume at the path of a file, without subPath: it is a directory',
  explanation: {
    why: [
      'A volume is a directory, whatever its path is called. At /etc/nginx/nginx.conf the file is found at /etc/nginx/nginx.conf/nginx.conf; where the image has a file at that path, the container does not start, since a directory cannot be laid over it.',
      'One file of a ConfigMap is mounted by subPath; it then changes only when the container restarts.',
    ],
    wrong: yaml`
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
              - { name: config, mountPath: /etc/nginx/nginx.conf, readOnly: true }
        volumes:
          - name: config
            configMap: { name: proxy }
    `,
    right: yaml`
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
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath'],
  },
  check,
};
