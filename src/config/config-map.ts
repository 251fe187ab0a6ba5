import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { notSecretAnnotation } from '../props/not-secret';
import { ConfigEntry, textOf } from './entries';

/** A ConfigMap whose entries have been checked. */
export interface ConfigMapOptions {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly entries: readonly ConfigEntry[];
  /** Reasons why keys that look like secrets are none; those of other keys are left out. */
  readonly notSecret?: Readonly<Record<string, string>>;
  /** Whether it can never change; not written where it is undefined. */
  readonly immutable?: boolean;
}

/** Makes a ConfigMap. That of cdk8s-plus loses its data where all values are empty. */
export function addConfigMap(scope: Construct, id: string, options: ConfigMapOptions): ApiObject {
  const { name, labels, entries, immutable } = options;
  const keys = entries.map(({ key }) => key);
  const reasons = Object.entries(options.notSecret ?? {}).filter(([key]) => keys.includes(key));
  const annotations = { ...options.annotations, ...notSecretAnnotation(Object.fromEntries(reasons)) };
  const metadata = { name, labels, annotations };
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...toData(entries), immutable });
}

/** The two maps of a ConfigMap: text as it is, `binaryData` for what would not come out of YAML as it went in. */
export function toData(entries: readonly ConfigEntry[]): { data?: Record<string, string>; binaryData?: Record<string, string> } {
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  for (const { key, bytes } of entries) {
    const text = textOf(bytes);
    if (text === undefined) binaryData[key] = bytes.toString('base64');
    else data[key] = text;
  }
  const given = (map: Record<string, string>) => (Object.keys(map).length > 0 ? map : undefined);
  return { data: given(data), binaryData: given(binaryData) };
}
