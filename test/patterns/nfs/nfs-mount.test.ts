import { inTree, testRefusals, withDriver } from './support';

const RISKS = 'softMountMayCorruptData, version3LocksNeedStatd, locksHoldOnOneNodeOnly, directoriesAreWorldWritable';

const props = (more: object) => withDriver(inTree, more);

describe('the mount of a store refuses, and says what to write instead:', () => {
  testRefusals([
    [
      'soft without a word',
      props({ mountOptions: ['soft'] }),
      'mountOptions: "soft". When the server is away for some minutes, a soft mount fails writes that programs believe to be done, which corrupts data silently. Use hard, or say in acknowledge.softMountMayCorruptData why it is right here.',
    ],
    [
      'version 3 without a word',
      props({ mountOptions: ['vers=3'] }),
      'mountOptions: "vers=3". Locks of version 3 need rpc.statd and rpcbind wherever volumes are mounted, and most nodes have neither, so mounts fail. Use nfsvers=4.1, or say in acknowledge.version3LocksNeedStatd why it is right here.',
    ],
    [
      'local locks without a word',
      props({ mountOptions: ['nolock'] }),
      'mountOptions: "nolock". Locks then hold among the Pods of one node only, so Pods of two nodes both believe that they have the file to themselves. Leave it out, or say in acknowledge.locksHoldOnOneNodeOnly why it is right here.',
    ],
    [
      'hard beside soft',
      props({ mountOptions: ['hard', 'soft'] }),
      'mountOptions[1]: "soft". It contradicts hard, and the last one would win. Keep one of them.',
    ],
    [
      'an option that mount.nfs does not know',
      props({ mountOptions: ['nfsver=4.1'] }),
      'mountOptions[0]: "nfsver=4.1". mount.nfs does not know this option, so no Pod would start. Did you mean nfsvers?',
    ],
    ['options in one text', props({ mountOptions: 'hard,nfsvers=4.1' }), 'mountOptions: "hard,nfsvers=4.1". Give a list of strings.'],
    [
      'ro, which is an access mode',
      props({ mountOptions: ['ro'] }),
      'mountOptions[0]: "ro". It follows from the access mode. Use accessMode READ_ONLY_MANY instead.',
    ],
    [
      'rw, which is an access mode',
      props({ mountOptions: ['rw'] }),
      'mountOptions[0]: "rw". It follows from the access mode. Leave it out.',
    ],
    ['a profile that is none', props({ mountProfile: 'FAST' }), 'mountProfile: "FAST". Use one of STANDARD, EFS.'],
    ['a word that is none', props({ acknowledge: true }), `acknowledge: true. Give an object with a reason for each risk: ${RISKS}.`],
    [
      'a risk that is none',
      props({ acknowledge: { softMount: 'x' } }),
      `acknowledge.softMount: a string of 1 character. There is no such prop: there are ${RISKS}.`,
    ],
    [
      'a reason that is none',
      props({ mountOptions: ['soft'], acknowledge: { softMountMayCorruptData: true } }),
      'acknowledge.softMountMayCorruptData: true. Say why it is right here, in a sentence.',
    ],
    [
      'a word for a risk that is not there',
      props({ acknowledge: { softMountMayCorruptData: 'cache' } }),
      'acknowledge.softMountMayCorruptData: "cache". The store takes no such risk. Leave it out.',
    ],
  ]);
});
