import { Chart } from 'cdk8s';
import { HostMount, HostPathType, NodeAgent, NodeAgentProps, ProbedContainer } from '../../../src';
import { newChart, refusal } from '../../support';

export const CONTAINER: ProbedContainer = {
  name: 'agent',
  image: 'registry.example.com/agent:5.0.0',
  ports: [{ name: 'metrics', number: 9100 }],
  declineReadiness: 'It serves nobody.',
  declineLiveness: 'It ends when it hangs.',
};

export const JOURNAL: HostMount = { name: 'journal', path: '/run/log/journal', type: HostPathType.DIRECTORY };
export const ROOT = { user: 0, hardening: { runAsNonRoot: false } };

export const newAgent = (chart: Chart, props: Partial<NodeAgentProps> = {}) =>
  new NodeAgent(chart, 'agent', { containers: [CONTAINER], hostMounts: [JOURNAL], ...props });

/** An agent with one mount of the node. */
export const withMount = (mount: Partial<HostMount>, props: Partial<NodeAgentProps> = {}) => ({
  hostMounts: [{ ...JOURNAL, ...mount }],
  ...props,
});

/** The lines of a refusal, without the place. */
export function problemsOf(props: unknown): string[] {
  const message = refusal(() => newAgent(newChart(), props as Partial<NodeAgentProps>));
  return message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}
