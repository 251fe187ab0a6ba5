import { Manifest } from '../manifest';
import { pipelineTasks, runsOf, tasksOf, workflowSpec } from '../lookup/tasks';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const run of runsOf(set)) {
    if (run.type === 'tekton.dev/PipelineRun') yield* checkPipelineRun(set, run);
    else yield* checkWorkflow(run);
  }
}

/** Each task of a pipeline that is given an emptyDir gets one of its own. */
function* checkPipelineRun(set: ManifestSet, run: Manifest): Generator<Discovery> {
  const pipeline = pipelineOf(set, run);
  if (pipeline === undefined) return;
  for (const binding of run.root.at('spec', 'workspaces').items) {
    const name = binding.at('name').text;
    if (name === undefined || binding.at('emptyDir').map === undefined) continue;
    const users = pipelineTasks(pipeline).filter((task) => task.at('workspaces').items.some((one) => workspaceOf(one) === name));
    if (users.length < 2) continue;
    yield {
      at: binding.at('emptyDir'),
      cause: `Workspace ${name} of PipelineRun ${run.name} is an emptyDir, and ${users.length} tasks have it (${titles(users.map((task) => task.at('name').text))}): each gets an empty one of its own, and none sees what another wrote.`,
      remedy: 'Give the workspace a volumeClaimTemplate: one claim for all tasks of the run, which goes with it.',
    };
  }
}

function pipelineOf(set: ManifestSet, run: Manifest) {
  const name = run.root.at('spec', 'pipelineRef', 'name').text;
  return name === undefined ? run.root.at('spec', 'pipelineSpec') : set.find('tekton.dev/Pipeline', run.namespace, name)?.root.at('spec');
}

/** Without a name of its own a workspace of a task is the pipeline's of the same name. */
function workspaceOf(one: Manifest['root']): string | undefined {
  return one.at('workspace').text ?? one.at('name').text;
}

/** Each template of a workflow is a Pod, with an emptyDir of its own. */
function* checkWorkflow(run: Manifest): Generator<Discovery> {
  const spec = workflowSpec(run);
  if (spec === undefined) return;
  const tasks = tasksOf(run);
  for (const volume of spec.at('volumes').items) {
    const name = volume.at('name').text;
    if (name === undefined || volume.at('emptyDir').map === undefined) continue;
    const users = tasks.filter(({ mounts }) => mounts.some((mount) => mount.name === name));
    if (users.length < 2) continue;
    yield {
      // Many give each step room to work in by one line at the top.
      level: 'info',
      at: volume.at('emptyDir'),
      cause: `Volume ${name} of ${run.toString()} is an emptyDir, and ${users.length} templates mount it (${titles(users.map((task) => task.name))}): each Pod gets an empty one of its own, and none sees what another wrote.`,
      remedy: 'Where they hand files on, use volumeClaimTemplates or artifacts.',
    };
  }
}

function titles(names: ReadonlyArray<string | undefined>): string {
  const known = names.flatMap((name) => name ?? []);
  return known.length > 4 ? `${known.slice(0, 4).join(', ')} and others` : known.join(', ');
}

export const scratchBetweenTasks: Rule = {
  id: 'scratch-between-tasks',
  level: 'warning',
  otherLevels: ['info'],
  summary: 'an emptyDir with which the tasks of a pipeline are to hand files on',
  explanation: {
    why: [
      'Each task of a Tekton pipeline, and each step of a workflow of Argo, is a Pod. An emptyDir that several of them are given is not one directory but one for each: the task that builds finds nothing of what the one before it has cloned.',
      'In a workflow of Argo it is an info: there one line at the top may be meant to give each step room to work in.',
    ],
    wrong: yaml`
      apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata:
        name: release
      spec:
        pipelineSpec:
          workspaces: [{ name: source }]
          tasks:
            - name: clone
              taskRef: { name: git-clone }
              workspaces: [{ name: output, workspace: source }]
            - name: build
              runAfter: [clone]
              taskRef: { name: build }
              workspaces: [{ name: source }]
        workspaces:
          - name: source
            emptyDir: {}
    `,
    right: yaml`
      apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata:
        name: release
      spec:
        pipelineSpec:
          workspaces: [{ name: source }]
          tasks:
            - name: clone
              taskRef: { name: git-clone }
              workspaces: [{ name: output, workspace: source }]
            - name: build
              runAfter: [clone]
              taskRef: { name: build }
              workspaces: [{ name: source }]
        workspaces:
          - name: source
            volumeClaimTemplate:
              spec:
                storageClassName: disks
                accessModes: [ReadWriteOnce]
                resources: { requests: { storage: 5Gi } }
    `,
    see: [
      'https://tekton.dev/docs/pipelines/workspaces/#emptydir',
      'https://argo-workflows.readthedocs.io/en/latest/walk-through/volumes/',
    ],
  },
  check,
};
