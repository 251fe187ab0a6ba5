import { ENGINE_RULES } from '../engine-rules';
import { Rule } from '../rule';
import { alarmNamesMissingClaim } from './alarm-names-missing-claim';
import { archiveNeverMade } from './archive-never-made';
import { appendsToBucket } from './appends-to-bucket';
import { backupMethodNotSetUp } from './backup-method-not-set-up';
import { bidirectionalMountWithoutPrivilege } from './bidirectional-mount-without-privilege';
import { budgetBlocksDrain } from './budget-blocks-drain';
import { chownWithoutRoot } from './chown-without-root';
import { claimAsHook } from './claim-as-hook';
import { claimCannotBind } from './claim-cannot-bind';
import { claimFallsToDefaultClass } from './claim-falls-to-default-class';
import { claimInOtherNamespace } from './claim-in-other-namespace';
import { claimRefWithoutNamespace } from './claim-ref-without-namespace';
import { claimSizeRefused } from './claim-size-refused';
import { claimsGoWithResource } from './claims-go-with-resource';
import { claimsLeftAfterRun } from './claims-left-after-run';
import { classCannotGrow } from './class-cannot-grow';
import { classOfOtherDriver } from './class-of-other-driver';
import { classWithoutSecret } from './class-without-secret';
import { commitsNotOnDisk } from './commits-not-on-disk';
import { configChangeNotRolledOut } from './config-change-not-rolled-out';
import { csiDriverContradiction } from './csi-driver-contradiction';
import { csiMountNotShared } from './csi-mount-not-shared';
import { csiPluginWithSurge } from './csi-plugin-with-surge';
import { csiRegistrationPath } from './csi-registration-path';
import { configObjectTooLarge } from './config-object-too-large';
import { contestedVolume } from './contested-volume';
import { dataDirectoryNotEmpty } from './data-directory-not-empty';
import { dataDirectoryShared } from './data-directory-shared';
import { databaseImageWithoutVersion } from './database-image-without-version';
import { databaseOnEphemeralVolume } from './database-on-ephemeral-volume';
import { databaseWithoutBackup } from './database-without-backup';
import { decimalFileMode } from './decimal-file-mode';
import { deleteReclaimOnDatabase } from './delete-reclaim-on-database';
import { deleteReclaimWithoutDeleter } from './delete-reclaim-without-deleter';
import { deletedWithItsRelease } from './deleted-with-its-release';
import { diskLeftByEachPod } from './disk-left-by-each-pod';
import { directoryAtFilePath } from './directory-at-file-path';
import { dumpOlderThanServer } from './dump-older-than-server';
import { duplicateObject } from './duplicate-object';
import { embeddedDatabaseOnNetworkShare } from './embedded-database-on-network-share';
import { fragileDump } from './fragile-dump';
import { hostPathOutOfReach } from './host-path-out-of-reach';
import { hostPathRevealsNode } from './host-path-reveals-node';
import { hostPathUnchecked } from './host-path-unchecked';
import { hostPathVolume } from './host-path-volume';
import { imageVolumeWithoutVersion } from './image-volume-without-version';
import { immediateBindingOnZonalClass } from './immediate-binding-on-zonal-class';
import { inTreeArchiver } from './in-tree-archiver';
import { invalidMount } from './invalid-mount';
import { invalidName } from './invalid-name';
import { invalidSparkVolume } from './invalid-spark-volume';
import { invalidVolume } from './invalid-volume';
import { keyFileMode } from './key-file-mode';
import { literalCredential } from './literal-credential';
import { localVolumeWithoutAffinity } from './local-volume-without-affinity';
import { majorityNotKept } from './majority-not-kept';
import { memoryScratchExceedsLimit } from './memory-scratch-exceeds-limit';
import { misreadSchedule } from './misread-schedule';
import { missingClaim } from './missing-claim';
import { missingClass } from './missing-class';
import { missingConfigKey } from './missing-config-key';
import { missingConfigObject } from './missing-config-object';
import { missingDriverAnnotation } from './missing-driver-annotation';
import { missingEphemeralStorageLimit } from './missing-ephemeral-storage-limit';
import { mistakenQuantity } from './mistaken-quantity';
import { mountHidesImageFiles } from './mount-hides-image-files';
import { mountWithoutVolume } from './mount-without-volume';
import { nfsFsgroup } from './nfs-fsgroup';
import { nfsInlineVolume } from './nfs-inline-volume';
import { nfsServerNotReached } from './nfs-server-not-reached';
import { nfsSoftMount } from './nfs-soft-mount';
import { nodeNameWithDelayedBinding } from './node-name-with-delayed-binding';
import { nonRootWithoutGroup } from './non-root-without-group';
import { oldSnapshotVersion } from './old-snapshot-version';
import { operatorDataOnScratch } from './operator-data-on-scratch';
import { logFillsItsDisk } from './log-fills-its-disk';
import { operatorDeletesClaims } from './operator-deletes-claims';
import { recoveryLeftInPlace } from './recovery-left-in-place';
import { overlappingMounts } from './overlapping-mounts';
import { podCannotReachVolume } from './pod-cannot-reach-volume';
import { ownerChangeOnNetworkShare } from './owner-change-on-network-share';
import { peersWaitForEachOther } from './peers-wait-for-each-other';
import { programSavesNothing } from './program-saves-nothing';
import { quotaExceeded } from './quota-exceeded';
import { readOnlyRootWithoutRoom } from './read-only-root-without-room';
import { proxyKeepsJobAlive } from './proxy-keeps-job-alive';
import { recurringJobWithoutVolumes } from './recurring-job-without-volumes';
import { recursiveOwnershipChange } from './recursive-ownership-change';
import { recycleReclaimPolicy } from './recycle-reclaim-policy';
import { refusedDumpOption } from './refused-dump-option';
import { relativeMountPath } from './relative-mount-path';
import { removedInTreeProvisioner } from './removed-in-tree-provisioner';
import { replicatedPlainDatabase } from './replicated-plain-database';
import { restoreSmallerThanSource } from './restore-smaller-than-source';
import { retentionFillsVolume } from './retention-fills-volume';
import { rwoSharedByReplicas } from './rwo-shared-by-replicas';
import { rwoWithRollingUpdate } from './rwo-with-rolling-update';
import { rwxOnBlockStorage } from './rwx-on-block-storage';
import { scratchBetweenTasks } from './scratch-between-tasks';
import { scratchExceedsLimit } from './scratch-exceeds-limit';
import { scratchWithoutLimit } from './scratch-without-limit';
import { secretInEnvironment } from './secret-in-environment';
import { secretInManifest } from './secret-in-manifest';
import { selinuxLabelsDiffer } from './selinux-labels-differ';
import { severalClaimsInTask } from './several-claims-in-task';
import { sharedNfsDirectory } from './shared-nfs-directory';
import { sharedVolumeHandle } from './shared-volume-handle';
import { sharedWriter } from './shared-writer';
import { stateNamedAfterPod } from './state-named-after-pod';
import { singleCopyPool } from './single-copy-pool';
import { statefulDataInContainerLayer } from './stateful-data-in-container-layer';
import { statefulsetWithoutHeadlessService } from './statefulset-without-headless-service';
import { storageWithoutAlarm } from './storage-without-alarm';
import { subpathUpdateNeedsRestart } from './subpath-update-needs-restart';
import { syncOrderDeadlock } from './sync-order-deadlock';
import { syncedSecretWithoutMount } from './synced-secret-without-mount';
import { twoDefaultClasses } from './two-default-classes';
import { unguardedSeed } from './unguarded-seed';
import { unknownClaimName } from './unknown-claim-name';
import { unknownClassParameter } from './unknown-class-parameter';
import { unknownField } from './unknown-field';
import { unknownValue } from './unknown-value';
import { unknownProvisioner } from './unknown-provisioner';
import { unusableDataSource } from './unusable-data-source';
import { unsupportedAccessMode } from './unsupported-access-mode';
import { volumeModeMismatch } from './volume-mode-mismatch';
import { versionedClaimTemplate } from './versioned-claim-template';
import { volumeNeverMounted } from './volume-never-mounted';
import { workspaceWithoutBinding } from './workspace-without-binding';
import { worldWritableStore } from './world-writable-store';
import { writableConfigMount } from './writable-config-mount';
import { wrongTopologyKey } from './wrong-topology-key';
import { wrongType } from './wrong-type';

