import { crashRisks } from '../../facts/settings/crash-risks';
import { NotDurable } from '../../props/not-durable';
import { EngineSpec } from './engine-spec';
import { Told, toldSettings, versionOf } from './told-settings';

/** Reports settings with which a crash costs data, unless there is a reason for them. */
export function checkDurability(notDurable: NotDurable, engine: EngineSpec, told: Told): void {
  if (engine.server === undefined) return;
  notDurable.report(engine.server, crashRisks(engine.server, toldSettings(engine, told), versionOf(engine)));
}
