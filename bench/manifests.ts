/** How long the texts of applications are: with a proxy beside each, and pages of settings; or with neither, as most are. */
export type Size = 'long' | 'plain';

/** Application after application, in fifty namespaces: every tenth has a database, every fifth a claim of its own. */
export function realisticYaml(objects: number, size: Size = 'long'): string {
  const documents: string[] = [];
  for (let number = 0; documents.length < objects; number += 1) documents.push(...application(number, size));
  return documents.slice(0, objects).join('---\n');
}

function application(number: number, size: Size): string[] {
  const name = `app-${number}`;
  const namespace = `team-${number % 50}`;
  const labels = (indent: string) =>
    [
      `app.kubernetes.io/name: ${name}`,
      ...(size === 'long' ? ['app.kubernetes.io/instance: production', 'app.kubernetes.io/managed-by: Helm'] : []),
    ]
      .map((label) => `${indent}${label}`)
      .join('\n');
  const metadata = (suffix = '') => `metadata:\n  name: ${name}${suffix}\n  namespace: ${namespace}\n  labels:\n${labels('    ')}\n`;
  const hasClaim = number % 5 === 0;
  const documents = [
    `apiVersion: v1\nkind: ServiceAccount\n${metadata()}automountServiceAccountToken: false\n`,
    `apiVersion: v1\nkind: ConfigMap\n${metadata()}data:\n  settings.yaml: |\n${settings(number, size === 'long' ? 40 : 5)}`,
    `apiVersion: v1\nkind: Service\n${metadata()}spec:\n  selector:\n${labels('    ')}\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n`,
    deployment(name, metadata(), labels, hasClaim, size),
    `apiVersion: policy/v1\nkind: PodDisruptionBudget\n${metadata()}spec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n${labels('      ')}\n`,
  ];
  if (hasClaim) {
    documents.push(
      `apiVersion: v1\nkind: PersistentVolumeClaim\n${metadata()}spec:\n  storageClassName: standard\n  accessModes:\n    - ReadWriteOnce\n  resources:\n    requests:\n      storage: 10Gi\n`,
    );
  }
  if (number % 10 === 0) documents.push(statefulSet(name, metadata('-db'), labels));
  return documents;
}

function settings(number: number, count: number): string {
  const lines = Array.from({ length: count }, (_, index) => `    option_${index}: value of ${number} for the option of that number`);
  return `${lines.join('\n')}\n`;
}

function container(name: string, image: string, mounts: string): string {
  return `        - name: ${name}
          image: "${image}"
          imagePullPolicy: IfNotPresent
          args: ["--port=8080", "--config=/etc/app/settings.yaml"]
          env:
            - name: LOG_LEVEL
              value: info
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
            - name: API_URL
              value: https://api.example.com/v1
          ports:
            - name: http
              containerPort: 8080
              protocol: TCP
          livenessProbe:
            httpGet:
              path: /healthz
              port: http
            initialDelaySeconds: 10
            periodSeconds: 20
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
              ephemeral-storage: 1Gi
            limits:
              memory: 256Mi
              ephemeral-storage: 2Gi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
          volumeMounts:
${mounts}`;
}

function deployment(name: string, metadata: string, labels: (indent: string) => string, hasClaim: boolean, size: Size): string {
  const mounts = `            - name: config
              mountPath: /etc/app
              readOnly: true
            - name: tmp
              mountPath: /tmp
${hasClaim ? '            - name: data\n              mountPath: /data\n' : ''}`;
  return `apiVersion: apps/v1
kind: Deployment
${metadata}spec:
  replicas: ${hasClaim ? 1 : 3}
${hasClaim ? '  strategy:\n    type: Recreate\n' : ''}  selector:
    matchLabels:
${labels('      ')}
  template:
    metadata:
      labels:
${labels('        ')}
      annotations:
        checksum/config: 0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9
    spec:
      serviceAccountName: ${name}
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        fsGroup: 10001
        fsGroupChangePolicy: OnRootMismatch
        seccompProfile:
          type: RuntimeDefault
      containers:
${container('app', `registry.example.com/${name}:1.4.2`, mounts)}${size === 'long' ? container('proxy', 'envoyproxy/envoy:v1.36.2', mounts.split('            - name: data')[0]) : ''}${size === 'long' ? apart(name) : ''}      volumes:
        - name: config
          configMap:
            name: ${name}
        - name: tmp
          emptyDir:
            sizeLimit: 64Mi
${hasClaim ? `        - name: data\n          persistentVolumeClaim:\n            claimName: ${name}\n` : ''}`;
}

/** Prefers other nodes than those of its like. */
function apart(name: string): string {
  return `      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels:
                    app.kubernetes.io/name: ${name}
`;
}

function statefulSet(name: string, metadata: string, labels: (indent: string) => string): string {
  return `apiVersion: apps/v1
kind: StatefulSet
${metadata}spec:
  replicas: 1
  serviceName: ${name}-db
  selector:
    matchLabels:
      app.kubernetes.io/component: database
${labels('      ')}
  template:
    metadata:
      labels:
        app.kubernetes.io/component: database
${labels('        ')}
    spec:
      containers:
        - name: postgres
          image: postgres:17.6
          env:
            - name: POSTGRES_PASSWORD_FILE
              value: /run/secrets/password
          volumeMounts:
            - name: data
              mountPath: /var/lib/postgresql/data
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        storageClassName: database
        accessModes:
          - ReadWriteOnce
        resources:
          requests:
            storage: 50Gi
`;
}
