import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { isMap } from '../util/unchecked';
import { VolumeSourceJson } from './pod-json';

/**
 * A volume of cdk8s-plus for `container.mount()`, from the source that a manifest has. The constructor of its class is private, so one of
 * its own volumes is made and renders what it is told to; cdk8s-plus-27 is frozen at 2.9.5, which keeps that safe.
 */
export function makeVolume(scope: Construct, id: string, name: string, source: () => VolumeSourceJson): kplus.Volume {
  const volume = kplus.Volume.fromEmptyDir(scope, id, name);
  volume._toKube = () => ({ name, ...withQuantities(source()) });
  return volume;
}

/** Fields that hold an amount, which the L1 classes want as an object. */
const AMOUNTS = ['sizeLimit', 'storage'];

function withQuantities(fields: VolumeSourceJson): VolumeSourceJson {
  const converted = Object.entries(fields).map(([name, value]) => {
    if (isMap(value)) return [name, withQuantities(value)];
    return [name, AMOUNTS.includes(name) && typeof value === 'string' ? kplus.k8s.Quantity.fromString(value) : value];
  });
  return Object.fromEntries(converted) as VolumeSourceJson;
}
