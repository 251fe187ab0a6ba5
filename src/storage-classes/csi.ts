import { driverOf } from '../facts/drivers';
import { inTreeProvisioner } from '../facts/drivers/in-tree';
import { LOCAL_VOLUMES } from '../facts/drivers/local-volumes';
import { isDriverName, isQualifiedName } from '../facts/kubernetes/names';
import { checkBoolean } from '../props/check';
import { checkParameterMap } from './parameters';
import { Problems } from '../props/problems';
import { DriverPlan } from './driver-plan';
import { optionsOf } from './driver-options';

/** Options of a driver that has no factory of its own. */
export interface CsiOptions {
  /**
   * The parameters, as the driver's documentation names them.
   *
   * @default - none
   */
  readonly parameters?: { readonly [key: string]: string };

  /**
   * The driver's topology key, which `zones` are written under.
   *
   * @default - the key of a known driver; none for others, which then take no zones
   */
  readonly topologyKey?: string;

  /**
   * Whether the driver can grow volumes.
   *
   * @default true
   */
  readonly expandable?: boolean;
}

const SECRET_REMEDY = 'Name a Secret for the driver in csi.storage.k8s.io/provisioner-secret-name, or where it says.';

export function planCsi(problems: Problems, provisioner: unknown, given: unknown): DriverPlan {
  const options = optionsOf(problems, 'csi', given, 'CsiOptions');
  const name = checkProvisioner(problems, provisioner);
  const facts = driverOf(name);
  const parameters = checkParameterMap(problems, 'driver.parameters', options.parameters, SECRET_REMEDY);
  for (const { parameter, value, problem } of facts?.checkParameters(parameters) ?? []) {
    problems.add(`driver.parameters[${JSON.stringify(parameter)}]`, value, problem);
  }
  const { topologyKey } = options;
  if (topologyKey !== undefined && !(typeof topologyKey === 'string' && isQualifiedName(topologyKey))) {
    problems.add('driver.topologyKey', topologyKey, 'Give the key that the driver puts on its nodes, such as topology.example.com/zone.');
  }
  const expandable = checkBoolean(problems, 'driver.expandable', options.expandable) ?? facts?.expands(parameters) ?? true;
  return {
    provisioner: name,
    parameters,
    facts,
    expandable,
    zoneKey: typeof topologyKey === 'string' ? topologyKey : facts?.topologyKeys?.[0],
  };
}

function checkProvisioner(problems: Problems, provisioner: unknown): string {
  const inTree = typeof provisioner === 'string' ? inTreeProvisioner(provisioner) : undefined;
  if (inTree !== undefined) {
    const translate = inTree.translates ? ', or ZonalStorageClass.fromInTree for the class as it stands' : '';
    problems.add('driver.provisioner', provisioner, `Kubernetes ${inTree.removedIn} removed it. ${inTree.instead}${translate}.`);
  } else if (provisioner === LOCAL_VOLUMES.provisioner) {
    problems.add('driver.provisioner', provisioner, 'That stands for local volumes. Use StorageDriver.localVolumes().');
  } else if (typeof provisioner !== 'string' || !isDriverName(provisioner)) {
    problems.add(
      'driver.provisioner',
      provisioner,
      'Give the name of a CSI driver, such as ebs.csi.aws.com: at most 63 letters, digits, dashes and dots.',
    );
  } else {
    return provisioner;
  }
  return '';
}
