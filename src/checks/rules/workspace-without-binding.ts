import { didYouMean } from '../../util/did-you-mean';
import { Cursor } from '../cursor';
import { pipelineTasks } from '../lookup/tasks';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

const SOURCES = ['volumeClaimTemplate', 'persistentVolumeClaim', 'emptyDir', 'configMap', 'secret', 'projected', 'csi'];

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const run of set.all('tekton.dev/PipelineRun')) {
    yield* checkSources(run);
    const pipeline = specOf(set, run, 'pipeline');
    if (pipeline !== undefined) yield* checkRun(run, pipeline, 'pipeline');
  }
  for (const run of set.all('tekton.dev/TaskRun')) {
    yield* checkSources(run);
    const task = specOf(set, run, 'task');
    if (task !== undefined) yield* checkRun(run, task, 'task');
  }
  for (const pipeline of set.all('tekton.dev/Pipeline')) yield* checkPipeline(pipeline.root.at('spec'), [], pipeline.toString());
  for (const run of set.all('tekton.dev/PipelineRun')) {
    // To what stands in the run itself its workspaces are handed on without being declared.
    yield* checkPipeline(run.root.at('spec', 'pipelineSpec'), namesAt(run.root.at('spec')), run.toString());
  }
}

/** What a run runs, as far as it is here. */
function specOf(set: ManifestSet, run: Manifest, what: 'pipeline' | 'task'): Cursor | undefined {
  const spec = run.root.at('spec');
  const embedded = spec.at(`${what}Spec`);
  if (embedded.exists) return embedded;
  // From elsewhere, by a resolver or a bundle, it may be another one of that name.
  const ref = spec.at(`${what}Ref`);
  if (ref.at('resolver').exists || ref.at('bundle').exists) return undefined;
  const type = what === 'pipeline' ? 'tekton.dev/Pipeline' : `tekton.dev/${ref.at('kind').text ?? 'Task'}`;
  return set.find(type, run.namespace, ref.at('name').text)?.root.at('spec');
}

function* checkSources(run: Manifest): Generator<Discovery> {
  for (const binding of run.root.at('spec', 'workspaces').items) {
    const sources = SOURCES.filter((source) => binding.at(source).exists);
    if (binding.map === undefined || sources.length === 1) continue;
    yield {
      at: binding,
      cause: `Workspace ${binding.at('name').text ?? ''} of ${run.toString()} ${sources.length === 0 ? 'names nothing to be made of' : `is to be ${sources.join(' and ')}`}, and Tekton refuses the run: it takes one.`,
      remedy: 'Give it one of volumeClaimTemplate, persistentVolumeClaim, emptyDir, configMap, secret, projected and csi.',
    };
  }
}

function namesAt(spec: Cursor): readonly string[] {
  return spec.at('workspaces').items.flatMap((workspace) => workspace.at('name').text ?? []);
}

/** Every workspace that is asked for has to come with the run. */
function* checkRun(run: Manifest, spec: Cursor, what: 'pipeline' | 'task'): Generator<Discovery> {
  const at = run.root.at('spec', 'workspaces');
  const given = namesAt(run.root.at('spec'));
  for (const workspace of spec.at('workspaces').items) {
    const name = workspace.at('name').text;
    if (name === undefined || given.includes(name) || workspace.at('optional').flag === true) continue;
    yield {
      at,
      // An installation may have a default for tasks.
      level: what === 'task' ? 'warning' : undefined,
      cause: `The ${what} asks for workspace ${name}, and ${run.toString()} brings ${given.length === 0 ? 'none' : given.join(', ')}: Tekton refuses the run.`,
      remedy: `Add workspace ${name} to the run, with a volumeClaimTemplate or a claim.${didYouMean(name, given)}`,
    };
  }
}

/** What tasks are given has to be a workspace of the pipeline. */
function* checkPipeline(spec: Cursor, more: readonly string[], title: string): Generator<Discovery> {
  const known = [...namesAt(spec), ...more];
  for (const task of pipelineTasks(spec)) {
    for (const workspace of task.at('workspaces').items) {
      const name = workspace.at('workspace').text ?? workspace.at('name').text;
      if (name === undefined || known.includes(name)) continue;
      yield {
        at: workspace,
        cause: `Task ${task.at('name').text ?? ''} of ${title} takes workspace ${name}, which the pipeline does not declare: Tekton refuses it.`,
        remedy: `Declare ${name} in workspaces of the pipeline.${didYouMean(name, known)}`,
      };
    }
  }
}

export const workspaceWithoutBinding: Rule = {
  id: 'workspace-without-binding',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a workspace of Tekton that nothing is bound to, or more than one thing',
  explanation: {
    why: [
      'A task and a pipeline declare the workspaces that they need, a pipeline hands its own on to its tasks, and a run says what each is made of. Where one is left out or misspelt, or is made of nothing or of two things, Tekton refuses the run, or the pipeline.',
      'Tasks and pipelines that a resolver fetches are not looked at. For tasks it is a warning: default-task-run-workspace-binding of an installation may stand in.',
    ],
    wrong: yaml`
      apiVersion: tekton.dev/v1
      kind: Pipeline
      metadata:
        name: release
      spec:
        workspaces: [{ name: source }]
        tasks:
          - name: clone
            taskRef: { name: git-clone }
            workspaces: [{ name: output, workspace: source }]
      ---
      apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata:
        name: release-17
      spec:
        pipelineRef: { name: release }
        workspaces:
          - name: sources
            persistentVolumeClaim: { claimName: build }
    `,
    right: yaml`
      apiVersion: tekton.dev/v1
      kind: Pipeline
      metadata:
        name: release
      spec:
        workspaces: [{ name: source }]
        tasks:
          - name: clone
            taskRef: { name: git-clone }
            workspaces: [{ name: output, workspace: source }]
      ---
      apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata:
        name: release-17
      spec:
        pipelineRef: { name: release }
        workspaces:
          - name: source
            persistentVolumeClaim: { claimName: build }
    `,
    see: ['https://tekton.dev/docs/pipelines/workspaces/'],
  },
  check,
};
