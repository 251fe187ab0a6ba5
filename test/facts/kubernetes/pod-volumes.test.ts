import { volumeProblems } from '../../../src/facts/kubernetes/pod-volumes';
import { ContainerMountJson, containerMountProblems } from '../../../src/facts/kubernetes/volume-mounts';

const fieldsOf = (problems: ReadonlyArray<{ readonly field: string }>) => problems.map(({ field }) => field);

test.each<[Record<string, unknown>, string[]]>([
  [{ name: 'a', emptyDir: {} }, []],
  [{ name: '0', secret: { secretName: 'a', defaultMode: 0o400 } }, []],
  [{ name: 'a.b', emptyDir: {} }, ['name']],
  [{ emptyDir: {} }, ['name']],
  [{ name: 'a', secret: { secretName: '', defaultMode: 0o1000 } }, ['', 'defaultMode']],
  [{ name: 'a', configMap: { name: 'A', defaultMode: -1 } }, ['', 'defaultMode']],
  [{ name: 'a', configMap: { name: 'a', items: [{ key: 'a', path: 'b/c', mode: 0o444 }] } }, []],
  [
    {
      name: 'a',
      configMap: { name: 'a', items: [{ key: '', path: '../up', mode: 1.5 }, { key: 'a', path: '/a' }, { key: 'a', path: '..a' }, null] },
    },
    ['items[0].key', 'items[0].mode', 'items[0].path', 'items[1].path', 'items[2].path', 'items[3].key', 'items[3].path'],
  ],
  [{ name: 'a', persistentVolumeClaim: { claimName: 'A_b' } }, ['']],
  [{ name: 'a', csi: { driver: 'Ebs.Example.com' } }, []],
  [{ name: 'a', csi: { driver: 'a_b' } }, ['driver']],
  [{ name: 'a', csi: { driver: 'x'.repeat(64) } }, ['driver']],
])('the volume %j', (volume, fields) => expect(fieldsOf(volumeProblems(volume))).toEqual(fields));

test.each<[ContainerMountJson, string[]]>([
  [{}, []],
  [{ subPath: 'a/b', mountPropagation: 'HostToContainer' }, []],
  [{ subPathExpr: '$(POD_NAME)' }, []],
  [{ subPath: '/a' }, ['subPath']],
  [{ subPath: 'a/../b' }, ['subPath']],
  [{ subPathExpr: '' }, ['subPathExpr']],
  [{ subPath: 'a', subPathExpr: 'b' }, ['subPathExpr']],
  [{ mountPropagation: 'Bidirectional' }, ['propagation']],
])('the mount %j', (mount, fields) => expect(fieldsOf(containerMountProblems(mount))).toEqual(fields));
