/** Where each kind of autoscaler says how many Pods it makes at most, below `spec`, and how many they are where it does not. */
export const AUTOSCALERS: ReadonlyArray<{ readonly type: string; readonly most: string; readonly otherwise: number }> = [
  { type: 'autoscaling/HorizontalPodAutoscaler', most: 'maxReplicas', otherwise: 1 },
  { type: 'keda.sh/ScaledObject', most: 'maxReplicaCount', otherwise: 100 },
];
