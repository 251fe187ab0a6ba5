import { NfsDriver } from '../../../src/patterns/nfs/nfs-driver';
import { ABSOLUTE, EXPORT, SERVER, server, testRefusals, withDriver } from './support';

const HASH = 'csi-driver-nfs separates the parts of a volume by #, so it would mount another path. Rename it.';
const MODE = 'Give the mode of the directories as a string of three or four octal digits, such as "2770".';
const CLASS_DECIDES = 'The class decides how its volumes are mounted. Leave it out, or make a class with NfsDriver.csiDynamic.';

const inTreeWith = (options: unknown) => withDriver(NfsDriver.inTree(options as never));
const csiWith = (options: unknown) => withDriver(NfsDriver.csi(options as never));
const dynamicWith = (options: object) => withDriver(NfsDriver.csiDynamic({ server, share: '/exports', ...options }));

describe('NfsDriver refuses, and says what to write instead:', () => {
  testRefusals([
    // The server and what it exports.
    ['an empty server', inTreeWith({ server: '', path: '/' }), `driver.server: "". ${SERVER}`],
    [
      'a malformed server',
      inTreeWith({ server: 'nfs_1', path: '/' }),
      'driver.server: "nfs_1". This is neither a DNS name nor an IP address. Give one, such as nfs.example.com or 10.0.0.5.',
    ],
    [
      'a server with its path',
      csiWith({ server: 'nfs.example.com:/exports', share: '/' }),
      'driver.server: "nfs.example.com:/exports". Give the server alone, a DNS name or an IP address: what it exports is named apart.',
    ],
    [
      'a Service that nodes cannot resolve',
      inTreeWith({ server: 'nfs.shop.svc.cluster.local', path: '/' }),
      'driver.server: "nfs.shop.svc.cluster.local". The kubelet asks the node\'s resolver, which on most clusters does not know Services. Give the clusterIP, use NfsDriver.csi, or say nodesResolveClusterNames: true.',
    ],
    [
      'a switch that is none',
      inTreeWith({ server, path: '/', nodesResolveClusterNames: 'yes' }),
      'driver.nodesResolveClusterNames: "yes". Give true or false.',
    ],
    ['a relative path', inTreeWith({ server, path: 'exports' }), `driver.path: "exports". ${ABSOLUTE}`],
    ['a path with ..', inTreeWith({ server, path: '/a/../b' }), 'driver.path: "/a/../b". Write the path without "..".'],
    ['no options in-tree', inTreeWith(undefined), `driver.server: missing. ${SERVER}`, `driver.path: missing. ${EXPORT}`],
    ['no options of CSI', csiWith(undefined), `driver.server: missing. ${SERVER}`, `driver.share: missing. ${EXPORT}`],
    ['a relative share', csiWith({ server, share: 'exports' }), `driver.share: "exports". ${ABSOLUTE}`],
    ['a share with a #', csiWith({ server, share: '/a#b' }), `driver.share: "/a#b". ${HASH}`],
    [
      'an absolute directory below a share',
      csiWith({ server, share: '/a', subDir: '/b' }),
      'driver.subDir: "/b". It lies below the share: write it without the slash in front.',
    ],
    [
      'an empty directory',
      csiWith({ server, share: '/a', subDir: '' }),
      'driver.subDir: "". Name a directory below the share, or leave it out.',
    ],
    [
      'a placeholder in a static directory',
      csiWith({ server, share: '/a', subDir: '${pvc.metadata.name}' }),
      'driver.subDir: "${pvc.metadata.name}". Nothing is put in for a static volume. Write the directory out.',
    ],
    [
      'an empty handle',
      csiWith({ server, share: '/a', volumeHandle: '' }),
      'driver.volumeHandle: "". Give a text that no other volume of the cluster has.',
    ],

    // Directories that are made for claims.
    [
      'no options of dynamic CSI',
      withDriver(NfsDriver.csiDynamic(undefined as never)),
      `driver.server: missing. ${SERVER}`,
      `driver.share: missing. ${EXPORT}`,
    ],
    [
      'one directory for all claims',
      dynamicWith({ subDir: 'media' }),
      'driver.subDir: "media". Claims of the class would share a directory. Put in ${pv.metadata.name}, or ${pvc.metadata.namespace} and ${pvc.metadata.name}; left out, each claim gets its own.',
    ],
    ['a mode that is a number', dynamicWith({ mountPermissions: 770 }), `driver.mountPermissions: 770. ${MODE}`],
    ['a mode that is not octal', dynamicWith({ mountPermissions: '0789' }), `driver.mountPermissions: "0789". ${MODE}`],
    [
      'directories that everybody can write',
      dynamicWith({ mountPermissions: '0777' }),
      'driver.mountPermissions: "0777". Everybody who mounts a directory could write there, whatever their group. Use "2770", or say in acknowledge.directoriesAreWorldWritable why it is right here.',
    ],
    ['the policy Recycle', dynamicWith({ reclaimPolicy: 'Recycle' }), 'driver.reclaimPolicy: "Recycle". Use one of Retain, Delete.'],
    ['a deletion that is none', dynamicWith({ onDelete: 'keep' }), 'driver.onDelete: "keep". Use one of retain, archive, delete.'],
    [
      'several at once',
      withDriver(NfsDriver.csiDynamic({ server: '', share: 'a', subDir: '../b' }), { capacity: 5, group: -1 }),
      `driver.server: "". ${SERVER}`,
      `driver.share: "a". ${ABSOLUTE}`,
      'driver.subDir: "../b". Write the path without "..".',
      'capacity: 5. Give a Size, such as Size.gibibytes(1).',
      'group: -1. Give a whole number from 1 to 2147483647.',
    ],

    // Classes that exist already.
    [
      'no class',
      withDriver(NfsDriver.fromStorageClass(undefined as never)),
      "driver.storageClass: missing. Give a storage class, such as another store's storageClass.",
    ],
    [
      'an empty class',
      withDriver(NfsDriver.fromStorageClass({ storageClassName: '' })),
      'driver.storageClass: "". Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.',
    ],
    [
      'what the class decides',
      withDriver(NfsDriver.fromStorageClass({ storageClassName: 'nfs' }), {
        storageClassName: 'x',
        mountOptions: ['hard'],
        mountProfile: 'EFS',
        acknowledge: {},
      }),
      'storageClassName: "x". The driver names the class. Leave it out.',
      `mountProfile: "EFS". ${CLASS_DECIDES}`,
      `mountOptions: ["hard"]. ${CLASS_DECIDES}`,
      `acknowledge: {}. ${CLASS_DECIDES}`,
    ],
  ]);
});
