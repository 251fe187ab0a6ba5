import { expectLinear } from '../linear';
import { fix } from './support';

const pod = (index: number) => `apiVersion: v1
kind: Pod
metadata: { name: web-${index}, labels: { version: 1.10 } }
spec:
  securityContext: { fsGroup: 10001 }
  containers:
    - name: web
      image: example.com/web:1
      volumeMounts:
        - { name: config, mountPath: /config, readonly: true }
        - { name: data, mountPath: /data }
  volumes:
    - { name: config, configMap: { name: web } }
    - { name: data, persistentVolumeClaim: { claimName: web-${index} } }
`;

test('mending takes time in proportion to what is mended', () => {
  const text = (size: number) => Array.from({ length: size }, (_, index) => pod(index)).join('---\n');
  expect(fix(text(10)).fixed).toHaveLength(30);
  expectLinear(30, (size) => {
    const written = text(size);
    return () => fix(written);
  });
});
