import { Paint } from '../checks/formats/paint';
import { rulePage } from '../checks/rule-page';
import { OperatedProgram } from '../facts/operators/operated';
import { list, page, wrap } from './explain-text';

/** What a program is run by where one machine is not enough, and what its storage has to say. */
export function explainOperated({ program, operators, storage, loses, see }: OperatedProgram, paint: Paint): string {
  const plain = (text: string) => text.replaceAll('`', '');
  return page([
    paint.bold(program),
    wrap(
      `A ${program} of several members is run by an operator, which is named here and not rebuilt; the rules read the claims inside its resource.`,
    ),
    list(
      paint,
      'Operators',
      operators.map(({ title, kinds }) => `${title}: ${kinds.join(', ')}`),
    ),
    list(paint, 'What its storage has to say', storage.map(plain)),
    list(paint, 'What loses data', loses.map(plain)),
    [
      paint.bold('See'),
      ...['operator-deletes-claims', 'operator-data-on-scratch', 'claims-go-with-resource'].map((rule) => `  ${rulePage(rule)}`),
      ...see.map((url) => `  ${url}`),
    ].join('\n'),
  ]);
}
