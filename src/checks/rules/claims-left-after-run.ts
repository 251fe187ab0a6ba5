import { Cursor } from '../cursor';
import { workflowSpec } from '../lookup/tasks';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const kind of ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate']) {
    for (const run of set.all(`argoproj.io/${kind}`)) yield* checkWorkflow(run);
  }
  for (const run of set.all('tekton.dev/PipelineRun')) if (isMadeAgain(run.root)) yield* checkPipelineRun(run, run.root, run.toString());
  for (const trigger of set.all('triggers.tekton.dev/TriggerTemplate')) {
    for (const made of trigger.root.at('spec', 'resourcetemplates').items) {
      if (made.at('kind').text === 'PipelineRun') yield* checkPipelineRun(trigger, made, `Each PipelineRun of ${trigger.toString()}`);
    }
  }
}

/** Of a name that is made anew there are many; one with a name of its own is one. */
function isMadeAgain(root: Cursor): boolean {
  return root.at('metadata', 'generateName').exists;
}

/** A CronWorkflow keeps one failed run by default; all others stay, with their claims. */
function* checkWorkflow(run: Manifest): Generator<Discovery> {
  const spec = workflowSpec(run)!;
  const claims = spec.at('volumeClaimTemplates');
  if (claims.items.length === 0 || (run.kind === 'Workflow' && !isMadeAgain(run.root))) return;
  if (spec.at('volumeClaimGC', 'strategy').text === 'OnWorkflowCompletion') return;
  if (['secondsAfterFailure', 'secondsAfterCompletion'].some((key) => spec.at('ttlStrategy', key).exists)) return;
  yield {
    at: claims,
    cause: `${run.toString()} makes claims for each run, and Argo deletes them when a run succeeds: those of a run that fails stay, with their disks, as long as the run does.`,
    remedy: 'Set volumeClaimGC.strategy: OnWorkflowCompletion, or ttlStrategy.secondsAfterFailure where a failed run is looked at first.',
  };
}

function* checkPipelineRun(manifest: Manifest, run: Cursor, title: string): Generator<Discovery> {
  const made = run.at('spec', 'workspaces').items.find((workspace) => workspace.at('volumeClaimTemplate').exists);
  if (made === undefined) return;
  yield {
    at: manifest.root === run ? made.at('volumeClaimTemplate') : made.at('volumeClaimTemplate').written,
    cause: `${title} makes a claim for workspace ${made.at('name').text ?? ''}, which goes when the run is deleted and not when it has ended: without something that prunes runs, each keeps its disk.`,
    remedy:
      'Have runs pruned (spec.pruner of TektonConfig, or a CronJob with tkn pipelinerun delete --keep), or share one claim and empty it.',
  };
}

export const claimsLeftAfterRun: Rule = {
  id: 'claims-left-after-run',
  level: 'info',
  summary: 'a workflow or pipeline that leaves a claim behind for each run',
  explanation: {
    why: [
      'Claims that a run asks for belong to it: they go when its object is deleted. Argo deletes them when a run succeeds, and by default not when it fails, so that it can be retried. Tekton deletes them with the PipelineRun, which nobody does but a pruner. A pipeline that runs for each commit then fills the quota of disks.',
    ],
    wrong: yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: WorkflowTemplate
      metadata:
        name: render
      spec:
        entrypoint: main
        volumeClaimTemplates:
          - metadata: { name: work }
            spec:
              storageClassName: disks
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
        templates:
          - name: main
            container:
              image: registry.example.com/render:3.1.0
              volumeMounts: [{ name: work, mountPath: /work }]
    `,
    right: yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: WorkflowTemplate
      metadata:
        name: render
      spec:
        entrypoint: main
        volumeClaimGC: { strategy: OnWorkflowCompletion }
        volumeClaimTemplates:
          - metadata: { name: work }
            spec:
              storageClassName: disks
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
        templates:
          - name: main
            container:
              image: registry.example.com/render:3.1.0
              volumeMounts: [{ name: work, mountPath: /work }]
    `,
    see: [
      'https://argo-workflows.readthedocs.io/en/latest/fields/#volumeclaimgc',
      'https://tekton.dev/docs/pipelines/workspaces/#volumeclaimtemplate',
      'https://tekton.dev/docs/operator/tektonconfig/#pruner',
    ],
  },
  check,
};
