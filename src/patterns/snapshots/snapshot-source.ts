import * as kplus from 'cdk8s-plus-27';
import { Problems } from '../../props/problems';
import { isObject } from '../../util/unchecked';
import { checkSameDriver, checkSnapshotClaim, checkSnapshotClass } from '../../volumes/snapshot';
import { ISnapshotClass, ISnapshotGroupClass } from '../../volumes/snapshot-class';
import { checkClaimSelector } from '../../volumes/snapshot-group';

/** What a `SnapshotSchedule` takes snapshots of, and by which class. */
export class SnapshotSource {
  /**
   * Claims by name, each by itself: the snapshots of one run begin shortly after one another, and not at one moment.
   *
   * @param claims The claims, of the namespace of the schedule.
   * @param snapshotClass The class, of their driver, which has to delete the copy with the snapshot.
   */
  static claims(claims: kplus.IPersistentVolumeClaim[], snapshotClass: ISnapshotClass): SnapshotSource {
    return new SnapshotSource(claims, undefined, snapshotClass, undefined);
  }

  /**
   * All claims of the namespace that have these labels, at one moment: Kubernetes 1.36, and a driver that can do it.
   *
   * @param selector Labels of the claims. Those that a StatefulSet makes have the labels of its selector, and those of their template.
   * @param snapshotGroupClass The class, of their driver, which has to delete the copies with the group.
   */
  static group(selector: { readonly [key: string]: string }, snapshotGroupClass: ISnapshotGroupClass): SnapshotSource {
    return new SnapshotSource(undefined, selector, undefined, snapshotGroupClass);
  }

  private constructor(
    private readonly given: kplus.IPersistentVolumeClaim[] | undefined,
    private readonly selector: { readonly [key: string]: string } | undefined,
    private readonly snapshotClass: ISnapshotClass | undefined,
    private readonly groupClass: ISnapshotGroupClass | undefined,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'SnapshotSource';
  }

  /**
   * The names of the claims; none for a group.
   *
   * @internal
   */
  get _claimNames(): readonly string[] {
    return (Array.isArray(this.given) ? this.given : []).flatMap((claim: unknown) => {
      const name = isObject(claim) ? claim.name : undefined;
      return typeof name === 'string' ? [name] : [];
    });
  }

  /**
   * The labels of a group, as a list of conditions.
   *
   * @internal
   */
  get _selector(): string | undefined {
    if (this.selector === undefined) return undefined;
    return Object.entries(this.selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
  }

  /**
   * The name of the class, once it is checked.
   *
   * @internal
   */
  get _className(): string {
    return this.snapshotClass?.snapshotClassName ?? this.groupClass!.snapshotGroupClassName;
  }

  /**
   * Reports what is wrong with it.
   *
   * @internal
   */
  _check(problems: Problems, at: string, namespace: string | undefined): void {
    const { given, groupClass, selector, snapshotClass } = this;
    if (selector !== undefined && groupClass !== undefined) {
      checkClaimSelector(problems, `${at}.selector`, selector);
      if (checkSnapshotClass(problems, `${at}.snapshotGroupClass`, groupClass, 'snapshotGroupClassName')) {
        checkPruned(problems, `${at}.snapshotGroupClass`, groupClass, groupClass.snapshotGroupClassName);
      }
      return;
    }
    if (selector !== undefined) {
      checkClaimSelector(problems, `${at}.selector`, selector);
      checkSnapshotClass(problems, `${at}.snapshotGroupClass`, groupClass, 'snapshotGroupClassName');
      return;
    }
    const hasClass = checkSnapshotClass(problems, `${at}.snapshotClass`, snapshotClass, 'snapshotClassName');
    if (hasClass) checkPruned(problems, `${at}.snapshotClass`, snapshotClass!, snapshotClass!.snapshotClassName);
    if (!Array.isArray(given) || given.length === 0) {
      problems.add(`${at}.claims`, given, 'Give a list of claims, such as [claim]; for claims by their labels, SnapshotSource.group().');
      return;
    }
    given.forEach((claim, index) => {
      const prop = `${at}.claims[${index}]`;
      if (!checkSnapshotClaim(problems, prop, claim, namespace)) return;
      if (hasClass) checkSameDriver(problems, `${at}.snapshotClass`, snapshotClass!, claim);
      if (given.slice(0, index).some((other: unknown) => isObject(other) && other.name === claim.name)) {
        problems.add(prop, claim.name, 'It is there twice. Leave one out.');
      }
    });
  }
}

/** What the schedule deletes has to go: of a class that retains, the copies would stay and cost, and nobody would see them. */
function checkPruned(problems: Problems, prop: string, snapshotClass: object, name: string): void {
  if (!('deletionPolicy' in snapshotClass) || snapshotClass.deletionPolicy !== 'Retain') return;
  problems.add(
    prop,
    name,
    'It retains what is deleted: the copies of snapshots that the schedule prunes would stay for ever. Give a class of its own, with deletionPolicy DELETE.',
  );
}
