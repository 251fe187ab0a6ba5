import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

const FLAGS = 'feature-flags';

function* check({ set }: RuleContext): Generator<Discovery> {
  const runs = set.all('tekton.dev/PipelineRun');
  if (runs.length === 0 || isAssistantOff(set)) return;
  for (const run of runs) yield* checkRun(set, run);
}

/** Whether the installation has switched off what ties the Pods of a run to one claim. */
function isAssistantOff(set: ManifestSet): boolean {
  const maps = set.all('ConfigMap').filter(({ name }) => name === FLAGS);
  const options = [
    ...maps.map(({ root }) => root.at('data')),
    ...set.all('operator.tekton.dev/TektonConfig').map(({ root }) => root.at('spec', 'pipeline')),
  ];
  return options.some(
    (at) => (at.at('coschedule').text ?? 'workspaces') !== 'workspaces' || String(at.at('disable-affinity-assistant').value) === 'true',
  );
}

function* checkRun(set: ManifestSet, run: Manifest): Generator<Discovery> {
  const claims = new Map(run.root.at('spec', 'workspaces').items.flatMap((binding) => claimOf(binding) ?? []));
  if (new Set(claims.values()).size < 2) return;
  const name = run.root.at('spec', 'pipelineRef', 'name').text;
  const spec =
    name === undefined ? run.root.at('spec', 'pipelineSpec') : set.find('tekton.dev/Pipeline', run.namespace, name)?.root.at('spec');
  if (spec === undefined) return;
  for (const task of [...spec.at('tasks').items, ...spec.at('finally').items]) {
    const own = new Set<string>();
    for (const workspace of task.at('workspaces').items) {
      // Without a name of its own a workspace is the pipeline's of the same name.
      const claim = claims.get(workspace.at('workspace').text ?? workspace.at('name').text ?? '');
      if (claim !== undefined) own.add(claim);
    }
    if (own.size < 2) continue;
    const title = task.at('name').text ?? '';
    yield {
      at: spec.manifest === run ? task.at('workspaces') : run.root.at('spec', 'workspaces'),
      cause: `Task ${title} of ${name === undefined ? `PipelineRun ${run.name}` : `Pipeline ${name}`} mounts ${own.size} claims (${[...own].join(', ')}), and the affinity assistant of Tekton, which is on by default, lets a task mount one: the run fails.`,
      remedy:
        'Give both workspaces directories of one claim by subPath, or set coschedule: disabled or pipelineruns in ConfigMap feature-flags.',
    };
  }
}

/** The workspace of a run, and the claim behind it; undefined where it is no claim. */
function claimOf(binding: Cursor): ReadonlyArray<readonly [workspace: string, claim: string]> | undefined {
  const workspace = binding.at('name').text;
  if (workspace === undefined) return undefined;
  const claim = binding.at('persistentVolumeClaim', 'claimName').text;
  if (claim !== undefined) return [[workspace, claim]];
  return binding.at('volumeClaimTemplate').exists ? [[workspace, `that of workspace ${workspace}`]] : undefined;
}

export const severalClaimsInTask: Rule = {
  id: 'several-claims-in-task',
  level: 'warning',
  summary: 'a task of a Tekton pipeline that mounts several claims',
  explanation: {
    why: [
      'The affinity assistant puts all Pods that share a workspace onto the node of its claim. Two claims may be on two nodes, so a task with more than one is refused: "more than one PersistentVolumeClaim is bound". Installations that set coschedule to disabled or pipelineruns let it through.',
    ],
    wrong: yaml`
      apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata:
        name: release
      spec:
        pipelineSpec:
          workspaces: [{ name: source }, { name: cache }]
          tasks:
            - name: compile
              taskRef: { name: compile }
              workspaces: [{ name: source }, { name: cache }]
        workspaces:
          - name: source
            persistentVolumeClaim: { claimName: source }
          - name: cache
            persistentVolumeClaim: { claimName: cache }
    `,
    right: yaml`
      apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata:
        name: release
      spec:
        pipelineSpec:
          workspaces: [{ name: source }, { name: cache }]
          tasks:
            - name: compile
              taskRef: { name: compile }
              workspaces: [{ name: source }, { name: cache }]
        workspaces:
          - name: source
            subPath: source
            persistentVolumeClaim: { claimName: build }
          - name: cache
            subPath: cache
            persistentVolumeClaim: { claimName: build }
    `,
    see: ['https://tekton.dev/docs/pipelines/affinityassistants/', 'https://github.com/tektoncd/pipeline/issues/3480'],
  },
  check,
};
