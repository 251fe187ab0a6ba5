/**
 * Custom resources that hold groups of rules as a file of rules of Prometheus does, at `spec.groups`.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
 * @see https://docs.victoriametrics.com/operator/resources/vmrule/
 * @see https://docs.cloud.google.com/stackdriver/docs/managed-prometheus/rules-managed
 */
export interface RuleObject {
  readonly type: string;
  /** Whether its rules read series of its own namespace alone. */
  readonly isScoped?: boolean;
}

export const RULE_OBJECTS: readonly RuleObject[] = [
  { type: 'monitoring.coreos.com/PrometheusRule' },
  // The same operator, as the Cluster Observability Operator of OpenShift has it.
  { type: 'monitoring.rhobs/PrometheusRule' },
  { type: 'operator.victoriametrics.com/VMRule' },
  { type: 'monitoring.googleapis.com/Rules', isScoped: true },
  { type: 'monitoring.googleapis.com/ClusterRules' },
  { type: 'monitoring.googleapis.com/GlobalRules' },
];
