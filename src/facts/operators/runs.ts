import { CustomResourceFacts } from './resource-facts';

/** Runs ask for a work space, which goes with them. */
const WORKSPACES = [{ at: 'spec.workspaces.*.volumeClaimTemplate', shape: 'claim' as const, name: 'workspace', ephemeral: true }];

/**
 * @see https://tekton.dev/docs/pipelines/workspaces/
 * @see https://argo-workflows.readthedocs.io/en/latest/walk-through/volumes/
 * @see https://github.com/kubeflow/spark-operator/blob/master/docs/api-docs.md
 */
export const RUNS: readonly CustomResourceFacts[] = [
  { type: 'tekton.dev/PipelineRun', title: 'PipelineRun', madeAgain: true, claims: WORKSPACES },
  { type: 'tekton.dev/TaskRun', title: 'TaskRun', madeAgain: true, claims: WORKSPACES },
  { type: 'tekton.dev/Pipeline', title: 'Pipeline', madeAgain: true },
  { type: 'tekton.dev/Task', title: 'Task', madeAgain: true },
  ...['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate'].map((kind) => ({
    type: `argoproj.io/${kind}`,
    title: kind,
    madeAgain: true,
    claims: [{ at: 'spec.volumeClaimTemplates.*', shape: 'claim' as const, ephemeral: true }],
  })),
  {
    type: 'argoproj.io/CronWorkflow',
    title: 'CronWorkflow',
    madeAgain: true,
    claims: [{ at: 'spec.workflowSpec.volumeClaimTemplates.*', shape: 'claim', ephemeral: true }],
  },
  {
    type: 'triggers.tekton.dev/TriggerTemplate',
    title: 'TriggerTemplate',
    madeAgain: true,
    claims: [
      {
        at: 'spec.resourcetemplates.*.spec.workspaces.*.volumeClaimTemplate',
        shape: 'claim',
        name: 'workspace',
        ephemeral: true,
      },
    ],
  },
  ...(
    [
      ['SparkApplication', 'spec'],
      ['ScheduledSparkApplication', 'spec.template'],
    ] as const
  ).map(([kind, at]) => ({
    type: `sparkoperator.k8s.io/${kind}`,
    title: kind,
    madeAgain: true,
    claims: [{ at: `${at}.volumes.*.ephemeral.volumeClaimTemplate`, shape: 'claim' as const, name: 'scratch', ephemeral: true }],
  })),
];
