import { readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { ensurePrograms, Toolchain } from '../../cluster/binaries';
import { Manifest } from '../../cluster/client';
import { operatorModule } from '../../cluster/operator-definitions';

const MODULE = 'github.com/cloudnative-pg/cloudnative-pg';
const VERSION = '1.30.0';

/** The operator itself: also the program that it copies into each Pod of a database, which starts PostgreSQL there. */
const MANAGER: Toolchain = {
  title: `CloudNativePG ${VERSION}`,
  module: join(__dirname, '..', '..', 'cluster', 'go', 'operators'),
  packages: { manager: './cmd/manager' },
  inside: () => operatorModule(MODULE),
};

/** The file of the operator's program, which is built if it is not there. */
export const operatorProgram = async (): Promise<string> => join(await ensurePrograms(MANAGER, 'operators'), 'manager');

/** What its release says to apply: definitions, rights, webhooks and the operator's Deployment. */
export const operatorRelease = (): Manifest[] =>
  parseAllDocuments(readFileSync(join(operatorModule(MODULE), 'releases', `cnpg-${VERSION}.yaml`), 'utf8')).flatMap(
    (document): Manifest[] => document.toJS() ?? [],
  );
