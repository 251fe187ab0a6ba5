import { DriverFacts } from '../facts/drivers/driver-facts';
import { TopologyTerm } from '../facts/drivers/in-tree';

/** What a driver contributes to a class, worked out from options that may be wrong. */
export interface DriverPlan {
  readonly provisioner: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What is known of the driver. */
  readonly facts?: DriverFacts;
  /** Whether its volumes can grow. */
  readonly expandable: boolean;
  /** The topology key that zones are written under. */
  readonly zoneKey?: string;
  /** Topologies that the driver brings along, in place of zones. */
  readonly allowedTopologies?: readonly TopologyTerm[];
}
