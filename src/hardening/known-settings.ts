import { serverOptions } from '../facts/programs/server-options';
import { crashRisks } from '../facts/settings/crash-risks';
import { PlacedText, settingsOf } from '../facts/settings/told';
import { NotDurable, SettingPlace } from '../props/not-durable';
import { KnownProgram } from './known-programs';

/** Reports settings in command, arguments and variables of a known program with which a crash costs data. */
export function checkSettings(notDurable: NotDurable, { at, facts, told, tag }: KnownProgram): void {
  const { server } = facts;
  if (server === undefined) return;
  const placed = (prop: string, text: string): PlacedText<SettingPlace> => ({ text, place: { prop: `${at}.${prop}`, object: 'pods' } });
  const settings = settingsOf<SettingPlace>(server, {
    words: serverOptions(facts, [
      ...told.command.map((word, index) => placed(`command[${index}]`, word)),
      ...told.args.map((word, index) => placed(`args[${index}]`, word)),
    ]),
    variables: new Map([...told.variables].map(([name, text]) => [name, placed(`env[${JSON.stringify(name)}]`, text)])),
    files: [],
    data: [],
    version: tag,
  });
  notDurable.report(server, crashRisks(server, settings, tag));
}
