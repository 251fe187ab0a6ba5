import { CrashSetting, ServerSettings } from './server-settings';
import { REDIS_SYNTAX, YAML_SYNTAX } from './syntax-others';

/**
 * Settings of Redis and its kin. Without the append-only file they keep snapshots, which are minutes old by design.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
 */
export const REDIS_SERVER: ServerSettings = {
  syntax: REDIS_SYNTAX,
  places: [/^\/opt\/bitnami\/(?:redis|redis-cluster|valkey|keydb)\/(?:mounted-)?etc\/[^/]+\.conf$/],
  namedBy: [''],
  variables: { REDIS_AOF_ENABLED: 'appendonly', VALKEY_AOF_ENABLED: 'appendonly' },
  optionVariables: ['REDIS_EXTRA_FLAGS', 'VALKEY_EXTRA_FLAGS'],
  crash: [
    {
      name: 'appendfsync',
      values: /^no$/i,
      only: { name: 'appendonly', values: /^yes$/i },
      harm: 'loses',
      why: 'The system decides when the append-only file is on disk, which takes half a minute or so: a node that fails loses what was written since. By default it is a second.',
    },
  ],
};

const NO_JOURNAL: Pick<CrashSetting, 'harm' | 'why' | 'until'> = {
  harm: 'loses',
  why: 'Without its journal, a server that fails goes back to its last checkpoint, and loses up to a minute of what was written.',
  until: [6, 1],
};

/**
 * Settings of MongoDB. Version 6.1 took the options away: the journal is always on.
 *
 * @see https://www.mongodb.com/docs/v6.0/tutorial/manage-journaling/
 */
export const MONGODB_SERVER: ServerSettings = {
  syntax: YAML_SYNTAX,
  places: [/^\/(?:opt\/)?bitnami\/mongodb\/conf\/mongodb\.conf$/],
  namedBy: ['config', 'f'],
  variables: { MONGODB_ENABLE_JOURNAL: 'storage.journal.enabled' },
  optionVariables: ['MONGODB_EXTRA_FLAGS'],
  crash: [
    { name: 'storage.journal.enabled', values: /^(?:false|no)$/i, ...NO_JOURNAL },
    { name: 'nojournal', values: /^(?!false$)/i, ...NO_JOURNAL },
  ],
};

/**
 * Settings of etcd.
 *
 * @see https://etcd.io/docs/latest/op-guide/configuration/
 */
export const ETCD_SERVER: ServerSettings = {
  syntax: YAML_SYNTAX,
  places: [],
  namedBy: ['config-file'],
  fileVariables: ['ETCD_CONFIG_FILE'],
  fileAlone: true,
  variables: { ETCD_UNSAFE_NO_FSYNC: 'unsafe-no-fsync' },
  crash: [
    {
      name: 'unsafe-no-fsync',
      values: /^(?:1|t|true)$/i,
      harm: 'damages',
      why: 'It says that it has what is not on its disk: a member that fails forgets what it agreed to, and the cluster may lose or contradict what it has answered.',
    },
  ],
};
