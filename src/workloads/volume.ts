import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';

/**
 * A kplus Volume of a source that cdk8s-plus-27 cannot express. Its constructor is private, so one of its own volumes is made and
 * renders what it is told to; the library is frozen at 2.9.5, which keeps that safe.
 */
export function makeVolume(scope: Construct, id: string, name: string, source: () => Omit<kplus.k8s.Volume, 'name'>): kplus.Volume {
  const volume = kplus.Volume.fromEmptyDir(scope, id, name);
  volume._toKube = () => ({ name, ...source() });
  return volume;
}
