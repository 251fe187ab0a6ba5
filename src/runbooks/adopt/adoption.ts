import type { DataOwner, ExistingLayoutName } from '../../facts/engines/existing-layouts';
import type { Keeper } from '../parts/keepers';

/** A claim with the data, as the cluster has it. */
export interface AdoptedClaim {
  readonly name: string;
  readonly uid: string;
  /** What it is bound to, and what of that was read. */
  readonly volume: { readonly name: string; readonly uid?: string; readonly reclaimPolicy?: string };
  /** Empty for none. */
  readonly className: string;
  readonly accessModes: readonly string[];
  /** As Kubernetes writes it. */
  readonly size: string;
}

/** Where a user and his password are. */
export type FoundCredentials =
  /** Both in one Secret: it is used as it is. */
  | { readonly secret: string; readonly userKey: string; readonly passwordKey: string }
  /** The password alone: a Secret of both is made from it, in the cluster. */
  | { readonly secret: string; readonly user: string; readonly passwordKey: string }
  /** Neither can be told. */
  | { readonly user?: string; readonly why: string };

/** A Service of the same name as one that the new database makes. */
export interface ReplacedService {
  readonly name: string;
  readonly uid: string;
}

/** A database of a cluster that can be taken over, and how. */
export interface Adoption {
  readonly workload: {
    readonly kind: 'StatefulSet' | 'Deployment';
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
  };
  /** Whether deleting or scaling the old set would delete its claims. */
  readonly deletesClaims: boolean;
  /** What the new database is called in the cluster. */
  readonly name: string;
  readonly factory: 'postgres' | 'mysql' | 'mariadb';
  readonly title: string;
  /** The version as DatabaseEngine takes it, and an image that is none of the official ones. */
  readonly version: string;
  readonly image?: string;
  readonly layout?: ExistingLayoutName;
  /** The directory of the data in the volume; undefined where it is that of the layout. */
  readonly directory?: string;
  /** Who owns the data; only what differs from the layout. */
  readonly owner: Partial<DataOwner>;
  readonly database?: string;
  readonly claim: AdoptedClaim;
  /** How the new database finds it: under the name that its set looks for, under its old one, or under a new name. */
  readonly way: 'same name' | 'as it is' | 'moved';
  readonly credentials: FoundCredentials;
  readonly keepers: readonly Keeper[];
  readonly services: readonly ReplacedService[];
  /** The Services that clients use today, with the names that the new database does not take over. */
  readonly otherServices: readonly string[];
  /** What could not be known. */
  readonly unknown: readonly string[];
}

/** The claim that the Pod of the new database has. */
export const newClaimName = ({ way, claim, name }: Adoption): string => (way === 'moved' ? `data-${name}-0` : claim.name);

/** The Secret that the new database reads. */
export function newSecretName({ credentials, name }: Adoption): string {
  return 'secret' in credentials && 'userKey' in credentials ? credentials.secret : `${name}-credentials`;
}
