import { SnapshotClass, SnapshotClassProps, SnapshotDeletionPolicy, SnapshotGroupClass } from '../../src';
import { findKind, newChart, refusal } from '../support';

const EBS = 'ebs.csi.aws.com';

describe('practices', () => {
  test('copies outlive their snapshots, and with them the namespace, unless told otherwise', () => {
    const chart = newChart();
    const made = new SnapshotClass(chart, 'kept', { driver: EBS });
    expect(findKind(chart, 'VolumeSnapshotClass')).toEqual({
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshotClass',
      metadata: { name: 'kept' },
      driver: EBS,
      deletionPolicy: 'Retain',
    });
    expect([made.snapshotClassName, made.driver, made.deletionPolicy]).toEqual(['kept', EBS, 'Retain']);
  });

  test('no class is the default one of its driver by accident', () => {
    const chart = newChart();
    new SnapshotClass(chart, 'usual', { driver: EBS, defaultClass: true, annotations: { team: 'shop' } });
    expect(findKind(chart, 'VolumeSnapshotClass').metadata.annotations).toEqual({
      team: 'shop',
      'snapshot.storage.kubernetes.io/is-default-class': 'true',
    });
  });

  test('groups have a class of a kind of their own, with another annotation', () => {
    const chart = newChart();
    const { DELETE } = SnapshotDeletionPolicy;
    new SnapshotGroupClass(chart, 'groups', {
      driver: 'csi.example.com',
      deletionPolicy: DELETE,
      defaultClass: true,
      parameters: { pool: 'a' },
    });
    expect(findKind(chart, 'VolumeGroupSnapshotClass')).toEqual({
      apiVersion: 'groupsnapshot.storage.k8s.io/v1',
      kind: 'VolumeGroupSnapshotClass',
      metadata: { name: 'groups', annotations: { 'groupsnapshot.storage.kubernetes.io/is-default-class': 'true' } },
      driver: 'csi.example.com',
      deletionPolicy: 'Delete',
      parameters: { pool: 'a' },
    });
  });

  test('a class that the cluster has is taken by its name', () => {
    expect(SnapshotClass.fromSnapshotClassName('weekly')).toEqual({ snapshotClassName: 'weekly' });
    expect(SnapshotGroupClass.fromSnapshotGroupClassName('groups')).toEqual({ snapshotGroupClassName: 'groups' });
  });
});

describe('refusals', () => {
  const problems = (props: unknown) =>
    refusal(() => new SnapshotClass(newChart(), 'x', props as SnapshotClassProps))
      .split('\n  ')
      .slice(1);

  test.each<[unknown, string]>([
    [{}, 'driver: missing. Give the name of a CSI driver, such as ebs.csi.aws.com: at most 63 letters, digits, dashes and dots.'],
    [
      { driver: 'kubernetes.io/aws-ebs' },
      'driver: "kubernetes.io/aws-ebs". It is no CSI driver, and only those take snapshots. Name the driver that took over: ebs.csi.aws.com.',
    ],
    [
      { driver: 'kubernetes.io/glusterfs' },
      'driver: "kubernetes.io/glusterfs". It is no CSI driver, and only those take snapshots. Back the files up by a program.',
    ],
    [
      { driver: 'efs.csi.aws.com' },
      'driver: "efs.csi.aws.com". Nobody takes snapshots of volumes of AWS EFS. Back the files up by a program, or move them to a driver that takes snapshots.',
    ],
    [
      { driver: 'rancher.io/local-path' },
      'driver: "rancher.io/local-path". Nobody takes snapshots of volumes of local-path. Back the files up by a program, or move them to a driver that takes snapshots.',
    ],
    [{ driver: 'ebs.csi.amazonaws.com' }, 'driver: "ebs.csi.amazonaws.com". No driver has this name. Did you mean ebs.csi.aws.com?'],
    [{ driver: EBS, deletionPolicy: 'Recycle' }, 'deletionPolicy: "Recycle". Use one of Retain, Delete.'],
    [{ driver: EBS, parameters: { constructor: '' } }, 'parameters["constructor"]: "". cdk8s loses a key of this name. Use another.'],
    [{ driver: EBS, parameters: { n: 1 } }, 'parameters["n"]: 1. Parameters are strings: quote the value.'],
    [
      { driver: EBS, parameters: { password: 'hunter22' } },
      'parameters["password"]: a literal. The word "password" in its name says so, and whoever reads the manifest would read it. Name a Secret for the driver in csi.storage.k8s.io/snapshotter-secret-name, or where it says.',
    ],
    [{ driver: EBS, defaultClass: 'yes' }, 'defaultClass: "yes". Give true or false.'],
    [{ driver: EBS, reclaimPolicy: 'Delete' }, 'reclaimPolicy: "Delete". Classes of snapshots call it deletionPolicy.'],
    [{ driver: EBS, provisioner: EBS }, 'provisioner: "ebs.csi.aws.com". Classes of snapshots call it driver.'],
  ])('%j', (props, problem) => {
    expect(problems(props)).toEqual([problem]);
  });

  test('two of one name are one to the cluster', () => {
    const chart = newChart();
    new SnapshotClass(chart, 'one', { driver: EBS, name: 'weekly' });
    expect(refusal(() => new SnapshotClass(chart, 'two', { driver: 'csi.example.com', name: 'weekly' }))).toBe(
      [
        'SnapshotClass at shop/two: 1 problem',
        '  name: "weekly". SnapshotClass at shop/one makes the VolumeSnapshotClass weekly too: classes belong to no namespace, so the later replaces the earlier, whose snapshots then fail or are kept in another way. Give one of them another name, or use that class, which SnapshotClass.fromSnapshotClassName() makes of its name.',
      ].join('\n'),
    );
  });
});
