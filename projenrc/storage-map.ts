import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { storageMap } from './storage-map-text';

/*
 * Writes the page of all fields and kinds of storage. What has changed is committed with what changed it.
 */

writeFileSync(resolve(__dirname, '../docs/storage-map.md'), storageMap());
