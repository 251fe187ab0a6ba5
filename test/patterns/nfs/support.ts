import { Size } from 'cdk8s';
import { NfsSharedStore } from '../../../src/patterns/nfs/nfs-shared-store';
import { NfsSharedStoreProps } from '../../../src/patterns/nfs/props';
import { NfsDriver } from '../../../src/patterns/nfs/nfs-driver';
import { newChart, refusal } from '../../support';

export const server = 'nfs.example.com';
export const inTree = NfsDriver.inTree({ server, path: '/exports' });
export const csi = NfsDriver.csi({ server, share: '/exports' });
export const dynamic = NfsDriver.csiDynamic({ server, share: '/exports' });
export const capacity = Size.gibibytes(1);

/** Builds with what the types forbid too: JavaScript and casts get through to the same constructor. */
export const build = (props: unknown, chart = newChart()) => new NfsSharedStore(chart, 'media', props as NfsSharedStoreProps);

export const refusalOf = (props: unknown) => refusal(() => build(props));

/** The message of these problems of the store. */
export const lines = (...texts: string[]) =>
  [
    `NfsSharedStore at shop/media: ${texts.length === 1 ? '1 problem' : `${texts.length} problems`}`,
    ...texts.map((text) => `  ${text}`),
  ].join('\n');

export const withDriver = (driver: NfsDriver, more: object = {}) => ({ driver, capacity, ...more });

/** Props, and the lines that they are refused with. */
export type Refusal = [what: string, props: unknown, ...texts: string[]];

export const testRefusals = (refusals: readonly Refusal[]) =>
  test.each(refusals)('%s', (_, props, ...texts) => {
    expect(refusalOf(props)).toBe(lines(...texts));
  });

export const SERVER = 'Give the DNS name or IP address of the NFS server.';
export const EXPORT = 'Give the exported path, which is / where the server exports one tree (Amazon EFS, say).';
export const ABSOLUTE = 'Give an absolute path: it starts with a slash.';
