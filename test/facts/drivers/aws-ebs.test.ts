import { AWS_EBS } from '../../../src/facts/drivers/aws-ebs';
import { RWX_LINE, testParameters, testRequests, testZones } from './cases';

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const NO_IOPS = 'AWS takes no IOPS for gp2: they follow from its size. Leave it out, or use gp3, io1 or io2.';

testParameters(
  AWS_EBS,
  [
    {},
    { TYPE: 'gp3', IOPS: '80000', Throughput: '2000', encrypted: 'true', kmskeyid: KEY },
    { type: 'io1', iopsPerGB: '50' },
    { type: 'io2', iops: '256000' },
    { type: 'gp3', iopsPerGB: '10', throughput: '1000', allowautoiopspergbincrease: 'true' },
    { type: 'st1', tagSpecification_1: 'team=a=b', 'csi.storage.k8s.io/fstype': 'xfs', blockSize: '4096', blockExpress: 'true' },
    { ext4BigAlloc: 'true', ext4ClusterSize: '65536', numberOfInodes: '1000' },
    { ext4BigAlloc: 'false', 'csi.storage.k8s.io/fstype': 'xfs' },
  ],
  [
    [{ type: 'gp9' }, 'type: Use one of gp3, gp2, io1, io2, st1, sc1, standard. Did you mean gp3?'],
    [{ iosp: '3000' }, 'iosp: The EBS driver refuses parameters that it does not know. Did you mean iops?'],
    [
      { fstype: 'ext4' },
      'fstype: The EBS driver skips the old key, and only the provisioner beside it still reads it. Write csi.storage.k8s.io/fstype.',
    ],
    [{ encrypted: 'True' }, 'encrypted: Only "true" switches it on; anything else means false. Write "true" or "false".'],
    [{ kmsKeyId: 'alias/mine' }, 'kmsKeyId: Give the full ARN of the key: arn:aws:kms:REGION:ACCOUNT:key/ID.'],
    [
      { encrypted: 'false', kmsKeyId: KEY },
      'encrypted: With a key the volume is encrypted whatever this says. Leave out kmsKeyId, or encrypt.',
    ],
    [{ iops: '3k' }, 'iops: Give a whole number above zero, in digits.'],
    [{ iops: '2999' }, 'iops: gp3 has 3000 to 80000 IOPS. Give a number in between, or use another type.'],
    [{ iops: '80001' }, 'iops: gp3 has 3000 to 80000 IOPS. Give a number in between, or use another type.'],
    [{ iops: '4000', iopsPerGB: '10' }, 'iopsPerGB: The driver refuses iopsPerGB beside iops. Keep one of them.'],
    [{ type: 'gp2', iops: '4000' }, `iops: ${NO_IOPS}`],
    [{ type: 'gp2', iopsPerGB: '3' }, `iopsPerGB: ${NO_IOPS}`],
    [
      { type: 'io1', iopsPerGB: '51' },
      'iopsPerGB: io1 has at most 50 IOPS per GiB, and the driver cuts down what is above. Give at most 50.',
    ],
    [{ type: 'io2' }, 'iops: AWS creates no io2 volume without IOPS. Give iops or iopsPerGB.'],
    [
      { type: 'io2', iops: '5000', throughput: '500' },
      'throughput: AWS takes a throughput for gp3 only, not for io2. Leave it out, or use gp3.',
    ],
    [{ throughput: '124' }, 'throughput: gp3 has 125 to 2000 MiB/s. Give a number in between.'],
    [{ throughput: '2001', iops: '80000' }, 'throughput: gp3 has 125 to 2000 MiB/s. Give a number in between.'],
    [
      { throughput: '1000' },
      'throughput: gp3 has at most 0.25 MiB/s per IOPS, so 1000 MiB/s need 4000 IOPS and there are 3000. Raise iops or lower this.',
    ],
    [{ tagSpecification_1: 'team' }, 'tagSpecification_1: Write a tag as key=value.'],
    [{ tagSpecification_1: 'kubernetes.io/x=1' }, 'tagSpecification_1: The driver keeps this key for itself. Use another key for the tag.'],
    [{ TagSpecification_1: 'a=b' }, 'TagSpecification_1: The EBS driver refuses parameters that it does not know.'],
    [{ ext4ClusterSize: '65536' }, 'ext4ClusterSize: The driver refuses it without ext4BigAlloc "true". Add that, or leave this out.'],
    [
      { 'csi.storage.k8s.io/fstype': 'xfs', numberOfInodes: '10' },
      'numberOfInodes: The driver refuses it for xfs. Leave it out, or format as ext4.',
    ],
    [{ 'csi.storage.k8s.io/fstype': 'btrfs' }, 'csi.storage.k8s.io/fstype: Use one of ext4, ext3, xfs, ntfs.'],
  ],
);

testRequests(AWS_EBS, [
  [{}, { gibibytes: 1 }],
  [{ type: 'gp9' }, { gibibytes: 999999 }],
  [{ type: 'gp2' }, { gibibytes: 10 }],
  [{ iops: '3000' }, { gibibytes: 1 }],
  [{ type: 'io2' }, { gibibytes: 3 }, 'storage: An EBS volume of type io2 has 4Gi to 64Ti. Ask for a size in between.'],
  [{ type: 'st1' }, { gibibytes: 124 }, 'storage: An EBS volume of type st1 has 125Gi to 16Ti. Ask for a size in between.'],
  [{ iops: '16000' }, { gibibytes: 10 }, 'storage: gp3 has at most 500 IOPS per GiB, and the class asks for 16000. Ask for at least 32Gi.'],
  [
    { iopsPerGB: '10' },
    { gibibytes: 100 },
    'storage: 10 IOPS per GiB make 1000 IOPS, and gp3 has at least 3000. Ask for at least 300Gi, or let the class round up.',
  ],
  [{ iopsPerGB: '10', allowAutoIOPSPerGBIncrease: 'true' }, { gibibytes: 100 }],
  [{ iopsPerGB: '10' }, { gibibytes: 300 }],
  [
    { iopsPerGB: '10', throughput: '1000' },
    { gibibytes: 300 },
    "storage: 10 IOPS per GiB are too few for the class's 1000 MiB/s. Ask for at least 400Gi.",
  ],
  [{}, { accessModes: ['ReadWriteMany'] }, RWX_LINE],
  [{}, { accessModes: ['ReadOnlyMany'] }, 'accessModes: The EBS driver has no ReadOnlyMany. Use ReadWriteOnce and mount read-only.'],
  [
    { type: 'io2', iops: '100' },
    { accessModes: ['ReadWriteMany'], volumeMode: 'Block' },
  ],
  [
    {},
    { accessModes: ['ReadWriteMany'], volumeMode: 'Block' },
    'accessModes: Only io2 can be attached to several nodes, and the class makes gp3. Use ReadWriteOnce.',
  ],
]);

testZones(AWS_EBS, [
  [{}, ['us-east-1a', 'us-west-2-lax-1a', 'us-east-1-wl1-bos-wlz-1']],
  [{}, ['us-east-1a', 'eu-central-1'], 'eu-central-1: That is a region. Name availability zones, such as eu-central-1a.'],
]);
