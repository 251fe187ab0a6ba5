import { ApiObject } from 'cdk8s';

/** Takes from an object that belongs to no namespace the one of its chart, which cdk8s gives to every object. */
export function leaveNamespace({ metadata }: ApiObject): void {
  const mutable: { namespace?: string } = metadata;
  mutable.namespace = undefined;
}
