/** What a cell asks of the workload that it is given, besides what all of them have. */
export interface Shape {
  /** @default 1 */
  readonly replicas?: number;
  /**
   * Whether new Pods start before the old ones are gone.
   *
   * @default false
   */
  readonly rolling?: boolean;
}

/** The containers of every workload: two, and one that runs before them. */
export const CONTAINERS = { main: 'nginxinc/nginx-unprivileged:1.29.1', helper: 'busybox:1.37.0', prepare: 'busybox:1.37.0' };

export const PORT = 8080;
export const USER = 10001;
