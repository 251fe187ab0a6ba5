import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';

/** A step of a run that has a Pod of its own: a template of Argo Workflows, a task of Tekton, the driver or the executors of Spark. */
export interface Task {
  readonly manifest: Manifest;
  /** What it is, to begin a sentence. */
  readonly title: string;
  /** What it is called where others call it. */
  readonly name: string | undefined;
  readonly mounts: readonly TaskMount[];
  /** The volumes that it may mount. */
  readonly volumes: readonly TaskVolume[];
  /** Whether others may give it more volumes when they run it. */
  readonly isOpen: boolean;
}

export interface TaskMount {
  readonly at: Cursor;
  readonly name: string;
}

export interface TaskVolume {
  readonly at: Cursor;
  readonly name: string;
}

const ARGO = ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate', 'CronWorkflow'];

/** The kinds that are runs of tasks, or what these are made of. */
const TYPES = [
  ...ARGO.map((kind) => `argoproj.io/${kind}`),
  ...['Task', 'ClusterTask', 'TaskRun', 'Pipeline', 'PipelineRun'].map((kind) => `tekton.dev/${kind}`),
  ...['SparkApplication', 'ScheduledSparkApplication'].map((kind) => `sparkoperator.k8s.io/${kind}`),
];

/** All that runs tasks. */
export function runsOf(set: ManifestSet): readonly Manifest[] {
  return TYPES.flatMap((type) => set.all(type));
}

/** The spec of a workflow of Argo, whatever kind it is kept in; undefined for other kinds. */
export function workflowSpec({ type, kind, root }: Manifest): Cursor | undefined {
  if (!type.startsWith('argoproj.io/') || !ARGO.includes(kind)) return undefined;
  return kind === 'CronWorkflow' ? root.at('spec', 'workflowSpec') : root.at('spec');
}

/** The application of Spark, now or on a schedule; undefined for other kinds. */
export function sparkSpec({ type, root }: Manifest): Cursor | undefined {
  if (type === 'sparkoperator.k8s.io/SparkApplication') return root.at('spec');
  return type === 'sparkoperator.k8s.io/ScheduledSparkApplication' ? root.at('spec', 'template') : undefined;
}

/** The tasks of a run, or of what runs are made of; none for other kinds. */
export function tasksOf(manifest: Manifest): readonly Task[] {
  const { type } = manifest;
  if (type.startsWith('argoproj.io/')) return templatesOf(manifest);
  if (type.startsWith('tekton.dev/')) return tektonTasksOf(manifest);
  return sparkTasksOf(manifest);
}

function templatesOf(manifest: Manifest): readonly Task[] {
  const spec = workflowSpec(manifest);
  if (spec === undefined) return [];
  const shared = [...volumesAt(spec.at('volumes')), ...volumesAt(spec.at('templateDefaults', 'volumes')), ...claimTemplatesAt(spec)];
  return spec.at('templates').items.map((template) => {
    const set = template.at('containerSet');
    const containers = [template.at('container'), template.at('script'), set, ...set.at('containers').items];
    return {
      manifest,
      title: `Template ${template.at('name').text ?? ''}`,
      name: template.at('name').text,
      mounts: mountsOf([...containers, ...template.at('initContainers').items, ...template.at('sidecars').items]),
      volumes: [...volumesAt(template.at('volumes')), ...shared],
      // What calls a template of another object brings its own volumes, and a patch may bring any.
      isOpen: /Template$/.test(manifest.kind) || spec.at('podSpecPatch').exists || template.at('podSpecPatch').exists,
    };
  });
}

function tektonTasksOf(manifest: Manifest): readonly Task[] {
  const { kind, root } = manifest;
  const spec = root.at('spec');
  switch (kind) {
    case 'Task':
    case 'ClusterTask':
      return [tektonTask(manifest, spec, manifest.name, [], true)];
    case 'TaskRun':
      return [tektonTask(manifest, spec.at('taskSpec'), manifest.name, podVolumes(spec.at('podTemplate')), false)];
    case 'Pipeline':
      return embedded(manifest, spec, [], true);
    case 'PipelineRun': {
      const pods = [spec.at('podTemplate'), spec.at('taskRunTemplate', 'podTemplate')];
      const own = spec.at('taskRunSpecs').items.flatMap((one) => [one.at('podTemplate'), one.at('taskPodTemplate')]);
      return embedded(manifest, spec.at('pipelineSpec'), [...pods, ...own].flatMap(podVolumes), false);
    }
    default:
      return [];
  }
}

function embedded(manifest: Manifest, pipeline: Cursor, volumes: readonly TaskVolume[], isOpen: boolean): readonly Task[] {
  return pipelineTasks(pipeline)
    .filter((task) => task.at('taskSpec').exists)
    .map((task) => tektonTask(manifest, task.at('taskSpec'), task.at('name').text, volumes, isOpen));
}

/** The tasks of a pipeline, those at its end among them. */
export function pipelineTasks(pipeline: Cursor): readonly Cursor[] {
  return [...pipeline.at('tasks').items, ...pipeline.at('finally').items];
}

function tektonTask(manifest: Manifest, spec: Cursor, name: string | undefined, more: readonly TaskVolume[], isOpen: boolean): Task {
  return {
    manifest,
    title: `Task ${name ?? ''}`,
    name,
    mounts: mountsOf([spec.at('stepTemplate'), ...spec.at('steps').items, ...spec.at('sidecars').items]),
    volumes: [...volumesAt(spec.at('volumes')), ...more],
    isOpen,
  };
}

const podVolumes = (podTemplate: Cursor) => volumesAt(podTemplate.at('volumes'));

function sparkTasksOf(manifest: Manifest): readonly Task[] {
  const spec = sparkSpec(manifest);
  if (spec === undefined) return [];
  return (['driver', 'executor'] as const).map((role) => {
    const at = spec.at(role);
    return {
      manifest,
      title: `The ${role}`,
      name: role,
      mounts: mountsOf([at, ...at.at('sidecars').items, ...at.at('initContainers').items]),
      volumes: [...volumesAt(spec.at('volumes')), ...volumesAt(at.at('template', 'spec', 'volumes'))],
      isOpen: false,
    };
  });
}

function mountsOf(containers: readonly Cursor[]): readonly TaskMount[] {
  return containers.flatMap((container) =>
    container.at('volumeMounts').items.flatMap((at) => {
      const name = at.at('name').text;
      // What is put in later is no name yet.
      return name === undefined || /\{\{|\$\(/.test(name) ? [] : [{ at, name }];
    }),
  );
}

function volumesAt(list: Cursor): readonly TaskVolume[] {
  return list.items.flatMap((at) => {
    const name = at.at('name').text;
    return name === undefined ? [] : [{ at, name }];
  });
}

function claimTemplatesAt(spec: Cursor): readonly TaskVolume[] {
  return spec.at('volumeClaimTemplates').items.flatMap((at) => {
    const name = at.at('metadata', 'name').text;
    return name === undefined ? [] : [{ at, name }];
  });
}
