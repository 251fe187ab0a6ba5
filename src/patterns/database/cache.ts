import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Problems } from '../../props/problems';
import { formatKibibytes, kibibytes } from '../../props/sizes';
import { EngineSpec } from './engine-spec';
import { Told, toldSettings } from './told-settings';

/** What letters after a number mean, in KiB: those of PostgreSQL and of MySQL. */
const UNITS: Readonly<Record<string, number>> = { b: 1 / 1024, k: 1, m: 1024, g: 1024 ** 2, t: 1024 ** 3 };

/** What a server is told to take, in KiB; undefined where it is no size that is written as one number. */
function sizeOf(text: string, plainUnit: number): number | undefined {
  const [, number, unit] = /^'?\s*([0-9]+(?:\.[0-9]+)?)\s*([bkmgt])?b?\s*'?$/i.exec(text.trim()) ?? [];
  if (number === undefined) return undefined;
  return Number(number) * (unit === undefined ? plainUnit / 1024 : UNITS[unit.toLowerCase()]);
}

/** Reports a cache of the server that its memory has no room for: it is killed as it starts, or when the cache is full. */
export function checkCache(
  problems: Problems,
  engine: EngineSpec,
  told: Told,
  room: { readonly resources: kplus.ContainerResources; readonly sharedMemory?: Size },
): void {
  const limit = room.resources.memory?.limit;
  if (engine.configuration === undefined || limit === undefined) return;
  const { setting, plainUnit } = engine.configuration.memory;
  const left = kibibytes(limit) - (room.sharedMemory === undefined ? 0 : kibibytes(room.sharedMemory));
  for (const { name, value: text, place } of toldSettings(engine, told)) {
    if (name !== setting) continue;
    const size = sizeOf(text, plainUnit);
    if (size === undefined || size < left) continue;
    const beside = room.sharedMemory === undefined ? '' : ' beside /dev/shm';
    problems.add(
      place.prop,
      `${setting} = ${text}`,
      `The limit of memory leaves ${formatKibibytes(left)}${beside}: the server would be killed. Give it a quarter of that, or raise resources.memory.limit.`,
    );
  }
}
