import { ImageName } from '../images/catalogue';
import { Stage } from '../stage';

/** Something that is done to running Pods, with what has to hold afterwards. */
export interface Experiment {
  readonly name: string;
  /** The folder of the example that it runs. */
  readonly example?: string;
  /** Belongs to the small set, which runs where nothing else is asked for. */
  readonly isSmall?: boolean;
  /** Restarts what others need: it runs when no other does. */
  readonly isAlone?: boolean;
  /** Thousandths of a processor that its Pods ask for together, at the most: those that run at the same time have to fit. */
  readonly cpu: number;
  readonly images: readonly ImageName[];
  /** The namespaces that it fills, which are removed when it has ended. */
  readonly namespaces: readonly string[];
  /** Those of them where Pods may do what no standard but "privileged" allows; the others enforce "restricted". */
  readonly privileged?: readonly string[];
  /** Fetches what it needs beside images, while there is a network. */
  readonly prepare?: () => unknown;
  run(stage: Stage): Promise<void>;
}