/** All rules, in the order of their subjects. */
export const RULES: readonly Rule[] = [
  // Wiring
  mountWithoutVolume,
  volumeModeMismatch,
  volumeNeverMounted,
  overlappingMounts,
  mountHidesImageFiles,
  missingClaim,
  missingClass,
  missingConfigObject,
  claimInOtherNamespace,
  duplicateObject,
  invalidName,
  unknownField,
  wrongType,
  unknownValue,
  invalidVolume,
  invalidMount,
  decimalFileMode,
  keyFileMode,
  missingConfigKey,
  directoryAtFilePath,
  relativeMountPath,
  // Lifetime and data loss
  databaseOnEphemeralVolume,
  statefulDataInContainerLayer,
  deleteReclaimOnDatabase,
  deleteReclaimWithoutDeleter,
  recycleReclaimPolicy,
  unguardedSeed,
  databaseWithoutBackup,
  storageWithoutAlarm,
  alarmNamesMissingClaim,
  refusedDumpOption,
  dumpOlderThanServer,
  fragileDump,
  proxyKeepsJobAlive,
  replicatedPlainDatabase,
  rwoSharedByReplicas,
  rwoWithRollingUpdate,
  rwxOnBlockStorage,
  unsupportedAccessMode,
  claimAsHook,
  deletedWithItsRelease,
  archiveNeverMade,
  // Binding and provisioning
  claimCannotBind,
  contestedVolume,
  claimFallsToDefaultClass,
  claimRefWithoutNamespace,
  claimSizeRefused,
  restoreSmallerThanSource,
  unusableDataSource,
  classOfOtherDriver,
  oldSnapshotVersion,
  immediateBindingOnZonalClass,
  removedInTreeProvisioner,
  unknownProvisioner,
  unknownClassParameter,
  wrongTopologyKey,
  twoDefaultClasses,
  localVolumeWithoutAffinity,
  podCannotReachVolume,
  nodeNameWithDelayedBinding,
  budgetBlocksDrain,
  statefulsetWithoutHeadlessService,
  nfsSoftMount,
  nfsInlineVolume,
  nfsServerNotReached,
  nfsFsgroup,
  sharedNfsDirectory,
  sharedVolumeHandle,
  classCannotGrow,
  // Custom resources, releases
  operatorDataOnScratch,
  operatorDeletesClaims,
  claimsGoWithResource,
  backupMethodNotSetUp,
  inTreeArchiver,
  recoveryLeftInPlace,
  logFillsItsDisk,
  commitsNotOnDisk,
  singleCopyPool,
  unknownClaimName,
  retentionFillsVolume,
  misreadSchedule,
  classWithoutSecret,
  missingDriverAnnotation,
  severalClaimsInTask,
  scratchBetweenTasks,
  workspaceWithoutBinding,
  claimsLeftAfterRun,
  diskLeftByEachPod,
  invalidSparkVolume,
  recurringJobWithoutVolumes,
  syncOrderDeadlock,
  versionedClaimTemplate,
  // Capacity
  scratchWithoutLimit,
  memoryScratchExceedsLimit,
  scratchExceedsLimit,
  missingEphemeralStorageLimit,
  configObjectTooLarge,
  mistakenQuantity,
  quotaExceeded,
  // Configuration and secrets
  configChangeNotRolledOut,
  subpathUpdateNeedsRestart,
  literalCredential,
  secretInEnvironment,
  secretInManifest,
  writableConfigMount,
  syncedSecretWithoutMount,
  // Security
  hostPathVolume,
  hostPathRevealsNode,
  hostPathUnchecked,
  hostPathOutOfReach,
  bidirectionalMountWithoutPrivilege,
  csiRegistrationPath,
  csiMountNotShared,
  csiPluginWithSurge,
  csiDriverContradiction,
  selinuxLabelsDiffer,
  nonRootWithoutGroup,
  chownWithoutRoot,
  recursiveOwnershipChange,
  worldWritableStore,
  sharedWriter,
  // Programs
  imageVolumeWithoutVersion,
  databaseImageWithoutVersion,
  dataDirectoryNotEmpty,
  dataDirectoryShared,
  embeddedDatabaseOnNetworkShare,
  ownerChangeOnNetworkShare,
  appendsToBucket,
  majorityNotKept,
  peersWaitForEachOther,
  programSavesNothing,
  stateNamedAfterPod,
  readOnlyRootWithoutRoom,
];

/** The ids of all rules, those of the engine too. */
export const RULE_IDS: readonly string[] = [...RULES, ...ENGINE_RULES].map(({ id }) => id);

const byId = new Map(RULES.map((rule) => [rule.id, rule]));

/** The rule of an id; undefined where there is none. */
export function ruleOf(id: string): Rule | undefined {
  return byId.get(id);
}
