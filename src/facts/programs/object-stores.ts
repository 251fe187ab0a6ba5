import { ProgramFacts } from './program-facts';

/** Objects, images and charts of others, besides the stores that are known for longer. */
export const OBJECT_STORES: readonly ProgramFacts[] = [
  {
    title: 'SeaweedFS',
    kind: 'store',
    images: [{ repositories: ['chrislusf/seaweedfs'], layouts: [{ dataDirectory: '/data', volumes: ['/data'] }] }],
    programs: ['weed'],
    subcommands: ['server', 'volume', 'master', 'filer'],
    directoryOptions: ['-m?dir'],
    clusters: true,
  },
  {
    title: 'Garage',
    kind: 'store',
    images: [
      {
        repositories: ['dxflrs/garage', 'dxflrs/amd64_garage', 'dxflrs/arm64_garage'],
        layouts: [{ dataDirectory: '/var/lib/garage/data', anywhere: true, also: [{ directory: '/var/lib/garage/meta' }] }],
      },
    ],
    programs: ['garage'],
    subcommands: ['server'],
    clusters: true,
  },
  {
    title: 'RustFS',
    kind: 'store',
    images: [{ repositories: ['rustfs/rustfs'], user: 10001, layouts: [{ dataDirectory: '/data' }] }],
    programs: ['rustfs'],
    directoryVariables: ['RUSTFS_VOLUMES'],
    clusters: /https?:\/\//,
    operators: ['RUSTFS_VOLUMES with the addresses of all'],
  },
  {
    title: 'CloudServer',
    kind: 'store',
    images: [
      {
        repositories: ['zenko/cloudserver', 'scality/cloudserver', 'scality/s3server'],
        layouts: [
          { dataDirectory: '/usr/src/app/localData', also: [{ directory: '/usr/src/app/localMetadata', variable: 'S3METADATAPATH' }] },
        ],
      },
    ],
    programs: ['yarn', 'npm'],
    directoryVariables: ['S3DATAPATH'],
    keepsNothingIf: /S3BACKEND=mem|S3DATA=(?!file|multiple)/,
  },
  {
    title: 'lakeFS',
    kind: 'application',
    images: [{ repositories: ['treeverse/lakefs'], layouts: [{ dataDirectory: '/home/lakefs' }] }],
    programs: ['lakefs'],
    subcommands: ['run'],
    embedded: { name: 'a local key-value store', onlyIf: /LAKEFS_DATABASE_TYPE=["']?local|--local-settings/ },
  },
  {
    title: 'ChartMuseum',
    kind: 'store',
    images: [{ repositories: ['helm/chartmuseum', 'chartmuseum/chartmuseum'], user: 1000, layouts: [{ dataDirectory: '/charts' }] }],
    programs: ['chartmuseum'],
    directoryVariables: ['STORAGE_LOCAL_ROOTDIR'],
    directoryOptions: ['--storage-local-rootdir'],
    keepsIf: /STORAGE=["']?local|--storage[=\s]+["']?local/,
  },
  {
    title: 'zot',
    kind: 'store',
    images: [
      {
        repositories: ['zot-linux-amd64', 'zot-linux-arm64', 'zot-minimal-linux-amd64', 'zot-minimal-linux-arm64'].map(
          (name) => `project-zot/${name}`,
        ),
        layouts: [{ dataDirectory: '/var/lib/registry', anywhere: true }],
      },
    ],
    programs: ['zot', 'zot-linux-\\w+'],
    subcommands: ['serve'],
    keepsNothingIf: /"storageDriver"/,
  },
];
