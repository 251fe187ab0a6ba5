import { additionsTo } from './additions';
import { EnvJson } from './pod-json';
import { WorkloadObject } from './workload-object';

/** Adds variables to containers of a workload, which have been found to lack them; `title` says whose they are. */
export function addVariables(
  workload: WorkloadObject,
  containers: ReadonlyArray<{ readonly name: string }>,
  variables: readonly EnvJson[],
  title: string,
): void {
  const { additions } = workload.rewrites;
  for (const { name } of containers) additionsTo(additions, name).variables.push(...variables);
  workload.later((pod) =>
    pod.containers
      .filter(({ name }) => containers.some((container) => container.name === name))
      .flatMap(({ name, env }) => {
        const all = env.map((variable) => variable.name);
        const twice = variables.filter((variable) => all.indexOf(variable.name) !== all.lastIndexOf(variable.name));
        return twice.map(
          (variable) => `${title}: The container ${name} has the variable ${variable.name} twice. Take out the one that was added by hand.`,
        );
      }),
  );
}
