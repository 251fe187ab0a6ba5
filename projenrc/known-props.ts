import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readApi } from './api-structs';
import { tableOf } from './props-table';

/*
 * Writes the table of the props that the API knows. It runs before each compilation; what has changed is committed with the API.
 */

const path = resolve(__dirname, '../src/props/known-props.generated.ts');
const text = tableOf(readApi());
if (text !== readFileSync(path, { encoding: 'utf8', flag: 'a+' })) writeFileSync(path, text);
