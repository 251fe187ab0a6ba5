import { Cursor } from '../cursor';
import { Manifest } from '../manifest';

/** The place of a workload that makes the new Pod come before the old one goes; undefined where none does. */
export function surging({ type, root }: Manifest): Cursor | undefined {
  const strategy = root.at('spec', 'strategy');
  const isZero = ({ value }: Cursor) => value === 0 || value === '0%';
  switch (type) {
    case 'apps/Deployment':
      // Without a surge, the old Pod goes before the new one comes.
      return (strategy.at('type').text ?? 'RollingUpdate') !== 'RollingUpdate' || isZero(strategy.at('rollingUpdate', 'maxSurge'))
        ? undefined
        : strategy.at('type');
    case 'apps.openshift.io/DeploymentConfig':
      return (strategy.at('type').text ?? 'Rolling') !== 'Rolling' || isZero(strategy.at('rollingParams', 'maxSurge'))
        ? undefined
        : strategy.at('type');
    case 'argoproj.io/Rollout':
      return isZero(strategy.at('canary', 'maxSurge')) ? undefined : strategy.at(strategy.at('blueGreen').exists ? 'blueGreen' : 'canary');
    default:
      return undefined;
  }
}
