import { Finding } from '../linters/finding';
import { Case } from './cases';

const keyOf = ({ rule, object, message }: Finding): string => `${rule}\n${object}\n${message}`;

/** For each case what a tool says of it that it does not say of the same manifests without the mistake. */
export function newFindings(cases: readonly Case[], findings: readonly Finding[]): Map<string, Finding[]> {
  const of = (example: string) => findings.filter((finding) => finding.example === example);
  const known = new Map([...new Set(cases.map(({ without }) => without))].map((name) => [name, of(name).map(keyOf)]));
  return new Map(
    cases.map(({ name, without }) => {
      const left = [...known.get(without)!];
      const news = of(name).filter((finding) => {
        const index = left.indexOf(keyOf(finding));
        if (index >= 0) left.splice(index, 1);
        return index < 0;
      });
      return [name, news];
    }),
  );
}
